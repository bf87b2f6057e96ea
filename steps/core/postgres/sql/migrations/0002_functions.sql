-- The state machine. Every change of a job's status happens in one of these functions, guarded by where it may come from.

create function jobs.final(status text) returns boolean language sql immutable as $$
    select status in ('completed', 'failed', 'cancelled', 'skipped')
$$;

-- A local dispatcher holds pg_advisory_lock(jobs.lock_class(), owner) for as long as it lives.
create function jobs.lock_class() returns integer language sql immutable as $$ select 6975330 $$;
create sequence jobs.owner_id as integer;

-- Enqueue a job inside the caller's own transaction. The same event_id again answers with the first job.
-- Errors: 22023 for data that is no object or larger than 1 MiB.
create function jobs.enqueue(
    pipeline text, data jsonb, event_id text default null, run_at timestamptz default null,
    priority integer default 0, ts timestamptz default null
) returns uuid language plpgsql as $$
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
    insert into jobs.event (id, name, data, ts)
    values (event, 'jobs/' || enqueue.pipeline || '.requested', enqueue.data, coalesce(enqueue.ts, now()))
    on conflict (id) do nothing;
    if not found then
        select j.id into first_job from jobs.job j where j.event_id = event order by j.id limit 1;
        return first_job;
    end if;
    insert into jobs.job (id, pipeline, event_id, priority, run_at)
    values (new_job, enqueue.pipeline, event, enqueue.priority, coalesce(enqueue.run_at, now()));
    perform pg_notify('jobs_queued', '');
    return new_job;
end $$;

-- Take up to `places` queued jobs whose time has come, highest priority first; O(places) whatever the queue's length.
-- `budgets` gives each job's seconds by name; the deadline counts from here, as Argo's activeDeadlineSeconds does.
create function jobs.claim(
    new_owner integer, new_executor text, places integer, budgets jsonb, only_job uuid default null
) returns setof jobs.job language plpgsql as $$
begin
    -- If this is lost in a crash of PostgreSQL, so is the dispatcher's connection: the job is queued again.
    perform set_config('synchronous_commit', 'off', true);
    return query
    with due as (
        select picked.id
        from generate_series(3, -3, -1) as level (priority)
        cross join lateral (
            select j.id from jobs.job j
            where j.status = 'queued' and j.priority = level.priority and j.run_at <= clock_timestamp()
              and (only_job is null or j.id = only_job)
            order by j.run_at, j.id limit places for no key update skip locked
        ) picked
        limit places
    ), taken as (
        update jobs.job j
        set status = 'dispatched', dispatched_at = clock_timestamp(), executor = new_executor, owner = new_owner,
            deadline_at = clock_timestamp() + make_interval(secs => (budgets ->> j.pipeline)::double precision),
            workflow = j.pipeline || '-' || j.id || case when j.generation > 0 then '-' || j.generation else '' end
        from due where j.id = due.id and j.status = 'queued'
        returning j.*
    )
    select * from taken order by priority desc, run_at, id;
end $$;

-- The numbers of the local dispatchers that are alive.
create function jobs.live_owners() returns integer[] language sql volatile as $$
    select coalesce(array_agg(l.objid::bigint::integer), '{}') from pg_locks l
    where l.locktype = 'advisory' and l.granted and l.classid = jobs.lock_class() and l.objsubid = 2
      and l.database = (select oid from pg_database where datname = current_database())
$$;

-- Jobs whose local dispatcher is gone (nobody holds its advisory lock): the caller takes them over.
-- Attempts that were running died with it; they are marked lost, and the caller's workflow starts a new generation.
create function jobs.adopt(new_owner integer, places integer, only_job uuid default null)
returns setof jobs.job language plpgsql as $$
declare
    locked uuid[];
    alive integer[] := jobs.live_owners();
begin
    select array_agg(found.id) into locked from (
        select j.id from jobs.job j
        where j.status in ('dispatched', 'running') and j.executor = 'local' and j.owner <> all (alive || new_owner)
          and (only_job is null or j.id = only_job)
        order by j.id limit places for no key update skip locked
    ) found;
    -- A row that another dispatcher adopted while we looked is locked as it is now, not as we saw it; so look again.
    alive := jobs.live_owners();
    return query
    with orphan as (
        select j.id from jobs.job j where j.id = any (locked) and j.owner <> all (alive || new_owner)
    ), lost as (
        update jobs.attempt a
        set status = 'lost', finished_at = clock_timestamp(),
            error = '{"code": "lost", "message": "the process that ran this attempt is gone", "retryable": true}'
        from orphan where a.job_id = orphan.id and a.status = 'running'
    )
    update jobs.job j
    set owner = new_owner, generation = j.generation + 1, workflow = j.pipeline || '-' || j.id || '-' || j.generation + 1
    from orphan where j.id = orphan.id
    returning j.*;
