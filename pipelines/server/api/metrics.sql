-- tally --
select metric, labels, value from jobs.tally order by metric, labels

-- buckets --
select jobs.buckets()

-- queue --
select pipeline, count(*) filter (where run_at <= now()) as due, count(*) filter (where run_at > now()) as later,
       coalesce(extract(epoch from now() - min(run_at) filter (where run_at <= now())), 0)::double precision as age
from jobs.job where status = 'queued' group by pipeline

-- live --
select pipeline, status, count(*) from jobs.job where status in ('dispatched', 'running') group by pipeline, status
