-- places --
-- Where each pipeline runs, what is declared, who said otherwise, and how many live processes take its jobs there.
select p.name as pipeline, a.runs, p.runs as declared, o.who, o.why, o.at,
    jobs.takers(live.owners, a.runs, p.name) as processes
from jobs.all_runs() a join jobs.pipeline p on p.name = a.pipeline left join jobs.runs_override o on o.pipeline = p.name
cross join (select jobs.live_owners() as owners) live
where %(pipeline)s::text is null or p.name = %(pipeline)s
order by p.name

-- set --
-- Has a pipeline's jobs run elsewhere.
select jobs.set_runs(%(pipeline)s, %(options)s::jsonb)

-- clear --
-- Lets what is declared hold again.
select jobs.clear_runs(%(pipeline)s, %(origin)s::jsonb)

-- with_jobs --
-- The pipelines with jobs in the queue; of those with limits, in the first 2,000 lanes.
select p.name from jobs.pipeline p
where p.name = (select j.pipeline from jobs.job j
                where j.status = 'queued' and j.lane is null and j.pipeline >= p.name order by j.pipeline limit 1)
union
select split_part(l.lane, E'\x1f', 3) from jobs.waiting_lanes('', 2000) l

-- processes --
-- The live dispatchers, and what each says of itself.
select o.id, coalesce(d.about, '{}') as about, coalesce(d.busy, 0) as busy, coalesce(d.seen_at, clock_timestamp()) as seen_at
from unnest(jobs.live_owners()) o (id) left join jobs.dispatcher d on d.id = o.id
order by d.about ->> 'executor', o.id limit 200
