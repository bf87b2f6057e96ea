"""What a person calls a job by, and the job that is meant."""
