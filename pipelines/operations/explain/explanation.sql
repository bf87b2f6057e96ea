-- queue --
-- What stands before a queued job, each part looked at no further than 1,000: for one that limits concern, in its own lane.
select least(1000, case when j.lane is not null
    then (select count(*) from (
            select from jobs.job o where o.status = 'queued' and o.lane is not null and o.lane = j.lane
              and (o.run_at, o.id) < (j.run_at, j.id) limit 1000) before)
    else (select count(*) from (
            select from jobs.job o where o.status = 'queued' and o.lane is null and o.priority > j.priority
              and o.run_at <= clock_timestamp() limit 1000) before)
       + (select count(*) from (
            select from jobs.job o where o.status = 'queued' and o.lane is null and o.priority = j.priority
              and (o.run_at, o.id) < (j.run_at, j.id) limit 1000) before)
    end) as ahead,
    (select count(*) from jobs.job o where o.status in ('dispatched', 'running')) as at_work, j.lane is not null as limited,
    j.status in ('dispatched', 'running') and j.executor in ('local', 'warm') and coalesce(j.owner <> all (jobs.live_owners()), true) as left_alone
from jobs.job j where j.id = %(id)s

-- held_by --
-- The gates that keep a queued job back: who paused each or set it to 0, and what is before it there. `all_seconds`: about how
-- long they take one after the other, where those who are at work now end at the same time everywhere.
with ahead as materialized (select * from jobs.prospects(%(id)s))
select s.gate, s.kind, s.n, s.held, extract(epoch from s.emission * s.n)::double precision as every, s.paused,
    said.who as paused_by, said.until as paused_until, said.why,
    coalesce(a.jobs, 0) as before, coalesce(a.cut, false) as before_more, a.seconds,
    (select sum(g.seconds) - greatest(0, count(*) filter (where g.kind = 'concurrent' and g.seconds > 0) - 1) * coalesce(max(g.pace), 0)
     from ahead g having not bool_or(g.seconds is null))::double precision as all_seconds
from jobs.shut_gates(%(id)s) s left join ahead a on a.gate = s.gate
left join lateral (
    select c.who, c.until, c.why from (
        select p.name, p.key, p.who, p.until, p.why from jobs.pause p where s.paused
        union all
        select o.name, o.key, o.who, o.until, o.why from jobs.limit_override o where not s.paused and s.n = 0) c
    where c.name = s.name and c.key in (s.key, '*') and (c.until is null or c.until > clock_timestamp())
    order by c.key = s.key desc limit 1) said on true

-- gathering --
-- What a queued job gathers events with, and until when.
select g.gate, g.kind, g.jobs, g.n, g.due, g.latest from jobs.gathering(%(id)s) g

-- spent --
-- A job's calls of providers by step, each as often as it was sent; what a rerun took over was made before it was queued.
select c.step, c.provider, sum(c.attempts)::integer as calls, sum(c.cost_usd) as cost_usd, c.created_at < j.queued_at as kept,
       count(*)::integer as rows, count(c.cost_usd)::integer as priced
from jobs.provider_call c join jobs.job j on j.id = c.job_id
where c.job_id = %(id)s group by c.step, c.provider, c.created_at < j.queued_at

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
