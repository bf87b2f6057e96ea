-- What a queued job waits for, how jobs come under a limit that was set at run time, and how they are given up.

-- Take jobs of pipelines that somebody paused or bounded out of the plain queue, at most 10,000, so that no later look
-- meets them again. Those that are dispatched already count by their pipeline's name.
create or replace function jobs.park_held(held text[]) returns integer language plpgsql as $$
declare
    parked integer := 0;
    moved_now integer;
begin
    if held = '{}' then
        return 0;
    end if;
    loop
        with front as (
            select head.id, head.pipeline from generate_series(-3, 3) as level (priority) cross join lateral (
                select j.id, j.pipeline from jobs.job j
                where j.status = 'queued' and j.lane is null and j.priority = level.priority and jobs.loadable(j.run_at)
                order by j.run_at, j.id limit 1000 for no key update skip locked) head
        ), moved as (
            update jobs.job j set gates = array[j.pipeline], lane = jobs.lane_of('', j.priority, j.pipeline, array[j.pipeline])
            from front where j.id = front.id and front.pipeline = any (held)
            returning j.id, j.run_at, j.pipeline
        ), armed as (
            insert into jobs.arrival (look_at, job_id, pipeline) select m.run_at, m.id, m.pipeline from moved m
            on conflict do nothing
        )
        select count(*) into moved_now from moved;
        parked := parked + moved_now;
        exit when moved_now = 0 or parked >= 10000;
    end loop;
    return parked;
end $$;

-- Say when to look again at jobs that wait for a rate: the first of each gate, when its gate opens.
create or replace function jobs.arm(lanes text[], early jsonb, rates jsonb, moment timestamptz) returns void language sql as $$
    with shut as (
        select distinct on (u.gate) u.gate, h.id from jobs.due_heads(lanes, moment) h
        cross join lateral unnest(h.gates) u (gate)
        where rates ? u.gate
        union all
        select e.key, e.value::uuid from jsonb_each_text(early) e
    )
    insert into jobs.arrival (look_at, job_id, pipeline)
    select t.tat + make_interval(secs => (rates -> s.gate ->> 0)::double precision), s.id, j.pipeline
    from shut s join jobs.gate t on t.id = s.gate join jobs.job j on j.id = s.id and j.status = 'queued'
    where t.tat + make_interval(secs => (rates -> s.gate ->> 0)::double precision) > moment
    on conflict do nothing
$$;

-- Seconds until a job should be looked at for which nobody is notified; null where there is none. options: `serves` and
-- `pipelines`, as in jobs.claim.
create or replace function jobs.next_look(options jsonb default '{}') returns double precision language plpgsql volatile as $$
declare
    served text[] := jobs.served(options);
    first timestamptz;
begin
    if served is null then
        first := (select min(look_at) from jobs.arrival);
    else
        first := (select min(a.look_at) from unnest(served) s (pipeline) cross join lateral (
            select look_at from jobs.arrival where pipeline = s.pipeline order by look_at limit 1) a);
    end if;
    return extract(epoch from first - clock_timestamp())::double precision;
end $$;

-- The gates that keep a queued job back now, a pause first, then the fullest. One that replaces keeps nobody back.
create or replace function jobs.shut_gates(the_job uuid) returns table (
    gate text, name text, key text, kind text, n integer, held bigint, room bigint, most integer, emission interval, paused boolean
) language sql volatile as $$
    select r.gate, r.name, r.key, r.kind, r.n, r.held, r.room, r.most, r.emission, r.paused
    from jobs.job j
    cross join lateral jobs.rooms(case when j.gates = '{}' then array[j.pipeline] else j.gates end, clock_timestamp()) r
    where j.id = the_job and j.status = 'queued'
      and (r.paused or r.room < least(j.units, greatest(1, r.most)) and (r.on_excess is distinct from 'replace' or r.n = 0))
    order by r.paused desc, r.room, r.held desc
$$;

-- Fail queued jobs that are given up by now, at most 100; the error names the gate that kept each back.
create or replace function jobs.expire() returns integer language plpgsql as $$
declare
    late record;
    kept_by text;
    expired integer := 0;
begin
    for late in
        select j.id, j.gates from jobs.job j
        where j.status = 'queued' and j.give_up_at is not null and j.give_up_at <= clock_timestamp()
        order by j.give_up_at limit 100 for no key update skip locked
    loop
        kept_by := (select s.gate from jobs.shut_gates(late.id) s limit 1);
        if jobs.finish(late.id, 'failed', jobs.passed_over_error('expired', 'it was given up before its turn came; '
                || coalesce('the limit ' || kept_by || ' kept it back', 'there was no free place'), kept_by)) then
            expired := expired + 1;
        end if;
    end loop;
    return expired;
end $$;
