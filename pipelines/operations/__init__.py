"""What people and programs ask for: jobs and lists of them, their logs, cancelling, running again, tokens, samples."""
