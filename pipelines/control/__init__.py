"""The control plane at work: what takes queued jobs and sees each to its end."""
