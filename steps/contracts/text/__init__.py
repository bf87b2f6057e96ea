"""What the text of a contract says in fixed forms: sentences and sections, sums, dates, terms, signatures, blanks."""
