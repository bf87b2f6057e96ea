-- How people steer what is done to many jobs: pause, resume, stop, undo.

-- Cancel the new jobs of the next `most` items, as far as no step of them has begun; answers as jobs.work_on does.
create or replace function jobs.undo_next(
    the_operation uuid, most integer, out worked integer, out wait double precision
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    item jobs.operation_item;
    found_status text;
begin
    worked := 0;
    select * into o from jobs.operation where id = the_operation and state = 'undoing' for no key update skip locked;
    if not found then
        return;
    end if;
    for item in
        select * from jobs.operation_item i
        where i.operation = o.id and i.number > o.undone_to and i.number <= o.position order by i.number limit most
    loop
        worked := worked + 1;
        o.undone_to := item.number;
        continue when item.new_job is null;
        select status into found_status from jobs.job where id = item.new_job for no key update;
        if found_status in ('queued', 'dispatched') then
            perform jobs.cancel(item.new_job, jobs.cancelled_error(o), jobs.origin_of(o));
            o.undone := o.undone + 1;
        end if;
        update jobs.operation_item
        set state = case when found_status in ('queued', 'dispatched') then 'undone' else state end,
            reason = case when found_status is null then 'gone' when found_status not in ('queued', 'dispatched')
                then 'begun_already' end
        where operation = item.operation and number = item.number;
    end loop;
    wait := case when o.undone_to < o.position then 0 end;
    update jobs.operation
    set undone_to = o.undone_to, undone = o.undone, problem = null,
        state = case when wait is null then 'undone' else state end,
        ended_at = case when wait is null then clock_timestamp() else ended_at end
    where id = o.id;
end $$;

-- Pause, resume, stop or undo an operation. Answers with its state afterwards, null where there is none; one that is not
-- in a state for it stays as it is. What is undone of a rerun: new jobs that have not begun. Of all else nothing can be,
-- so it is stopped.
create or replace function jobs.steer_operation(the_operation uuid, act text, origin jsonb default '{}') returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    new_state text;
begin
    select * into o from jobs.operation where id = the_operation for no key update;
    new_state := case
        when act = 'pause' and o.state = 'working' then 'paused'
        when act = 'resume' and o.state = 'paused' then 'working'
        when act = 'stop' and o.state in ('working', 'paused') then 'stopped'
        when act = 'undo' and o.kind = 'rerun' and o.state in ('working', 'paused', 'stopped', 'done') then 'undoing'
        when act = 'undo' and o.state in ('working', 'paused') then 'stopped'
    end;
    if new_state is null then
        return o.state;
    end if;
    update jobs.operation
    set state = new_state, problem = null, next_at = case act when 'resume' then clock_timestamp() else next_at end,
        ended_at = case when new_state = 'stopped' then clock_timestamp() else ended_at end
    where id = o.id;
    perform jobs.record_act(
        case when new_state = 'undoing' then 'operation_undone' when new_state = 'stopped' then 'operation_stopped'
             when act = 'pause' then 'operation_paused' else 'operation_resumed' end,
        steer_operation.origin, null, o.id::text, jsonb_build_object('from', o.state, 'done', o.done, 'jobs', o.total));
    return new_state;
end $$;
