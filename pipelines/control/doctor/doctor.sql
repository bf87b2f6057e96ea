-- now --
select clock_timestamp(), current_setting('synchronous_commit')

-- queue --
select count(*), coalesce(extract(epoch from clock_timestamp() - min(run_at)), 0)::double precision
from jobs.job where status = 'queued' and run_at <= clock_timestamp()
