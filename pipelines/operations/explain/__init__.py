"""What a job does and why: its graph, where its time went, what it waits for, what to do about an error."""
