-- How jobs are deleted in bulk. Their files lie outside of PostgreSQL and go first: whoever deletes holds the operation and
-- the jobs, removes the files, and then removes the rows in the same transaction. What is interrupted is done again.

-- Lock the next `most` items of a deletion with their jobs. `why_not`: the code of why a job must stay. No row: nothing is
-- due now, or somebody else is at it. A job is due once monitoring has counted it, which takes some seconds after its end;
-- a time in the future is never counted. Newer jobs come first, so that a rerun goes before the job whose files it uses.
create or replace function jobs.next_deletions(the_operation uuid, most integer)
returns table (number integer, job_id uuid, why_not text) language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    j jobs.job;
    going uuid[] := '{}';
    mark jobs.tally_mark;
begin
    select * into mark from jobs.tally_mark;
    select * into o from jobs.operation
    where id = the_operation and state = 'working' and kind = 'delete' for no key update skip locked;
    if not found then
        return;
    end if;
    for number, job_id in
        select i.number, i.job_id from jobs.operation_item i
        where i.operation = o.id and i.number > o.position order by i.number limit jobs.room_of(o, most)
    loop
        select * into j from jobs.job where id = job_id for update;
        exit when (j.finished_at, j.id) > (mark.counted_to, mark.last_job) and j.finished_at < clock_timestamp();
        why_not := case
            when j.id is null then 'gone'
            when not jobs.final(j.status) then 'not_final'
            when exists (select from jobs.job rerun where rerun.rerun_of = j.id and rerun.id <> all (going))
                then 'rerun_left'
            when exists (select from jobs.gdpr_export e where e.request_id = j.id and e.state <> 'purged') then 'export_left'
        end;
        if why_not is null then
            going := going || j.id;
        end if;
        return next;
    end loop;
end $$;

-- End these items: `{number, why_not}`. A job without a `why_not` is removed with all that belongs to it and with its event,
-- unless another job is that event's too. Counters, audit and the register of exports stay. Answers as jobs.save_progress.
create or replace function jobs.delete_items(the_operation uuid, items jsonb) returns double precision
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    item jobs.operation_item;
    given record;
begin
    select * into o from jobs.operation where id = the_operation and state = 'working' for no key update;
    if not found then
        return null;
    end if;
    o.next_at := coalesce(jobs.pace_from(o), o.next_at);
    for given in select * from jsonb_to_recordset(items) as g (number integer, why_not text) order by g.number loop
        select * into item from jobs.operation_item i where i.operation = o.id and i.number = given.number;
        item.reason := given.why_not;
        if item.reason is null then
            perform jobs.delete_job(item.job_id);
            perform jobs.record_act('deleted', jobs.origin_of(o), item.job_id);
        end if;
        o := jobs.end_item(o, item);
    end loop;
    return jobs.save_progress(o);
end $$;

-- Remove a job's rows, and its event where that is no other job's.
create or replace function jobs.delete_job(the_job uuid) returns void language plpgsql as $$
declare
    event text;
begin
    delete from jobs.job where id = the_job returning event_id into event;
    delete from jobs.event e where e.id = event and not exists (select from jobs.job other where other.event_id = e.id);
exception when foreign_key_violation then
    delete from jobs.job where id = the_job; -- just now the event got another job
end $$;
