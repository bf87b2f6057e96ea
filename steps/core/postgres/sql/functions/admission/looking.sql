-- What people are told of limits: how many wait at each, and what a queued job has before it. Each look is bounded: beyond
-- so many lanes or jobs it says that there are more.

-- The next lanes with queued jobs after `from_lane`, at most `most_found` of them; where gates are named, only lanes with
-- one of those, or of a limit so called, among the next `most`.
create or replace function jobs.waiting_lanes(
    from_lane text, most integer, most_found integer default null, of_gates text[] default null, of_limit text default null
) returns table (lane text, gates text[], looked_at integer) language plpgsql stable as $$
declare
    found integer := 0;
begin
    lane := from_lane;
    for i in 1..most loop
        select j.lane, j.gates into lane, gates from jobs.job j
        where j.status = 'queued' and j.lane is not null and j.lane > waiting_lanes.lane collate "C" order by j.lane limit 1;
        exit when lane is null;
        looked_at := i;
        if (of_gates is null or gates && of_gates)
           and (of_limit is null or exists (select from unnest(gates) g (gate) where split_part(g.gate, '=', 1) = of_limit)) then
            found := found + 1;
            return next;
            exit when found >= most_found;
        end if;
    end loop;
end $$;

-- How many jobs wait at each gate, looking at about so many lanes and jobs. `cut`: there may be more. The row without a gate
-- says of the whole whether lanes were left out.
create or replace function jobs.gates_waiting(most_lanes integer, most_jobs integer)
returns table (gate text, jobs bigint, cut boolean) language sql stable as $$
    with lanes as materialized (
        select * from jobs.waiting_lanes('', most_lanes)
    ), size as materialized (
        select greatest(20, most_jobs / greatest(1, count(*)))::integer as each, count(*) >= most_lanes as cut from lanes
    ), counted as (
        select l.gates, c.jobs, c.jobs >= size.each as cut from lanes l cross join size cross join lateral (
            select count(*) as jobs from (
                select from jobs.job j where j.status = 'queued' and j.lane is not null and j.lane = l.lane limit size.each) q) c
    ), plain as materialized (
        select j.pipeline from jobs.job j where j.status = 'queued' and j.lane is null
        order by j.priority desc, j.run_at, j.id limit most_jobs
    )
    select u.gate, sum(u.jobs)::bigint, bool_or(u.cut) or bool_or(size.cut)
    from (select g.gate, c.jobs, c.cut from counted c cross join lateral unnest(c.gates) g (gate)
          union all
          select p.pipeline, count(*), (select count(*) from plain) >= most_jobs from plain p group by p.pipeline) u
    cross join size group by u.gate
    union all
    select null, 0, size.cut or (select count(*) from plain) >= most_jobs from size
$$;

