-- queue --
-- What stands before a queued job, looked at no further than 1,000; and who could take it.
select
    (select count(*) from (
        select from jobs.job o
        where o.status = 'queued' and o.run_at <= clock_timestamp()
          and (o.priority > j.priority or (o.priority = j.priority and (o.run_at, o.id) < (j.run_at, j.id)))
        limit 1000) before) as ahead,
    (select count(*) from jobs.job o where o.status in ('dispatched', 'running')) as at_work
from jobs.job j where j.id = %(id)s

-- spent --
-- What a job's paid calls cost, by step and provider.
select c.step, c.provider, count(*)::integer as calls, sum(c.cost_usd) as cost_usd
from jobs.provider_call c where c.job_id = %(id)s and c.state not in ('intent', 'failed') group by 1, 2

-- closed --
-- Providers that are left alone for now.
select provider, reason, open_until from jobs.breaker where open_until > clock_timestamp()

-- done --
-- The steps that left an output.
select o.step from jobs.output o where o.job_id = %(id)s

-- missing --
-- What the job was last found to wait for, through no fault of its own; nothing once an attempt has begun.
select w.message, w.since from jobs.job_wait w
where w.job_id = %(id)s
  and not exists (select from jobs.attempt a where a.job_id = w.job_id and a.started_at > w.seen_at)
