-- declare --
-- Makes what the code declares what holds.
select jobs.declare_limits(%(declared)s)
