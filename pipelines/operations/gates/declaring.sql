-- is_declared --
-- Whether this is what holds: then nothing is written.
select declared is not distinct from md5(%(declared)s::jsonb::text) from jobs.admission

-- declare --
-- Makes what the code declares what holds.
select jobs.declare_limits(%(declared)s::jsonb)
