"""What people say, as text: sentences, the words that matter in them, and those that say nothing of the subject."""
