"""What is sent by the clock: which times are planned, what is written of a schedule, and what is done to one."""
