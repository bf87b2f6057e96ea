"""What the commands share: reading what was typed, finding the job that is meant, watching and showing jobs."""
