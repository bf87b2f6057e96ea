"""What contract-analyzer knows of contracts: categories, how clauses are worded, what makes a risk, the result.

`wire` is what a reader (a model, or `rules`) answers about one window of the contract; `assemble` makes the
`models.ContractResult` of those answers: quotes looked up, dates and sums computed, duplicates merged by code.
"""
