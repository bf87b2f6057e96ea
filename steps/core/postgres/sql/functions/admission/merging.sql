-- Jobs that take the place of others which wait or work under the same gate. None vanishes: a job that is skipped, merged
-- or replaced is final with its reason, and names the job that took its place.

create or replace function jobs.passed_over_error(code text, sentence text, the_gate text) returns jsonb language sql immutable as $$
    select jsonb_build_object('code', code, 'message', sentence, 'step', null, 'attempt', null, 'retryable', false, 'gate', the_gate)
$$;

-- End a queued job whose place another one takes; nothing where it is not queued any more, or just being cancelled.
create or replace function jobs.pass_over(the_job uuid, by_job uuid, new_status text, the_error jsonb) returns boolean
language plpgsql as $$
begin
    perform from jobs.job j where j.id = the_job and j.status = 'queued' for no key update skip locked;
    if not found or not jobs.finish(the_job, new_status, the_error) then
        return false;
    end if;
    update jobs.job set taken_by = by_job where id = the_job or taken_by = the_job and status = 'skipped';
    return true;
end $$;

-- The declared limit of a gate.
create or replace function jobs.limit_of(the_gate text) returns jobs.declared_limit language sql stable as $$
    select l from jobs.declared_limit l where l.name = split_part(the_gate, '=', 1)
$$;

-- Of the lanes' jobs that skip, replace or keep the latest: end those whose place is taken, at most 1,000 of a gate.
create or replace function jobs.merge_waiting(lanes text[], moment timestamptz) returns void language plpgsql as $$
declare
    keys text[] := array(
        select distinct h.merge_key from jobs.due_heads(lanes, moment) h where h.merge_key is not null);
    r record;
    taker uuid;
begin
    if keys = '{}' then
        return;
    end if;
    for r in select * from jobs.rooms(keys, moment) where on_excess <> 'wait' loop
        if r.on_excess = 'skip' then
            continue when r.paused or r.n = 0 or r.room >= 1;
            taker := (select j.id from jobs.job j where j.status in ('dispatched', 'running') and r.gate = any (j.gates)
                      order by j.dispatched_at limit 1);
            perform jobs.pass_over(j.id, taker, 'skipped', jobs.passed_over_error('skipped', format(
                    'the limit %s had no room, and what exceeds it is skipped', r.gate), r.gate))
            from (select w.id from jobs.job w where w.status = 'queued' and w.merge_key = r.gate and w.run_at <= moment
                  order by w.id limit 1000) j;
        else
            taker := (select w.id from jobs.job w where w.status = 'queued' and w.merge_key = r.gate and w.run_at <= moment
                      order by w.id desc limit 1);
            perform jobs.pass_over(j.id, taker, 'skipped', jobs.passed_over_error('superseded', format(
                    'a newer job of %s waits in its place', r.gate), r.gate))
            from (select w.id from jobs.job w where w.status = 'queued' and w.merge_key = r.gate and w.run_at <= moment
                    and w.id < taker order by w.id limit 1000) j;
        end if;
    end loop;
end $$;

-- The job that may go for all that wait under a gate of quiet or batch, or none: then it says when to look again.
-- Quiet: the job of the latest event, by the event's own time. Batch: the first one.
create or replace function jobs.leader(the_gate text, moment timestamptz) returns setof uuid language plpgsql as $$
declare
    l jobs.declared_limit := jobs.limit_of(the_gate);
    waiting record;
    due timestamptz;
begin
    if l.kind is null or l.kind not in ('quiet', 'batch') then
        return;
    end if;
    select count(*) as jobs, min(w.queued_at) as first, max(w.queued_at) as last,
        (array_agg(w.id order by w.queued_at, w.id))[1] as oldest,
        (array_agg(w.id order by e.ts desc, w.id desc))[1] as latest
    into waiting
    from (select j.id, j.queued_at, j.event_id from jobs.job j
          where j.status = 'queued' and j.merge_key = the_gate and j.run_at <= moment
            and jobs.loadable(j.run_at) order by j.id limit 10000) w
    join jobs.event e on e.id = w.event_id;
    if waiting.jobs = 0 then
        return;
    end if;
    due := case l.kind
        when 'quiet' then least(waiting.last + l.every, waiting.first + l.at_most)
        else case when waiting.jobs >= l.n then moment else waiting.first + l.every end end;
    if due <= moment then
        return next case l.kind when 'quiet' then waiting.latest else waiting.oldest end;
    else
        insert into jobs.arrival (look_at, job_id, pipeline)
        select due, j.id, j.pipeline from jobs.job j where j.id = waiting.oldest on conflict do nothing;
    end if;
end $$;

-- The leader goes: those that wait with it are merged into it, a batch up to its size.
create or replace function jobs.merge_into(the_leader uuid, the_gate text, moment timestamptz) returns void language plpgsql as $$
declare
    l jobs.declared_limit := jobs.limit_of(the_gate);
    merged integer;
begin
    if l.kind is null or l.kind not in ('quiet', 'batch') then
        return;
    end if;
    select count(*) filter (where jobs.pass_over(w.id, the_leader, 'skipped', jobs.passed_over_error('merged', format(
        case l.kind when 'quiet' then 'a later event of %s came before it was quiet' else 'it is in the batch of %s' end, the_gate), the_gate)))
    into merged
    from (select j.id from jobs.job j
          where j.status = 'queued' and j.merge_key = the_gate and j.run_at <= moment and j.id <> the_leader
          order by j.queued_at, j.id limit case l.kind when 'batch' then l.n - 1 else 10000 end) w;
    update jobs.job set gathered = merged where id = the_leader and (l.kind = 'batch' or l.collect) and merged > 0;
end $$;

-- Make room for a job at a gate that replaces: cancel those that have been at work for the longest until `wanted` units are
-- free. Returns the units that were freed; 0, and nobody is cancelled, where that cannot be done now.
create or replace function jobs.make_room(the_gate text, for_job uuid, wanted bigint) returns bigint language plpgsql as $$
declare
    holder record;
    holders uuid[] := '{}';
    freed bigint := 0;
    why jsonb := jobs.passed_over_error('replaced', format('a newer job of %s took its place', the_gate), the_gate);
begin
    for holder in
        select j.id, j.units from jobs.job j
        where j.status in ('dispatched', 'running') and the_gate = any (j.gates)
        order by j.dispatched_at, j.id for no key update skip locked
    loop
        exit when freed >= wanted;
        holders := holders || holder.id;
        freed := freed + holder.units;
    end loop;
    if freed < wanted then
        return 0;
    end if;
    for i in 1 .. cardinality(holders) loop
        perform jobs.stop(holders[i], why);
        update jobs.job set taken_by = for_job where id = holders[i];
    end loop;
    return freed;
end $$;

-- The data of all events that a job brings along, its own among them, in the order in which they happened. A rerun brings
-- those of the first job, unless it was given other data.
create or replace function jobs.gathered_events(the_job uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with recursive told as (
        select j.id, j.event_id, j.rerun_of from jobs.job j where j.id = the_job
        union
        select first.id, first.event_id, first.rerun_of from told join jobs.job first on first.id = told.rerun_of
        where first.event_id = told.event_id
    ), events as (
        select event_id from told union
        select j.event_id from told join jobs.job leader on leader.id = told.id and leader.gathered > 0
        join jobs.job j on j.taken_by = told.id where j.error ->> 'code' = 'merged'
    )
    select coalesce(jsonb_agg(e.data order by e.ts, e.id), '[]') from events
    join jobs.event e on e.id = events.event_id and e.erased_at is null
$$;
