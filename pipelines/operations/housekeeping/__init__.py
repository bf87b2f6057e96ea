"""What is tidied up from time to time: counters of finished jobs, refused events, and jobs past their retention."""
