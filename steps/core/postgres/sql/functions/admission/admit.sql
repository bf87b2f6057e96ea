-- Which queued jobs are dispatched next where limits are: one writer at a time takes a batch, reading who is at work. No
-- counter is kept, so none can leak; nothing is locked when a job is queued or ends. What it costs depends on the lanes
-- it looks at, never on the length of the queue.

-- Dispatch up to `places` queued jobs, those of every pipeline that is served, in the order of priority, then of fair turns, then of time.
-- A job passes all of its gates, or none of them is any the fuller. options: those of jobs.claim.
create or replace function jobs.admit(
    new_owner integer, new_executor text, places integer, options jsonb default '{}'
) returns setof jobs.job language plpgsql as $$
declare
    only_job uuid := options ->> 'only_job';
    served text[] := jobs.served(options);
    moment timestamptz;
    held text[];     -- pipelines that are paused or bounded by hand
    lanes text[];
    candidates jobs.candidate[];
    c jobs.candidate;
    free jsonb;      -- room of the gates that may run out
    rates jsonb;     -- of rates: seconds between starts, and the least theoretical arrival time
    early jsonb := '{}'; -- the first job that each rate let wait
    spent jsonb := '{}';
    turns jsonb := '{}';
    taken uuid[] := '{}';
    shut text;
    yields text;       -- the gate at which it takes others' places
    lacks bigint;
    short bigint;
    freed bigint;
    the_gate text;
