-- How an attempt of a step begins and ends. Pods of the release before call these until their workflows are done, so
-- what is new comes in `options`; a key that is not known is ignored.

-- Open an attempt of a step. `outcome` says what to do: `run` it, or it is already `done` (its output comes along), or
-- the job is `final` or unknown (`missing`), or another workflow's (`taken`).
-- options: `host` and `pid`, who runs it. `workflow`, the one that the step belongs to: it runs only if the job is that
-- workflow's, and a queued job becomes that workflow's, since it was started by hand.
-- Starting is not worth an fsync of its own: if it is lost in a crash of PostgreSQL, so is everything that followed it.
create or replace function jobs.begin_attempt(the_job uuid, the_step text, options jsonb default '{}')
returns table (
    outcome text, pipeline text, status text, queued_at timestamptz, deadline_at timestamptz, number integer,
    data jsonb, outputs jsonb
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    the_workflow text := options ->> 'workflow';
    j jobs.job;
    last_number integer;
    last_status text;
    event_data jsonb;
begin
    perform set_config('synchronous_commit', 'off', true);
    select * into j from jobs.job where id = the_job for no key update;
    if not found then
        outcome := 'missing'; return next; return;
    end if;
    pipeline := j.pipeline; status := j.status; queued_at := j.queued_at; deadline_at := j.deadline_at; number := 0;
    select coalesce((select jsonb_object_agg(o.step, o.data) from jobs.output o where o.job_id = the_job), '{}'),
        e.data, a.number, a.status
    into outputs, event_data, last_number, last_status
    from jobs.event e left join lateral (
        select last.number, last.status from jobs.attempt last
        where last.job_id = the_job and last.step = the_step order by last.number desc limit 1) a on true
    where e.id = j.event_id;
    if outputs ? the_step then
        outcome := 'done'; return next; return;
    end if;
    if jobs.final(j.status) then
        outcome := 'final'; return next; return;
    end if;
    if the_workflow <> j.workflow then
        outcome := 'taken'; return next; return;
    end if;
    if j.status <> 'running' then
        update jobs.job
        set status = 'running', started_at = coalesce(started_at, clock_timestamp()),
            workflow = coalesce(workflow, the_workflow),
            executor = coalesce(executor, case when the_workflow is not null then 'argo' end)
        where id = the_job and jobs.job.status in ('queued', 'dispatched');
        status := 'running';
    end if;
    if last_status = 'running' then
        update jobs.attempt a set status = 'lost', finished_at = clock_timestamp()
        where a.job_id = the_job and a.step = the_step and a.status = 'running';
    end if;
    number := coalesce(last_number, 0) + 1;
    insert into jobs.attempt (job_id, step, number, generation, status, host, pid)
    values (the_job, the_step, number, j.generation, 'running', options ->> 'host', (options ->> 'pid')::integer);
    data := event_data;
    outcome := 'run';
    return next;
end $$;

-- Close an attempt that is still ours. Returns false where it was taken over meanwhile: then nothing was written.
-- options: `exit_code`, `error` and `log` of the attempt. `output`, stored where it is completed. `verdict`, the final
-- status of the job, and `verdict_error`: they make it final in the same transaction.
create or replace function jobs.end_attempt(
    the_job uuid, the_step text, the_number integer, new_status text, options jsonb default '{}'
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    verdict text := options ->> 'verdict';
begin
    if verdict is not null then -- the job before its attempts, in the order that every function locks them
        perform from jobs.job j where j.id = the_job for no key update;
    end if;
    update jobs.attempt a
    set status = new_status, exit_code = (options ->> 'exit_code')::integer, error = nullif(options -> 'error', 'null'),
        log = options ->> 'log', finished_at = clock_timestamp()
    where a.job_id = the_job and a.step = the_step and a.number = the_number and a.status = 'running';
    if not found then
        return false;
    end if;
    if new_status = 'completed' then
        insert into jobs.output (job_id, step, data) values (the_job, the_step, nullif(options -> 'output', 'null'));
    end if;
    if verdict is not null then
        perform jobs.finish(the_job, verdict, nullif(options -> 'verdict_error', 'null'));
    end if;
    return true;
end $$;

-- Close a completed attempt and open the next step's, in one transaction: for a process that goes on with the same job.
-- `stored`: as end_attempt answers; the others are null where it is false, else as begin_attempt has them.
create or replace function jobs.end_and_begin(
    the_job uuid, the_step text, the_number integer, options jsonb, next_step text, next_options jsonb default '{}'
) returns table (
    stored boolean, outcome text, pipeline text, status text, queued_at timestamptz, deadline_at timestamptz, number integer,
    data jsonb, outputs jsonb
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    durable text := current_setting('synchronous_commit');
begin
    perform from jobs.job j where j.id = the_job for no key update; -- the job before its attempts
    if not jobs.end_attempt(the_job, the_step, the_number, 'completed', options) then
        stored := false; return next; return;
    end if;
    return query select true, b.* from jobs.begin_attempt(the_job, next_step, next_options) b;
    perform set_config('synchronous_commit', durable, true); -- what the first step left is worth its fsync
end $$;

-- End an attempt whose process recorded no end (killed, out of memory, past its deadline).
create or replace function jobs.end_lost_attempt(the_job uuid, the_step text, the_exit_code integer, the_error jsonb)
returns void language sql as $$
    update jobs.attempt set status = 'failed', exit_code = the_exit_code, error = the_error,
        finished_at = clock_timestamp()
    where job_id = the_job and step = the_step and status = 'running'
$$;

-- Whether an attempt of the step was begun in the last so many seconds.
create or replace function jobs.begun_within(the_job uuid, the_step text, seconds double precision) returns boolean
language sql as $$
    select exists (select from jobs.attempt
        where job_id = the_job and step = the_step and started_at > clock_timestamp() - make_interval(secs => seconds))
$$;

-- Keep what a job waits for that it is not at fault for: a connection, a process, a file, room on a disk. A wait goes on
-- where it is for the same and nothing began in between.
create or replace function jobs.wait_for(the_job uuid, the_code text, the_message text) returns void language sql as $$
    insert into jobs.job_wait as w (job_id, code, message)
    select j.id, the_code, the_message from jobs.job j where j.id = the_job
    on conflict (job_id) do update
    set code = excluded.code, message = excluded.message, seen_at = clock_timestamp(),
        since = case when w.code = excluded.code and not exists (
            select from jobs.attempt a where a.job_id = the_job and a.started_at > w.seen_at) then w.since
            else clock_timestamp() end
$$;