end $$;

-- Open an attempt of a step. `outcome` says what to do: `run` it, or it is already `done` (its output comes along),
-- or the job is `final` or unknown (`missing`). Starting is not worth an fsync of its own: if it is lost in a crash
-- of PostgreSQL, so is everything that followed it.
create function jobs.begin_attempt(the_job uuid, the_step text, the_host text, the_pid integer)
returns table (
    outcome text, pipeline text, status text, queued_at timestamptz, deadline_at timestamptz, number integer,
    data jsonb, outputs jsonb
) language plpgsql as $$
declare
    j jobs.job;
    last_status text;
begin
    perform set_config('synchronous_commit', 'off', true);
    select * into j from jobs.job where id = the_job for no key update;
    if not found then
        outcome := 'missing'; return next; return;
    end if;
    pipeline := j.pipeline; status := j.status; queued_at := j.queued_at; deadline_at := j.deadline_at; number := 0;
    select coalesce(jsonb_object_agg(o.step, o.data), '{}') into outputs from jobs.output o where o.job_id = the_job;
    if outputs ? the_step then
        outcome := 'done'; return next; return;
    end if;
    if jobs.final(j.status) then
        outcome := 'final'; return next; return;
    end if;
    if j.status <> 'running' then
        update jobs.job set status = 'running', started_at = coalesce(started_at, clock_timestamp())
        where id = the_job and jobs.job.status in ('queued', 'dispatched');
        status := 'running';
    end if;
    select a.number, a.status into number, last_status
    from jobs.attempt a where a.job_id = the_job and a.step = the_step order by a.number desc limit 1;
    if last_status = 'running' then
        update jobs.attempt a set status = 'lost', finished_at = clock_timestamp()
        where a.job_id = the_job and a.step = the_step and a.status = 'running';
    end if;
    number := coalesce(number, 0) + 1;
    insert into jobs.attempt (job_id, step, number, generation, status, host, pid)
    values (the_job, the_step, number, j.generation, 'running', the_host, the_pid);
    select e.data into data from jobs.event e where e.id = j.event_id;
    outcome := 'run';
    return next;
end $$;

-- Close an attempt that is still ours. A completed one stores its output; a verdict makes the job final in the same
-- transaction. Returns false where the attempt was taken over meanwhile: then nothing was written.
create function jobs.end_attempt(
    the_job uuid, the_step text, the_number integer, new_status text, the_exit_code integer, the_error jsonb,
    the_output jsonb, the_log text, verdict text default null, verdict_error jsonb default null
) returns boolean language plpgsql as $$
begin
    if verdict is not null then -- the job before its attempts, in the order that every function locks them
        perform from jobs.job j where j.id = the_job for no key update;
    end if;
    update jobs.attempt a
    set status = new_status, exit_code = the_exit_code, error = the_error, log = the_log, finished_at = clock_timestamp()
    where a.job_id = the_job and a.step = the_step and a.number = the_number and a.status = 'running';
    if not found then
        return false;
    end if;
    if new_status = 'completed' then
        insert into jobs.output (job_id, step, data) values (the_job, the_step, the_output);
    end if;
    if verdict is not null then
        perform jobs.finish(the_job, verdict, verdict_error);
    end if;
    return true;
end $$;

-- Close an attempt whose process died without a word (killed, out of memory, past its deadline).
create function jobs.bury_attempt(the_job uuid, the_step text, the_exit_code integer, the_error jsonb)
returns void language sql as $$
    update jobs.attempt set status = 'failed', exit_code = the_exit_code, error = the_error,
        finished_at = clock_timestamp()
    where job_id = the_job and step = the_step and status = 'running'
$$;

-- Make a job final, once. Returns whether it was this call that did.
create function jobs.finish(the_job uuid, new_status text, the_error jsonb default null)
returns boolean language plpgsql as $$
begin
    if not jobs.final(new_status) then
        raise exception 'no final status: %', new_status using errcode = '22023';
    end if;
    update jobs.job
    set status = new_status, error = the_error, finished_at = clock_timestamp(),
        started_at = coalesce(started_at, dispatched_at)
    where id = the_job and status in ('queued', 'dispatched', 'running');
    if not found then
        return false;
    end if;
    update jobs.attempt set status = 'lost', finished_at = clock_timestamp()
    where job_id = the_job and jobs.attempt.status = 'running';
    perform pg_notify('jobs_finished', the_job::text);
    return true;
end $$;
