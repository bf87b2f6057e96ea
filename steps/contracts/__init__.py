"""What contract-analyzer knows of contracts: categories, how clauses are worded, what makes a risk, the result.

wire.py is what a reader answers about one window of the contract; assemble.py makes the result (models.py) of those
answers: quotes looked up, dates and sums computed, duplicates merged by code. What answers when there is no model lies
outside the step image, in pipelines/emulators/rules/contracts.
"""
