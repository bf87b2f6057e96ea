-- Jobs whose Workflow lives on a cluster: which Workflow has the word, how many may live at once, and how the
-- reconciler writes what no step can write.

alter table jobs.job add column workflow_ended_at timestamptz; -- on a cluster: when its Workflow was seen to have ended
create index job_on_cluster on jobs.job (id) where executor <> 'local' and workflow_ended_at is null;

-- How many of `places` a claimer may fill so that no more than `live_limit` Workflows live at once. Claimers take turns
-- until the end of their transactions, so that two of them cannot fill the same place. A job that ended a moment ago
-- counts until its Workflow was seen to have ended, since its last pod takes a second or two to go.
create function jobs.cluster_room(places integer, live_limit integer) returns integer language plpgsql as $$
begin
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1);
    return greatest(0, least(places, live_limit - (
        select count(*)::integer from jobs.job
        where executor <> 'local' and workflow_ended_at is null
          and (status in ('dispatched', 'running') or finished_at > clock_timestamp() - interval '30 seconds'))));
end $$;

-- As before, with a limit on live Workflows where the executor is a cluster's.
drop function jobs.claim(integer, text, integer, jsonb, uuid);
create function jobs.claim(
    new_owner integer, new_executor text, places integer, budgets jsonb, only_job uuid default null,
    live_limit integer default null
) returns setof jobs.job language plpgsql as $$
begin
    -- If this is lost in a crash of PostgreSQL, the job is queued again; its Workflow's name stays the same.
    perform set_config('synchronous_commit', 'off', true);
    if live_limit is not null then
        places := jobs.cluster_room(places, live_limit);
    end if;
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

-- As before, for any executor: what a laptop's dispatcher left goes on where the jobs run now. Also takes a job whose
-- step was begun by hand, outside any workflow, and that nobody has gone on with for a minute.
drop function jobs.adopt(integer, integer, uuid);
create function jobs.adopt(
    new_owner integer, places integer, only_job uuid default null, new_executor text default 'local',
    live_limit integer default null
) returns setof jobs.job language plpgsql as $$
declare
    locked uuid[];
    alive integer[] := jobs.live_owners();
begin
    if live_limit is not null then
        places := jobs.cluster_room(places, live_limit);
    end if;
    select array_agg(found.id) into locked from (
        select j.id from jobs.job j
        where j.status in ('dispatched', 'running')
          and (j.executor = 'local' and j.owner <> all (alive || new_owner)
               or j.executor is null and j.started_at < clock_timestamp() - interval '1 minute'
                  and not exists (select from jobs.attempt a where a.job_id = j.id and a.status = 'running'))
          and (only_job is null or j.id = only_job)
        order by j.id limit places for no key update skip locked
    ) found;
    -- A row that another dispatcher adopted while we looked is locked as it is now, not as we saw it; so look again.
    alive := jobs.live_owners();
    return query
    with orphan as (
        select j.id from jobs.job j
        where j.id = any (locked)
          and (j.executor is null or j.executor = 'local' and j.owner <> all (alive || new_owner))
    ), lost as (
        update jobs.attempt a
        set status = 'lost', finished_at = clock_timestamp(),
            error = '{"code": "lost", "message": "the process that ran this attempt is gone", "retryable": true}'
        from orphan where a.job_id = orphan.id and a.status = 'running'
    )
    update jobs.job j
    set owner = new_owner, executor = new_executor, generation = j.generation + 1,
        workflow = j.pipeline || '-' || j.id || '-' || j.generation + 1
    from orphan where j.id = orphan.id
    returning j.*;
end $$;

-- As before; a step that says which workflow it belongs to runs only if the job is that workflow's (`taken` if not),
-- and a queued job becomes that workflow's: it was started by hand.
drop function jobs.begin_attempt(uuid, text, text, integer);
create function jobs.begin_attempt(
    the_job uuid, the_step text, the_host text, the_pid integer, the_workflow text default null
) returns table (
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
