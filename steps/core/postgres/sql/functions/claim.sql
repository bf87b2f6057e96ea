-- How dispatchers come by their jobs. `options` of these functions may hold more than an older release knows: a key that
-- is not known is ignored, so what must not be ignored needs a function of a new name.

-- The jobs that wait, for readers: each part as its own partial index has it, so that none reads the jobs that ended.
create or replace function jobs.queued() returns setof jobs.job language sql stable as $$
    select j.* from jobs.job j where j.status = 'queued' and j.lane is null
    union all
    select j.* from jobs.job j where j.status = 'queued' and j.lane is not null
$$;

-- The numbers of the local dispatchers that are alive.
create or replace function jobs.live_owners() returns integer[] language sql volatile as $$
    select coalesce(array_agg(l.objid::bigint::integer), '{}') from pg_locks l
    where l.locktype = 'advisory' and l.granted and l.classid = jobs.lock_class() and l.objsubid = 2
      and l.database = (select oid from pg_database where datname = current_database())
$$;

-- How many of `places` a claimer may fill so that no more than `live_limit` Workflows live at once. Claimers take turns
-- until the end of their transactions, so that two of them cannot fill the same place. A job that ended a moment ago
-- counts until its Workflow was seen to have ended, since its last pod takes a second or two to go.
create or replace function jobs.cluster_room(places integer, live_limit integer) returns integer language plpgsql as $$
begin
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1);
    return greatest(0, least(places, live_limit - (
        select count(*)::integer from jobs.job
        where executor not in ('local', 'warm') and workflow_ended_at is null
          and (status in ('dispatched', 'running') or finished_at > clock_timestamp() - interval '30 seconds'))));
end $$;

-- Dispatch these queued jobs. options: those of jobs.claim, and `at`, when they were chosen. In PL/pgSQL, which plans it once
-- a connection: PostgreSQL plans a function in SQL anew at each call that it cannot inline.
create or replace function jobs.dispatch(chosen uuid[], new_owner integer, new_executor text, options jsonb)
returns setof jobs.job language plpgsql as $$
begin
    return query
    with taken as (
        update jobs.job j
        set status = 'dispatched', dispatched_at = coalesce((options ->> 'at')::timestamptz, clock_timestamp()),
            executor = new_executor, owner = new_owner,
            deadline_at = clock_timestamp() + make_interval(secs => (options -> 'budgets' ->> j.pipeline)::double precision),
            workflow = jobs.workflow_name(j.pipeline, j.id, j.generation)
        where j.id = any (chosen) and j.status = 'queued'
        returning j.*
    )
    select * from taken order by priority desc, run_at, id;
end $$;

-- Of these pipelines, up to `places` jobs without limits whose time has come, in the order in which they go. Ranges of rows,
-- and an order that names all columns, leave PostgreSQL no index but the one that begins with the pipeline.
create or replace function jobs.due_of(pipelines text[], places integer, moment timestamptz)
returns table (id uuid) language sql stable as $$
    select found.id
    from generate_series(3, -3, -1) as level (priority)
    cross join lateral (
        select q.id from unnest(pipelines) s (pipeline) cross join lateral (
            select j.id, j.run_at from jobs.job j
            where j.status = 'queued' and j.lane is null and jobs.loadable(j.run_at)
              and (j.pipeline, j.priority) >= (s.pipeline, level.priority::smallint)
              and (j.pipeline, j.priority, j.run_at) <= (s.pipeline, level.priority::smallint, moment)
            order by j.pipeline, j.priority, j.run_at, j.id limit places) q
        order by q.run_at, q.id limit places) found
    limit places
$$;

-- Whether a limit, a pause or somebody's bound may keep a queued job back.
create or replace function jobs.bounded() returns boolean language plpgsql stable as $$
begin
    return (select j.lane from jobs.job j where j.status = 'queued' and j.lane is not null order by j.lane limit 1) is not null
        or exists (select from jobs.pause) or exists (select from jobs.limit_override);
end $$;