-- What a queued job has before it at each gate that bounds it. `jobs`: those that may go first, in its own lane and in others
-- that pass the gate, by priority, turn and time; beside one that takes several units, which smaller ones pass, all of them;
-- `cut`: there may be more. `seconds`: how long it takes at this gate, by the rate, or by `pace`, how long jobs were at work
-- lately; null where nothing says it. Which of the gates are shut, shut_gates tells.
create or replace function jobs.prospects(the_job uuid) returns table (
    gate text, kind text, jobs bigint, cut boolean, seconds double precision, pace double precision
) language sql volatile as $$
    with j as materialized (
        select o.*, case when o.gates = '{}' then array[o.pipeline] else o.gates end as passes, o.units > 1 as large
        from jobs.job o where o.id = the_job and o.status = 'queued'
    ), bounds as materialized (
        select r.*, least(j.units, r.most) as mine, t.tat from j cross join lateral jobs.rooms(j.passes, clock_timestamp()) r
        left join jobs.gate t on t.id = r.gate
        where r.kind in ('concurrent', 'rate') and r.n > 0
    ), lanes as materialized (
        select l.lane, l.gates, l.looked_at, split_part(l.lane, E'\x1f', 1) as fair,
            3 - split_part(l.lane, E'\x1f', 2)::integer as priority, split_part(l.lane, E'\x1f', 3) as pipeline
        from j cross join lateral jobs.waiting_lanes('', 2000, null, (select array_agg(b.gate) from bounds b)) l
    ), size as materialized (
        select greatest(50, 20000 / greatest(1, count(*)))::integer as each, coalesce(max(looked_at), 0) >= 2000 as cut from lanes
    ), counted as materialized (
        select l.gates, l.fair, l.priority, c.* from j cross join lanes l cross join size
        left join jobs.pipeline p on p.name = l.pipeline
        cross join lateral (
            select count(*) as jobs, coalesce(sum(q.units), 0) as units, count(*) >= size.each as cut from (
                select o.units from jobs.job o
                where o.status = 'queued' and o.lane is not null and o.lane = l.lane and o.id <> j.id
                  and o.run_at <= greatest(j.run_at, clock_timestamp())
                  and (j.large or l.priority > j.priority
                       or l.priority = j.priority and (l.fair <> j.fair or (o.run_at, o.id) < (j.run_at, j.id))
                       or l.priority + floor(extract(epoch from clock_timestamp() - o.run_at) / extract(epoch from p.ageing)) >= j.priority)
                limit size.each) q) c
        where j.large or l.priority >= j.priority or p.ageing is not null
        union all
        select array[j.pipeline], '', j.priority::integer, count(*), count(*), count(*) >= 1000
        from j cross join lateral (
            select from jobs.job o
            where j.lane is null and o.status = 'queued' and o.lane is null and o.priority >= j.priority and o.pipeline = j.pipeline
              and (o.priority > j.priority or (o.run_at, o.id) < (j.run_at, j.id)) limit 1000) q
        group by j.pipeline, j.priority
    ), turn as ( -- where its own turn comes, as jobs.admit counts turns
        select jobs.turn_start(s.done, m.done) + (j.units + coalesce((
            select sum(c.units) from counted c where c.fair = j.fair and c.priority = j.priority), 0)) / greatest(1e-6, coalesce(s.weight, 1)) as tag
        from j cross join jobs.admission m left join jobs.share s on s.key = j.fair
    ), first as (
        select c.gates, c.cut, c.jobs * x.part as jobs, c.units * x.part as units
        from j cross join turn cross join jobs.admission m cross join counted c
        left join jobs.share s on s.key = c.fair
        cross join lateral (select case
            when j.large or c.fair = j.fair or c.priority <> j.priority then 1
            else least(1, greatest(0, (turn.tag - jobs.turn_start(s.done, m.done)) * coalesce(s.weight, 1)) / greatest(1, c.units))
            end as part) x
    ), before as (
        select b.gate, coalesce(ceil(sum(f.jobs)), 0)::bigint as jobs, coalesce(ceil(sum(f.units)), 0) as units,
            coalesce(bool_or(f.cut), false) or (select s.cut from size s) as cut
        from bounds b left join first f on b.gate = any (f.gates) group by b.gate
    ), pace as (
        select max(p.seconds) as seconds from (
            select avg(done.seconds) as seconds from (
                select j.pipeline from j
                union select o.pipeline from jobs.job o where o.status in ('dispatched', 'running')
                    and o.gates && (select array_agg(b.gate) from bounds b)) of_pipeline
            cross join lateral (
                select jobs.seconds_between(o.dispatched_at, o.finished_at) as seconds from (
                    select l.* from jobs.job l where l.pipeline = of_pipeline.pipeline order by l.id desc limit 200) o
                where o.status = 'completed' order by o.id desc limit 50) done
            group by of_pipeline.pipeline) p
    )
    -- While one waits at a full gate, whoever goes first takes all of its room, or all but what is too little for it.
    select b.gate, b.kind, f.jobs, f.cut,
        (case when f.cut then null
             when b.kind = 'rate' then greatest(0, extract(epoch from
                 greatest(coalesce(b.tat, b.floor_tat), b.floor_tat) - clock_timestamp())
                 + extract(epoch from b.emission) * (f.units + b.mine))
             when f.units + b.mine <= b.n - b.held then 0
             else pace.seconds * (1 + floor(f.units / (b.n - b.mine + 1))) end)::double precision,
        pace.seconds::double precision
    from bounds b join before f on f.gate = b.gate cross join pace
$$;

-- What a queued job gathers events with: the gate of quiet or batch, how many jobs wait with it now, how many a batch holds, when
-- it goes at the earliest if nothing comes, and at the latest. As jobs.leader has it, without a change.
create or replace function jobs.gathering(the_job uuid) returns table (
    gate text, kind text, jobs bigint, n integer, due timestamptz, latest timestamptz
) language sql stable as $$
    select j.merge_key, l.kind, w.jobs, l.n,
        case l.kind when 'quiet' then least(w.last + l.every, w.first + l.at_most)
            else case when w.jobs >= l.n then w.first else w.first + l.every end end,
        case l.kind when 'quiet' then w.first + l.at_most else w.first + l.every end
    from jobs.job j cross join lateral jobs.limit_of(j.merge_key) l
    cross join lateral (
        select count(*) as jobs, min(o.queued_at) as first, max(o.queued_at) as last from (
            select o.queued_at from jobs.job o
            where o.status = 'queued' and o.merge_key = j.merge_key and o.run_at <= greatest(j.run_at, clock_timestamp())
            order by o.id limit 10000) o) w
    where j.id = the_job and j.status = 'queued' and l.kind in ('quiet', 'batch')
$$;
