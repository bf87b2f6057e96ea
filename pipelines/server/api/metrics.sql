-- tally --
-- All counters.
select metric, labels, value from jobs.tally order by metric, labels

-- buckets --
-- Upper bounds of the buckets of durations.
select jobs.buckets()

-- queue --
-- How many jobs wait, by pipeline, and for how many seconds the oldest has been due.
select pipeline, count(*) filter (where run_at <= now()) as due, count(*) filter (where run_at > now()) as later,
       coalesce(jobs.seconds_between(min(run_at) filter (where run_at <= now() and jobs.loadable(run_at)), now()), 0) as age
from jobs.queued()
group by pipeline

-- live --
-- How many jobs are at work, by pipeline and status.
select pipeline, status, count(*) from jobs.job where status in ('dispatched', 'running') group by pipeline, status

-- schedules --
-- For how many seconds the schedule has been due that waits longest, and how many could not send what was planned last.
select coalesce(jobs.seconds_between(min(due_at) filter (where paused_at is null and due_at < jobs.schedule_now()),
        jobs.schedule_now()), 0), count(*) filter (where error is not null and paused_at is null)
from jobs.schedule
