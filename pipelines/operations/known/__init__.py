"""What names there are, and the refusal of all others: a filter for what nothing has would find nothing, for ever."""
