-- limits --
-- What is declared, each pipeline as a gate of its own name, and what only a change speaks of any more. Times in seconds.
select d.name, d.kind, array_to_string(case d.path[1] when 'data' then d.path[2:] else d.path end, '.') as per,
    d.n, extract(epoch from d.every)::double precision as every, d.burst,
    extract(epoch from d.at_most)::double precision as at_most, d.on_excess, d.collect,
    array(select p.name from jobs.pipeline p where d.name = any (p.limits) order by p.name) as pipelines
from jobs.declared_limit d where %(name)s::text is null or d.name = %(name)s
union all
select p.name, 'pipeline', null, null, null, null, null, 'wait', false, array[p.name]
from jobs.pipeline p where %(name)s::text is null or p.name = %(name)s
union all
select c.name, 'gone', null, null, null, null, null, 'wait', false, '{}'
from (select o.name from jobs.limit_override o where o.until is null or o.until > clock_timestamp()
      union select p.name from jobs.pause p where p.until is null or p.until > clock_timestamp()) c
where (%(name)s::text is null or c.name = %(name)s)
  and not exists (select from jobs.declared_limit d where d.name = c.name)
  and not exists (select from jobs.pipeline p where p.name = c.name)
order by 1

-- changes --
-- What people set and paused, as long as it holds.
select 'set' as act, o.name, o.key, o.n, extract(epoch from o.every)::double precision as every, o.until, o.who, o.why, o.at
from jobs.limit_override o
where (o.until is null or o.until > clock_timestamp()) and (%(name)s::text is null or o.name = %(name)s)
union all
select 'pause', p.name, p.key, null, null, p.until, p.who, p.why, p.at
from jobs.pause p
where (p.until is null or p.until > clock_timestamp()) and (%(name)s::text is null or p.name = %(name)s)
order by 1, 2, 3 limit 2000

-- at_work --
-- What is at work under each gate, and the jobs that have been so for the longest.
select g.gate, count(*) as jobs, sum(j.units)::bigint as units,
    (array_agg(j.id::text order by j.dispatched_at, j.id))[:20] as holders
from jobs.job j cross join lateral unnest(case when j.gates = '{}' then array[j.pipeline] else j.gates end) g (gate)
where j.status in ('dispatched', 'running') group by g.gate

-- all_waiting --
-- How many wait at each gate, so far as a bounded look tells.
select w.gate, w.jobs, w.cut from jobs.gates_waiting(1000, 10000) w

-- rooms --
-- The bound in force at each of these gates, and how many may begin now.
select r.gate, r.n, r.room, r.most, extract(epoch from r.emission)::double precision as emission, r.paused
from jobs.rooms(%(gates)s, clock_timestamp()) r

-- waiting_keys --
-- The keys of a limit that jobs wait for, lane by lane, and how many in each; `lane` is where the next page goes on.
select l.lane, l.looked_at, g.gate, c.jobs, c.jobs >= 1000 as cut
from jobs.waiting_lanes(%(after)s, 5000, %(most)s, null, %(name)s) l
cross join lateral (select u.gate from unnest(l.gates) u (gate) where split_part(u.gate, '=', 1) = %(name)s limit 1) g
cross join lateral (
    select count(*) as jobs from (
        select from jobs.job j where j.status = 'queued' and j.lane is not null and j.lane = l.lane limit 1000) q) c

-- waiting_at --
-- How many wait at one gate: by lane, each counted up to 1,000; where there are 5,000 lanes, among the first 100,000 jobs.
with lanes as materialized (
    select l.lane, l.gates from jobs.waiting_lanes('', 5000) l
), many as materialized (
    select count(*) >= 5000 as lanes from lanes
), counted as (
    select sum(c.jobs) as jobs, bool_or(c.jobs >= 1000) as cut from lanes l cross join lateral (
        select count(*) as jobs from (
            select from jobs.job j where j.status = 'queued' and j.lane is not null and j.lane = l.lane limit 1000) q) c
    where %(gate)s = any (l.gates) and not (select m.lanes from many m)
    union all
    select count(*) filter (where %(gate)s = any (q.gates)), count(*) >= 100000 from (
        select j.gates from jobs.job j where j.status = 'queued' and j.lane is not null and (select m.lanes from many m)
        order by j.lane limit 100000) q
)
select coalesce(sum(c.jobs), 0)::bigint as jobs, coalesce(bool_or(c.cut), false) as cut from counted c
