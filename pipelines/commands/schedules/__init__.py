"""`bgjobs schedule`: what is sent by the clock."""