begin
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1);
    perform set_config('synchronous_commit', 'off', true);
    if places <= 0 then
        return;
    end if;
    held := jobs.held_pipelines();
    perform jobs.park_held(held);
    moment := clock_timestamp();
    lanes := case when only_job is not null then array(select j.lane from jobs.job j where j.id = only_job and j.lane is not null)
        else jobs.lanes_in_turn(served, moment, greatest(100, least(400, 4 * places))) end;
    perform jobs.merge_waiting(lanes, moment);
    with head as materialized (
        select * from jobs.due_heads(lanes, moment)
    ), leader as materialized (
        select j.* from (select distinct h.merge_key from head h where h.merge_key is not null) k
        cross join lateral jobs.leader(k.merge_key, moment) as l (id) join jobs.job j on j.id = l.id
        where served is null or j.pipeline = any (served)
    ), room as materialized (
        select r.* from jobs.rooms(array(
            select u.gate from head h cross join lateral unnest(h.gates) u (gate)
            union select u.gate from leader l cross join lateral unnest(l.gates) u (gate)), moment) r
    ), open as (
        select h.lane, min(r.room) filter (where r.on_excess is distinct from 'replace') as room,
            bool_or(r.kind in ('quiet', 'batch')) as shaped
        from head h cross join lateral unnest(h.gates) u (gate) join room r on r.gate = u.gate
        group by h.lane
        having bool_and(r.room is null or r.room > 0 or (r.on_excess = 'replace' and not r.paused and r.n > 0))
    ), one as (
        select p.* from open o cross join lateral (
            select j.id, j.gates, j.units, j.fair, j.priority, j.pipeline, j.run_at, j.merge_key from jobs.job j
            where j.status = 'queued' and j.lane is not null and j.lane = o.lane and j.run_at <= moment
              and jobs.loadable(j.run_at)
            order by j.run_at, j.id limit least(places, 20, o.room)) p
        where not o.shaped
        union all
        select j.id, j.gates, j.units, j.fair, j.priority, j.pipeline, j.run_at, j.merge_key
        from leader j
        union all
        select p.* from generate_series(3, -3, -1) as level (priority) cross join lateral (
            select j.id, j.gates, j.units, j.fair, j.priority::smallint, j.pipeline, j.run_at, j.merge_key from jobs.job j
            where j.status = 'queued' and j.lane is null and j.priority = level.priority and j.run_at <= moment
              and jobs.loadable(j.run_at) and j.pipeline <> all (held) and served is null
            order by j.run_at, j.id limit places + 20) p -- more than there is room for, as somebody may hold some of them
        union all
        select j.id, j.gates, j.units, j.fair, j.priority, j.pipeline, j.run_at, j.merge_key
        from jobs.due_of(array(select p from unnest(served) p where p <> all (held)), places + 20, moment) d join jobs.job j on j.id = d.id
    ), ranked as (
        -- No job that was due in the year 1 makes a number that the others' admission breaks on.
        select o.*, o.priority + least(1000000, coalesce(
            floor(extract(epoch from moment - o.run_at) / extract(epoch from p.ageing)), 0))::integer as rank
        from one o left join jobs.pipeline p on p.name = o.pipeline
        where only_job is null or o.id = only_job
    ), tagged as (
        select r.id, r.gates, r.units, r.fair, r.rank, jobs.turn_start(s.done, m.done)
            + sum(r.units) over (partition by r.fair order by r.rank desc, r.run_at, r.id) / greatest(1e-6, coalesce(s.weight, 1)) as tag,
            r.run_at, r.merge_key
        from ranked r cross join jobs.admission m left join jobs.share s on s.key = r.fair
    ), wanted as (
        select u.gate, sum(t.units) as units from tagged t cross join lateral unnest(t.gates) u (gate) group by 1
    )
    select (select array_agg((t.id, t.gates, t.units, t.fair, t.rank, t.tag, t.run_at, t.merge_key)::jobs.candidate
                             order by t.rank desc, t.tag, t.run_at, t.id) from tagged t),
        (select jsonb_object_agg(r.gate, jsonb_build_array(
            case when r.kind = 'concurrent' then least(r.room, r.n - r.held) else r.room end, r.most,
            r.on_excess = 'replace' and not r.paused and r.n > 0))
         from room r join wanted w on w.gate = r.gate where r.room < w.units),
        (select jsonb_object_agg(r.gate, jsonb_build_array(extract(epoch from r.emission), r.floor_tat))
         from room r where r.kind = 'rate' and r.emission is not null)
    into candidates, free, rates;
    -- Whoever waits counts from here on, however many turns others have meanwhile.
    insert into jobs.share as s (key, done)
    select distinct u.fair, m.done from unnest(candidates) u cross join jobs.admission m
    where u.fair <> '' or exists (select from jobs.share)
    on conflict (key) do update set done = excluded.done where s.done = 0 and excluded.done <> 0;
    foreach c in array coalesce(candidates, '{}') loop
        exit when cardinality(taken) >= places;
        shut := null;
        yields := null;
        foreach the_gate in array c.gates loop
            lacks := greatest(1, least(c.units, (free -> the_gate ->> 1)::integer)) - (free -> the_gate -> 0)::bigint;
            if lacks > 0 and (free -> the_gate -> 2)::boolean then
                yields := the_gate; -- one at the most: only one limit of a pipeline lets jobs take each other's place
                short := lacks;
            elsif lacks > 0 then
                shut := the_gate;
                exit;
            end if;
        end loop;
        if shut is not null then
            if rates ? shut and not early ? shut then
                early := early || jsonb_build_object(shut, c.id);
            end if;
            continue;
        end if;
        -- Somebody is about to cancel it: it waits for the next look, and we do not wait for them.
        perform from jobs.job j where j.id = c.id and j.status = 'queued' for no key update skip locked;
        continue when not found;
        -- Nobody is cancelled for a job before all its other gates let it through.
        if yields is not null then
            freed := jobs.make_room(yields, c.id, short);
            continue when freed = 0;
            free := jsonb_set(free, array[yields, '0'], to_jsonb((free -> yields -> 0)::bigint + freed));
        end if;
        foreach the_gate in array c.gates loop
            if free ? the_gate then
                free := jsonb_set(free, array[the_gate, '0'], to_jsonb((free -> the_gate -> 0)::bigint - c.units));
            end if;
            if rates ? the_gate then
                spent := spent || jsonb_build_object(the_gate, coalesce((spent ->> the_gate)::bigint, 0) + c.units);
            end if;
        end loop;
        turns := turns || jsonb_build_object(c.fair, c.tag);
        taken := taken || c.id;
        if c.merge_key is not null then
            perform jobs.merge_into(c.id, c.merge_key, moment);
        end if;
    end loop;
    insert into jobs.gate as t (id, tat)
    select s.key, greatest(t.tat, (rates -> s.key ->> 1)::timestamptz)
        + make_interval(secs => least((rates -> s.key ->> 0)::double precision * s.value::bigint, 3e10))
    from jsonb_each_text(spent) s left join jobs.gate t on t.id = s.key
    on conflict (id) do update set tat = excluded.tat;
    if turns <> '{}' then
        insert into jobs.share as s (key, done) select d.key, d.value::double precision from jsonb_each_text(turns) d
        where d.key <> '' or exists (select from jobs.share)
        on conflict (key) do update set done = excluded.done;
        update jobs.share s set done = 0 where turns ? s.key and not jobs.anybody_waits(s.key, taken);
        update jobs.admission set done = greatest(jobs.admission.done, (select min(d.value::double precision) from jsonb_each_text(turns) d));
    end if;
    perform jobs.arm(lanes, early, rates, moment);
    return query select * from jobs.dispatch(
        taken, new_owner, new_executor, options || jsonb_build_object('at', moment));
end $$;
