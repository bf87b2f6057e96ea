-- What people and programs do to jobs from outside: send many at once, cancel, run again.

-- Enqueue many in one transaction: all or none. Each event is {pipeline, data, id, run_at, priority, ts} as in jobs.enqueue.
-- They are inserted in the order of their ids, so that two calls with the same ids cannot lock each other out.
-- Errors: 23505 where an id belongs to another job's event; its DETAIL is the event's place.
create function jobs.enqueue_many(events jsonb)
returns table (place integer, event_id text, job_id uuid, fresh boolean) language plpgsql as $$
declare
    sent jsonb;
    wrong integer;
begin
    select jsonb_agg(jsonb_build_array(given.place, jobs.enqueue(
        given.event ->> 'pipeline', given.event -> 'data', given.event ->> 'id', (given.event ->> 'run_at')::timestamptz,
        coalesce((given.event ->> 'priority')::integer, 0), (given.event ->> 'ts')::timestamptz)))
    into sent
    from (
        select (ordinality - 1)::integer as place, value as event
        from jsonb_array_elements(events) with ordinality order by value ->> 'id', ordinality
    ) given;
    select min((pair ->> 0)::integer) into wrong
    from jsonb_array_elements(sent) pair join jobs.job on job.id = (pair ->> 1)::uuid
    where job.pipeline <> events -> (pair ->> 0)::integer ->> 'pipeline';
    if wrong is not null then
        raise exception 'the id belongs to an event of another name' using errcode = '23505', detail = wrong::text;
    end if;
    return query
    select (pair ->> 0)::integer, job.event_id, job.id, job.xmin = pg_current_xact_id()::xid
    from jsonb_array_elements(sent) pair join jobs.job on job.id = (pair ->> 1)::uuid
    order by 1;
end $$;

-- Make a job final before its end. Answers with its status: `cancelled` by this call or an earlier one, another final
-- status if it came too late, null where there is no such job. Whoever runs it hears of it and stops.
create function jobs.cancel(the_job uuid, the_error jsonb) returns text language plpgsql as $$
declare
    found_status text;
begin
    select status into found_status from jobs.job where id = the_job for no key update;
    if found_status is null or jobs.final(found_status) then
        return found_status;
    end if;
    update jobs.attempt set status = 'lost', error = the_error, finished_at = clock_timestamp()
    where job_id = the_job and status = 'running';
    perform jobs.finish(the_job, 'cancelled', the_error);
    perform pg_notify('jobs_cancelled', the_job::text);
    return 'cancelled';
end $$;

-- A new job from the same event, or from new data of the same name. `kept` are the steps whose outputs it takes over,
-- with what the ledger knows of their paid calls (their cost stays with the first job); these steps do not run again.
-- Answers with the new job's id, or null where there is no such job.
create function jobs.rerun(the_job uuid, kept text[] default '{}', from_step text default null, new_data jsonb default null)
returns uuid language plpgsql as $$
declare
    first_job jobs.job;
    new_job uuid;
begin
    select * into first_job from jobs.job where id = the_job;
    if not found then
        return null;
    end if;
    if new_data is not null then
        new_job := jobs.enqueue(first_job.pipeline, new_data, priority => first_job.priority);
        update jobs.job set rerun_of = the_job, rerun_from = from_step where id = new_job;
    else
        new_job := jobs.new_id();
        insert into jobs.job (id, pipeline, event_id, priority, run_at, rerun_of, rerun_from)
        values (new_job, first_job.pipeline, first_job.event_id, first_job.priority, now(), the_job, from_step);
        perform pg_notify('jobs_queued', '');
    end if;
    insert into jobs.output (job_id, step, data, stored_at)
    select new_job, o.step, o.data, o.stored_at from jobs.output o where o.job_id = the_job and o.step = any (kept);
    insert into jobs.provider_call (job_id, step, provider, fingerprint, state, attempts, external_id, upload_url,
                                    response, usage, error, created_at, updated_at)
    select new_job, c.step, c.provider, c.fingerprint, c.state, c.attempts, c.external_id, c.upload_url,
           c.response, c.usage, c.error, c.created_at, c.updated_at
    from jobs.provider_call c where c.job_id = the_job and c.step = any (kept);
    return new_job;
end $$;
