"""Tables that people can read and correct, as CSV files, and what reads them.

kinds.csv holds the kinds of spending and their lines in Schedule C, merchants.csv names on statements, keywords.csv
words of descriptions, mcc_kinds.csv the kind of each merchant category code; mcc_codes.csv describes these codes, from
github.com/greggles/mcc-codes at 16e8ab1, public domain (Unlicense), two of its columns.
"""
