-- How a job comes into being: every door ends in jobs.send, so all of them have the same rules. Applications call
-- jobs.enqueue and jobs.send themselves, in any language: both are public.

-- The options of jobs.send, by key.
create or replace function jobs.send_options() returns text[] language sql immutable as $$
    select array['ts', 'origin', 'tenant', 'tags']
$$;

-- What is wrong with an event's tags, or null.
create or replace function jobs.tags_fault(tags jsonb) returns text language sql immutable as $$
    select case
        when tags is null then null
        when jsonb_typeof(tags) <> 'object' then 'must be a JSON object'
        when (select count(*) from jsonb_object_keys(tags)) > 20 then 'has more than 20 tags'
        when exists (select from jsonb_each(tags) where key !~ '^[A-Za-z0-9_.-]{1,60}$')
            then 'has a name that is not 1 to 60 of A-Z, a-z, 0-9, _, . and -'
        when exists (select from jsonb_each(tags) where jsonb_typeof(value) <> 'string' or length(value #>> '{}') not between 1 and 200)
            then 'has a value that is not a text of 1 to 200 characters'
    end
$$;

-- Queue a job of a stored event. Nothing is counted and nobody is waited for: whether it may go is decided later.
create or replace function jobs.queue_job(
    job_id uuid, the_pipeline text, the_event text, priority integer, run_at timestamptz
) returns void language plpgsql as $$
declare
    in_lane boolean;
begin
    insert into jobs.job (id, pipeline, event_id, priority, run_at, gates, lane, fair, units, merge_key, give_up_at)
    select job_id, the_pipeline, the_event, queue_job.priority, queue_job.run_at,
        p.gates, p.lane, p.fair, p.units, p.merge_key, p.give_up_at
    from jobs.event e cross join lateral jobs.queue_place(the_pipeline, e, queue_job.priority, queue_job.run_at) p
    where e.id = the_event
    returning lane is not null into in_lane;
    if in_lane then
        insert into jobs.arrival (look_at, job_id, pipeline) values (queue_job.run_at, queue_job.job_id, the_pipeline);
    end if;
    perform pg_notify('jobs_queued', '');
end $$;

-- Enqueue a job inside the caller's own transaction, and tell what came of it. The same event_id again answers with the
-- first job as a `duplicate`; `data_differs` where it came with other data, which is not stored.
-- `options` takes {"ts": when it happened, as the caller says; "tenant": for whom; "tags": an object of texts} and, where
-- somebody sends it by hand, "origin": who asked, as jobs.record_act has it. A key that is not known is refused: whatever the caller wants of a job is done, or the caller
-- hears that it is not.
-- Errors, each with its field as COLUMN: 23514 for a pipeline that is not known and for a field outside of its limits,
-- 22023 for data and options that are not valid, 23505 where event_id belongs to an event of another pipeline.
create or replace function jobs.send(
    pipeline text, data jsonb, event_id text default null, run_at timestamptz default null,
    priority integer default 0, options jsonb default '{}',
    out job_id uuid, out event text, out duplicate boolean, out data_differs boolean
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    fault text := jobs.data_fault(send.data);
    known jsonb := coalesce(send.options, '{}');
    happened timestamptz;
    tenant text;
    tags jsonb;
    first_event jobs.event;
begin
    if fault is not null then
        perform jobs.refuse('data', fault, '22023');
    elsif length(send.event_id) not between 1 and 200 then
        perform jobs.refuse('event_id', 'must have 1 to 200 characters');
    elsif send.priority not between -3 and 3 or send.priority is null then
        perform jobs.refuse('priority', 'must be a whole number from -3 to 3');
    elsif not jobs.loadable(send.run_at) then
        perform jobs.refuse_time('run_at');
    elsif jsonb_typeof(known) <> 'object' then
        perform jobs.refuse('options', 'must be a JSON object', '22023');
    elsif known <> '{}' then
        if known - jobs.send_options() <> '{}' then
            perform jobs.refuse('options', format('unknown option of jobs.send: %s', left(
                (select min(key) from jsonb_object_keys(known - jobs.send_options()) key), 60)), '22023');
        end if;
        happened := jobs.moment('ts', known ->> 'ts');
        tenant := known ->> 'tenant';
        tags := nullif(known -> 'tags', 'null');
        if length(tenant) not between 1 and 200 then
            perform jobs.refuse('tenant', 'must have 1 to 200 characters');
        elsif jobs.tags_fault(tags) is not null then
            perform jobs.refuse('tags', jobs.tags_fault(tags), '22023');
        end if;
    end if;
    job_id := jobs.new_id();
    event := coalesce(send.event_id, job_id::text);
    duplicate := false;
    data_differs := false;
    insert into jobs.event (id, name, data, ts, tenant, tags)
    select event, jobs.event_name(p.name), send.data, coalesce(happened, now()), tenant, coalesce(tags, '{}')
    from jobs.pipeline p where p.name = send.pipeline
    on conflict (id) do nothing;
    if not found then
        if not exists (select from jobs.pipeline p where p.name = send.pipeline) then
            perform jobs.refuse('pipeline', format('there is no pipeline %L', left(send.pipeline, 60)));
        end if;
        select * into first_event from jobs.event e where e.id = event;
        if first_event.name <> jobs.event_name(send.pipeline) then
            perform jobs.refuse('event_id', 'belongs to an event of another name', '23505');
        end if;
        duplicate := true;
        data_differs := first_event.data <> send.data;
        perform from jobs.event e where e.id = event for no key update; -- so that one caller alone finds no job
        job_id := (select j.id from jobs.job j where j.event_id = event order by j.id limit 1);
        if job_id is not null then
            return;
        end if;
        job_id := jobs.new_id(); -- plain SQL left an event without a job: it gets one
    end if;
    perform jobs.queue_job(job_id, send.pipeline, event, send.priority, coalesce(send.run_at, now()));
    if known ? 'origin' then
        perform jobs.record_act('sent', known -> 'origin', job_id);
    end if;
end $$;

-- jobs.send for callers who want nothing but the job's id. One whose data differs from the first event's hears a notice.
create or replace function jobs.enqueue(
    pipeline text, data jsonb, event_id text default null, run_at timestamptz default null,
    priority integer default 0, options jsonb default '{}'
) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    sent record;
begin
    sent := jobs.send(
        enqueue.pipeline, enqueue.data, enqueue.event_id, enqueue.run_at, enqueue.priority, enqueue.options);
    if sent.data_differs then
        raise notice 'the event % was sent before, with other data; its first job is the answer', quote_literal(sent.event);
    end if;
    return sent.job_id;
end $$;

-- Enqueue many in one transaction: all or none. Each event is {pipeline, data, id, run_at, priority, ts, tenant, tags,
-- origin} as in jobs.send, and so is each answer; `place` counts from 0.
-- They are inserted in the order of their ids, so that two calls with the same ids cannot lock each other out.
-- Errors: those of jobs.send; DETAIL is the place of the event at fault.
create or replace function jobs.enqueue_many(events jsonb)
returns table (place integer, event_id text, job_id uuid, duplicate boolean, data_differs boolean) language plpgsql as $$
declare
    given record;
    sent record;
    sqlstate_of text;
    message_of text;
    field text;
begin
    for given in
        select (ordinality - 1)::integer as place, value as event
        from jsonb_array_elements(events) with ordinality order by value ->> 'id', ordinality
    loop
        place := given.place;
        sent := jobs.send(
            given.event ->> 'pipeline', given.event -> 'data', given.event ->> 'id',
            case when given.event ? 'run_at' then jobs.moment('run_at', given.event ->> 'run_at') end,
            coalesce((given.event ->> 'priority')::integer, 0),
            (select jsonb_object_agg(key, value) from jsonb_each(given.event) where key = any (jobs.send_options())));
        event_id := sent.event;
        job_id := sent.job_id;
        duplicate := sent.duplicate;
        data_differs := sent.data_differs;
        return next;
    end loop;
exception when check_violation or invalid_parameter_value or unique_violation then
    get stacked diagnostics sqlstate_of = returned_sqlstate, message_of = message_text, field = column_name;
    raise exception using errcode = sqlstate_of, message = message_of, column = field, detail = given.place::text;
end $$;
