-- How a job comes into being. Applications call jobs.enqueue themselves, in any language: it is public.

-- Enqueue a job inside the caller's own transaction. The same event_id again answers with the first job.
-- `options` takes {"ts": when it happened, as the caller says} and, where somebody sends it by hand, "origin": who asked,
-- as jobs.record_act has it. A key that is not known is refused: whatever the caller wants of a job is done, or the caller
-- hears that it is not.
-- Errors: 22023 for data that is no object or larger than 1 MiB, and for an unknown option.
create or replace function jobs.enqueue(
    pipeline text, data jsonb, event_id text default null, run_at timestamptz default null,
    priority integer default 0, options jsonb default '{}'
) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    new_job uuid := jobs.new_id();
    event text := coalesce(enqueue.event_id, new_job::text);
    first_job uuid;
begin
    if jsonb_typeof(enqueue.data) is distinct from 'object' then
        raise exception 'event data must be a JSON object' using errcode = '22023';
    end if;
    if octet_length(enqueue.data::text) > 1048576 then
        raise exception 'event data is larger than 1 MiB; send large inputs as documents' using errcode = '22023';
    end if;
    if options - '{ts,origin}'::text[] <> '{}' then
        raise exception 'unknown option of jobs.enqueue: %',
            (select min(key) from jsonb_object_keys(options - '{ts,origin}'::text[]) key) using errcode = '22023';
    end if;
    insert into jobs.event (id, name, data, ts)
    values (event, jobs.event_name(enqueue.pipeline), enqueue.data, coalesce((options ->> 'ts')::timestamptz, now()))
    on conflict (id) do nothing;
    if not found then
        select j.id into first_job from jobs.job j where j.event_id = event order by j.id limit 1;
        return first_job;
    end if;
    insert into jobs.job (id, pipeline, event_id, priority, run_at)
    values (new_job, enqueue.pipeline, event, enqueue.priority, coalesce(enqueue.run_at, now()));
    perform pg_notify('jobs_queued', '');
    if options ? 'origin' then
        perform jobs.record_act('sent', options -> 'origin', new_job);
    end if;
    return new_job;
end $$;

-- Enqueue many in one transaction: all or none. Each event is {pipeline, data, id, run_at, priority, ts, origin} as in
-- jobs.enqueue. They are inserted in the order of their ids, so that two calls with the same ids cannot lock each other out.
-- Errors: 23505 where an id belongs to another job's event; its DETAIL is the event's place.
create or replace function jobs.enqueue_many(events jsonb)
returns table (place integer, event_id text, job_id uuid, fresh boolean) language plpgsql as $$
declare
    sent jsonb;
    wrong integer;
begin
    select jsonb_agg(jsonb_build_array(given.place, jobs.enqueue(
        given.event ->> 'pipeline', given.event -> 'data', given.event ->> 'id', (given.event ->> 'run_at')::timestamptz,
        coalesce((given.event ->> 'priority')::integer, 0),
        jsonb_build_object('ts', given.event -> 'ts') || case when given.event ? 'origin'
            then jsonb_build_object('origin', given.event -> 'origin') else '{}' end)))
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
