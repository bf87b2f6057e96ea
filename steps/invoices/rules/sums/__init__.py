"""The sums of a laid-out invoice: tables of lines, labelled amounts, and the combination of them that adds up."""
