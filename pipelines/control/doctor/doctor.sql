-- now --
-- The server's clock, and whether its commits are durable.
select clock_timestamp(), current_setting('synchronous_commit')

-- roles --
-- Group roles that the server lacks, and those that nothing was granted to here.
select jobs.missing_roles(), jobs.roles_without_grants()

-- queue --
-- How many jobs are due, and for how many seconds the oldest has been.
select count(*), coalesce(extract(epoch from clock_timestamp() - min(run_at)), 0)::double precision
from jobs.job where status = 'queued' and run_at <= clock_timestamp()
