-- What is done to many jobs at once. An operation's row is its lock: whoever works on it holds the row until the end of a
-- small transaction, in which each item's state, what was done to its job, the counts and the pace are written together.
-- So nothing is done twice or lost by a kill, and any number of workers take turns. One lock per operation, and not one
-- per item, because its pace is one number of that row, which each transaction must write anyway.

-- Open an operation; its items are inserted in the same transaction, and jobs.seal_operation ends that.
-- about: kind, selection, from_step, rate, why and origin.
create or replace function jobs.open_operation(about jsonb) returns uuid
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into jobs.operation (kind, selection, from_step, rate, why, origin)
    values (about ->> 'kind', about ->> 'selection', about ->> 'from_step', (about ->> 'rate')::double precision,
            about ->> 'why', coalesce(about -> 'origin', '{}'))
    returning id
$$;

-- The selection is frozen: how many jobs it has. From the end of the transaction on it is worked on.
create or replace function jobs.seal_operation(the_operation uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
begin
    update jobs.operation
    set total = (select count(*) from jobs.operation_item i where i.operation = the_operation)
    where id = the_operation returning * into o;
    perform jobs.record_act('operation_started', o.origin, null, o.id::text, jsonb_build_object(
        'kind', o.kind, 'selection', o.selection, 'jobs', o.total, 'from_step', o.from_step, 'rate', o.rate,
        'why', o.why));
    return o.total;
end $$;

-- Whose doing it is, as the acts on its jobs tell it.
create or replace function jobs.origin_of(o jobs.operation) returns jsonb language sql immutable as $$
    select o.origin || jsonb_build_object('operation', o.id)
$$;

-- From when on its rate counts (GCRA): what was left unused for longer than a second is lost, so that nothing follows
-- with a burst. A time far ahead is that of a clock which was put back.
create or replace function jobs.pace_from(o jobs.operation) returns timestamptz language sql volatile as $$
    select least(greatest(o.next_at, clock_timestamp() - interval '1 second'),
                 clock_timestamp() + make_interval(secs => 1 / o.rate))
$$;

-- How many jobs its rate lets through now, at most `most`.
create or replace function jobs.room_of(o jobs.operation, most integer) returns integer language sql volatile as $$
    select case
        when o.rate is null then most
        when jobs.pace_from(o) > clock_timestamp() then 0
        else least(most, 1 + floor(extract(epoch from clock_timestamp() - jobs.pace_from(o)) * o.rate)::integer)
    end
$$;

-- Whether an error of PostgreSQL's says nothing about the row at hand: connection, transaction, room, server.
create or replace function jobs.passes(state text) returns boolean language sql immutable as $$
    select left(state, 2) in ('08', '25', '40', '53', '55', '57', '58')
$$;

-- Run one job of an operation again. plans: by pipeline, `needs`, the steps that must have left something, `keeps`, those
-- whose outputs are taken over, or `fault`. `why_not` is a code.
create or replace function jobs.rerun_item(
    o jobs.operation, the_job uuid, plans jsonb, out made uuid, out why_not text
) language plpgsql as $$
declare
    j jobs.job;
    plan jsonb;
    done text[];
begin
    select * into j from jobs.job where id = the_job for share; -- so that nobody deletes it meanwhile
    plan := plans -> j.pipeline;
    done := array(select step from jobs.output where job_id = the_job);
    why_not := case
        when j.id is null then 'gone'
        when not jobs.final(j.status) then 'not_final'
        when exists (select from jobs.event e where e.id = j.event_id and e.erased_at is not null) then 'erased'
        when plan is null then 'unknown_pipeline'
        when plan ? 'fault' then plan ->> 'fault'
        when exists (select from jsonb_array_elements_text(plan -> 'needs') step where step <> all (done))
            then 'step_not_reached'
    end;
    if why_not is null then
        made := jobs.rerun(the_job, jsonb_build_object(
            'kept', (select coalesce(jsonb_agg(step), '[]') from unnest(done) step where plan -> 'keeps' ? step),
            'from_step', o.from_step, 'origin', jobs.origin_of(o), 'operation', o.id));
    end if;
end $$;

-- Cancel one job of an operation. Answers with the code of why not.
create or replace function jobs.cancel_item(o jobs.operation, the_job uuid) returns text language plpgsql as $$
declare
    found_status text;
begin
    select status into found_status from jobs.job where id = the_job for no key update;
    if found_status is null then
        return 'gone';
    elsif jobs.final(found_status) then
        return 'final_already';
    end if;
    perform jobs.cancel(the_job, jobs.cancelled_error(o), jobs.origin_of(o));
    return null;
end $$;

create or replace function jobs.cancelled_error(o jobs.operation) returns jsonb language sql immutable as $$
    select jsonb_build_object(
        'code', 'cancelled', 'step', null, 'attempt', null, 'retryable', false,
        'message', format('cancelled on request (%s)', coalesce(o.origin ->> 'actor', 'sql')))
$$;

-- Work on the next `most` items of an operation that reruns or cancels, as far as its rate lets them through. Answers
-- with how many were worked on, and in how many seconds the next is due: null where nobody needs to come again, or
-- somebody else is at it. A job at fault harms its own item alone.
create or replace function jobs.work_on(
    the_operation uuid, most integer, plans jsonb default '{}', out worked integer, out wait double precision
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    room integer;
    item jobs.operation_item;
begin
    worked := 0;
    select * into o from jobs.operation
    where id = the_operation and state = 'working' and kind in ('rerun', 'cancel') for no key update skip locked;
    if not found then
        return;
    end if;
    room := jobs.room_of(o, most);
    o.next_at := coalesce(jobs.pace_from(o), o.next_at);
    if room <= 0 then
        wait := jobs.seconds_left(o.next_at);
        return;
    end if;
    for item in
        select * from jobs.operation_item i where i.operation = o.id and i.number > o.position order by i.number limit most
    loop
        begin
            if o.kind = 'rerun' then
                select r.made, r.why_not into item.new_job, item.reason from jobs.rerun_item(o, item.job_id, plans) r;
            else
                item.reason := jobs.cancel_item(o, item.job_id);
            end if;
        exception when others then
            if jobs.passes(sqlstate) then
                raise;
            end if;
            item.new_job := null;
            item.reason := 'sqlstate_' || sqlstate;
        end;
        worked := worked + 1;
        o := jobs.end_item(o, item);
        room := room - (item.reason is null)::integer;
        exit when room <= 0;
    end loop;
    wait := jobs.save_progress(o);
end $$;

-- Write what became of an item: without a reason, it was done. Answers with the operation as it is then: its counts, how
-- far it is, and when the next job is due, as its rate counts only what was done.
create or replace function jobs.end_item(o jobs.operation, item jobs.operation_item) returns jobs.operation
language plpgsql as $$
begin
    update jobs.operation_item
    set state = case when item.reason is null then 'done' else 'left_alone' end, reason = item.reason,
        new_job = item.new_job, ended_at = clock_timestamp()
    where operation = item.operation and number = item.number;
    if item.reason is null then
        o.done := o.done + 1;
        o.next_at := o.next_at + make_interval(secs => coalesce(1 / o.rate, 0));
    else
        o.left_alone := o.left_alone + 1;
    end if;
    o.position := item.number;
    return o;
end $$;

-- Write how far an operation has come. Answers with the seconds until the next job is due, null at the end.
create or replace function jobs.save_progress(o jobs.operation) returns double precision language plpgsql as $$
declare
    ends boolean := o.position >= o.total;
begin
    update jobs.operation
    set position = o.position, done = o.done, left_alone = o.left_alone, next_at = o.next_at, problem = null,
        receipt = o.receipt, state = case when ends then 'done' else state end,
        ended_at = case when ends then clock_timestamp() end
    where id = o.id;
    return case when not ends then case when o.rate is null then 0
        else greatest(0, jobs.seconds_left(o.next_at)) end end;
end $$;