-- Take up to `places` queued jobs whose time has come, highest priority first; O(places) whatever the queue's length.
-- Where a limit concerns any of them, jobs.admit takes them. options: `budgets`, each job's seconds by its pipeline; the
-- deadline counts from here, as Argo's activeDeadlineSeconds does. `only_job`, the one job to take. `live_limit`, how many
-- Workflows may live at once on a cluster. `serves` and `pipelines`, as jobs.served has them: whoever takes some pipelines
-- alone takes turns with others, and pays nothing for jobs of other pipelines that wait before theirs.
create or replace function jobs.claim(
    new_owner integer, new_executor text, places integer, options jsonb default '{}'
) returns setof jobs.job language plpgsql as $$
declare
    only_job uuid := options ->> 'only_job';
    live_limit integer := options ->> 'live_limit';
    served text[] := jobs.served(options);
    moment timestamptz;
    due uuid[];
    chosen uuid[];
begin
    -- If this is lost in a crash of PostgreSQL, the job is queued again; its Workflow's name stays the same.
    perform set_config('synchronous_commit', 'off', true);
    if live_limit is not null then
        places := jobs.cluster_room(places, live_limit);
    end if;
    if jobs.bounded() then
        return query select * from jobs.admit(new_owner, new_executor, places, options);
        return;
    end if;
    if served is null then
        chosen := array(
            select picked.id
            from generate_series(3, -3, -1) as level (priority)
            cross join lateral (
                select j.id from jobs.job j
                where j.status = 'queued' and j.lane is null and j.priority = level.priority and j.run_at <= clock_timestamp()
                  and jobs.loadable(j.run_at)
                  and (only_job is null or j.id = only_job)
                order by j.run_at, j.id limit places for no key update skip locked
            ) picked
            limit places);
    else
        perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1);
        moment := clock_timestamp();
        due := array(select d.id from jobs.due_of(served, places, moment) d);
        chosen := array(select j.id from jobs.job j where j.id = any (due) and j.status = 'queued' for no key update skip locked);
        if cardinality(due) >= places and cardinality(chosen) < places then -- who holds some of them keeps back none behind them
            chosen := array(
                select j.id from unnest(array(select d.id from jobs.due_of(served, places + 1000, moment) d))
                    with ordinality u (id, place)
                join jobs.job j on j.id = u.id and j.status = 'queued'
                order by u.place limit places for no key update of j skip locked);
        end if;
    end if;
    if cardinality(chosen) > 0 then
        return query select * from jobs.dispatch(chosen, new_owner, new_executor, options);
    end if;
end $$;

-- A dispatcher is alive. If it was not heard of for more than 10 s while it held its lock (a closed lid, a stopped process,
-- a database that could not be written), that time is given back to the jobs it runs.
-- options: `about`, what jobs.dispatcher says of it, and `busy`, how many of its places are taken.
create or replace function jobs.beat(the_owner integer, options jsonb default '{}') returns void language plpgsql as $$
declare
    gap interval;
begin
    perform set_config('synchronous_commit', 'off', true);
    select clock_timestamp() - seen_at into gap from jobs.dispatcher where id = the_owner for no key update;
    if not found then
        delete from jobs.dispatcher d
        where d.seen_at < clock_timestamp() - interval '1 hour' and d.id <> all (jobs.live_owners())
          and not exists (select from jobs.job j where j.owner = d.id and j.status in ('dispatched', 'running'));
        delete from jobs.admission_turn t where t.looked_at < clock_timestamp() - interval '1 day' and t.pipelines <> '';
        insert into jobs.dispatcher (id, about, busy)
        values (the_owner, coalesce(options -> 'about', '{}'), coalesce((options ->> 'busy')::integer, 0));
        return;
    end if;
    update jobs.dispatcher set seen_at = clock_timestamp(), busy = coalesce((options ->> 'busy')::integer, busy)
    where id = the_owner;
    if gap > interval '10 seconds' then
        perform jobs.give_back(j.id, extract(epoch from gap)::double precision) from jobs.job j
        where j.owner = the_owner and j.executor in ('local', 'warm') and j.status in ('dispatched', 'running');
    end if;
end $$;

-- Nobody could work on a job for so many seconds, or it lacked what every job runs on: its time stood still. Never more
-- than has passed since it was dispatched, as two may have seen the same outage.
create or replace function jobs.give_back(the_job uuid, seconds double precision) returns void language plpgsql as $$
begin
    update jobs.job j set deadline_at = j.deadline_at + given.time, idle = j.idle + given.time
    from (select id, greatest(interval '0', least(make_interval(secs => seconds), clock_timestamp() - dispatched_at - idle)) as time
          from jobs.job where id = the_job) given
    where j.id = given.id and not jobs.final(j.status);
exception when data_exception then null; -- a row whose times nobody can reckon with keeps them, and hinders no other
end $$;

-- For how many seconds nobody could work on a job whose dispatcher is gone: since the dispatcher was last seen. Where an
-- attempt is open, since it began, as its work is lost with its process; where none is, since the job's last sign, as
-- what hindered the next attempt died with the dispatcher that waited for it.
create or replace function jobs.unseen(j jobs.job) returns double precision language sql stable as $$
    with attempts as (
        select min(a.started_at) filter (where a.status = 'running') as at_work,
            max(coalesce(a.finished_at, a.started_at)) as last_sign
        from jobs.attempt a where a.job_id = j.id
    ), since as (
        select greatest(j.dispatched_at, least(d.seen_at, coalesce(a.at_work, a.last_sign))) as since
        from attempts a left join jobs.dispatcher d on d.id = j.owner and j.executor in ('local', 'warm')
    )
    select greatest(0, coalesce(jobs.seconds_between(since, clock_timestamp()), 0)) from since
$$;

-- Jobs whose dispatcher is gone (nobody holds its advisory lock), or let go of them, go on where jobs run now: the caller takes them
-- over. Also a job whose step was begun by hand, outside any workflow, and that nobody has gone on with for a minute.
-- Attempts that were running died with it; they are marked lost, and the caller's workflow starts a new generation. The
-- time of these attempts, and since the dispatcher was last seen, does not count. A job whose step lost its process ten times is failed instead;
-- an attempt that is lost for want of a connection, a file or room on a disk has an error of its own and is not counted.
-- Jobs that nobody can load, or that are given up, are failed on the way, as every dispatcher comes by here.
-- options: `only_job`, `live_limit`, `serves` and `pipelines`, as in jobs.claim; those of jobs.beat.
create or replace function jobs.adopt(
    new_owner integer, new_executor text, places integer, options jsonb default '{}'
) returns setof jobs.job language plpgsql as $$
declare
    only_job uuid := options ->> 'only_job';
    live_limit integer := options ->> 'live_limit';
    served text[] := jobs.served(options);
    locked uuid[];
    alive integer[] := jobs.live_owners();
    unlucky uuid[];
begin
    perform jobs.fail_unreadable();
    perform jobs.expire();
    perform jobs.beat(new_owner, options);
    if live_limit is not null then
        places := jobs.cluster_room(places, live_limit);
    end if;
    select array_agg(found.id) into locked from (
        select j.id from jobs.job j
        where j.status in ('dispatched', 'running')
          and (j.executor in ('local', 'warm') and coalesce(j.owner <> all (alive || new_owner), true)
               or j.executor is null and j.started_at < clock_timestamp() - interval '1 minute'
                  and not exists (select from jobs.attempt a where a.job_id = j.id and a.status = 'running'))
          and (only_job is null or j.id = only_job) and jobs.goes_on_here(j, served, options)
        order by j.id limit places for no key update skip locked
    ) found;
    -- A row that another dispatcher adopted while we looked is locked as it is now, not as we saw it; so look again.
    alive := jobs.live_owners();
    select array_agg(j.id) into locked from jobs.job j
    where j.id = any (locked)
      and (j.executor is null or j.executor in ('local', 'warm') and coalesce(j.owner <> all (alive || new_owner), true));
    perform jobs.give_back(j.id, jobs.unseen(j)) from jobs.job j where j.id = any (locked);
    perform jobs.lose_attempts(locked, jobs.lost_error('process'));
    select array_agg(found.job_id) into unlucky from (
        select a.job_id from jobs.attempt a
        where a.job_id = any (locked) and a.status = 'lost' and coalesce(a.error ->> 'code', 'lost') = 'lost'
        group by a.job_id, a.step having count(*) >= 10
    ) found;
    perform jobs.finish(each, 'failed', jobs.lost_again_error()) from unnest(unlucky) as each;
    return query
    update jobs.job j
    set owner = new_owner, executor = new_executor, generation = least(j.generation, 2147483646) + 1,
        workflow = jobs.workflow_name(j.pipeline, j.id, least(j.generation, 2147483646) + 1)
    where j.id = any (locked) and not jobs.final(j.status)
    returning j.*;
end $$;
