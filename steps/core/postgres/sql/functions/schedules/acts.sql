-- What people do to schedules; each act has its row in the audit, in the same transaction.

-- Write a schedule as it is to be from now on. definition: its columns by name; a key that is not there gets the
-- column's default. options: `origin`, who asked; `declared`, what the code declares; `next_at`, `due_at` and `anchor`,
-- as they were planned under the row's lock; `missed`: how many planned times of the former plan were never sent.
-- A pause stays. Returns whether the schedule is new.
create or replace function jobs.set_schedule(the_name text, definition jsonb, options jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    given record;
    made boolean;
begin
    if not exists (select from jobs.pipeline p where p.name = definition ->> 'pipeline') then
        perform jobs.refuse('pipeline', format('there is no pipeline %L', left(definition ->> 'pipeline', 60)));
    elsif jobs.data_fault(definition -> 'data') is not null then
        perform jobs.refuse('data', jobs.data_fault(definition -> 'data'), '22023');
    elsif jobs.tags_fault(nullif(definition -> 'tags', 'null')) is not null then
        perform jobs.refuse('tags', jobs.tags_fault(definition -> 'tags'), '22023');
    end if;
    select * into given from jsonb_to_record(definition) as (
        pipeline text, data jsonb, cron text, every integer, tz text, jitter integer, catch_up integer,
        at_most integer, priority integer, tenant text, tags jsonb);
    insert into jobs.schedule as s (
        name, pipeline, data, cron, every, tz, jitter, catch_up, at_most, priority, tenant, tags,
        declared, anchor, next_at, due_at, set_at, set_by)
    values (
        the_name, given.pipeline, given.data, given.cron, given.every, coalesce(given.tz, 'UTC'), coalesce(given.jitter, 0),
        coalesce(given.catch_up, 3600), coalesce(given.at_most, 1), coalesce(given.priority, 0), given.tenant,
        coalesce(given.tags, '{}'), nullif(options -> 'declared', 'null'),
        coalesce((options ->> 'anchor')::timestamptz, date_trunc('second', jobs.schedule_now())),
        (options ->> 'next_at')::timestamptz,
        case when options ? 'next_at' then (options ->> 'due_at')::timestamptz else jobs.schedule_now() end,
        jobs.schedule_now(), left(coalesce(options #>> '{origin,actor}', session_user), 200))
    on conflict (name) do update set
        pipeline = excluded.pipeline, data = excluded.data, cron = excluded.cron, every = excluded.every,
        tz = excluded.tz, jitter = excluded.jitter, catch_up = excluded.catch_up, at_most = excluded.at_most,
        priority = excluded.priority, tenant = excluded.tenant, tags = excluded.tags,
        declared = coalesce(excluded.declared, s.declared), anchor = excluded.anchor, next_at = excluded.next_at,
        due_at = excluded.due_at, set_at = excluded.set_at, set_by = excluded.set_by, error = null, error_at = null,
        missed = s.missed + coalesce((options ->> 'missed')::bigint, 0),
        missed_at = case when (options ->> 'missed')::bigint > 0 then jobs.schedule_now() else s.missed_at end
    returning s.xmax = 0 into made;
    perform jobs.record_act('schedule_set', options -> 'origin', null, the_name,
        (definition - array['data', 'tags']) || jsonb_build_object('made', made));
    return made;
end $$;

-- Stop sending until somebody resumes it. options: `origin`, who asked; `why`. False: there is no such schedule.
-- One that is paused already stays as it was.
create or replace function jobs.pause_schedule(the_name text, options jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update jobs.schedule s set
        paused_at = jobs.schedule_now(), paused_why = left(options ->> 'why', 500),
        paused_by = left(coalesce(options #>> '{origin,actor}', session_user), 200)
    where s.name = the_name and s.paused_at is null;
    if found then
        perform jobs.record_act('schedule_paused', options -> 'origin', null, the_name,
            jsonb_build_object('why', left(options ->> 'why', 500)));
        return true;
    end if;
    return exists (select from jobs.schedule s where s.name = the_name);
end $$;

-- Go on after a pause. What was planned meanwhile is not sent. options: `origin`; `next_at` and `due_at`, as they were
-- planned under the row's lock. False: there is no such schedule.
create or replace function jobs.resume_schedule(the_name text, options jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update jobs.schedule s set
        paused_at = null, paused_by = null, paused_why = null, next_at = (options ->> 'next_at')::timestamptz,
        due_at = case when options ? 'next_at' then (options ->> 'due_at')::timestamptz else jobs.schedule_now() end
    where s.name = the_name and s.paused_at is not null;
    if found then
        perform jobs.record_act('schedule_resumed', options -> 'origin', null, the_name);
        return true;
    end if;
    return exists (select from jobs.schedule s where s.name = the_name);
end $$;

-- Forget a schedule; the jobs that it sent stay. options: `origin`. False: there is no such schedule.
create or replace function jobs.remove_schedule(the_name text, options jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from jobs.schedule s where s.name = the_name;
    if found then
        perform jobs.record_act('schedule_removed', options -> 'origin', null, the_name);
        return true;
    end if;
    return false;
end $$;

-- Send a schedule's event once now, whatever its plan and whether it is paused. options: `origin`; `data`, as it was
-- checked. Returns the job's id; null: there is no such schedule. Errors: those of jobs.send.
create or replace function jobs.run_schedule(the_name text, options jsonb default '{}') returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    the_schedule jobs.schedule;
    job record;
begin
    select * into the_schedule from jobs.schedule s where s.name = the_name;
    if not found then
        return null;
    end if;
    job := jobs.send(
        the_schedule.pipeline, coalesce(options -> 'data', the_schedule.data), the_name || '/run/' || jobs.new_id(), null,
        the_schedule.priority, jsonb_strip_nulls(jsonb_build_object('tenant', the_schedule.tenant))
            || jsonb_build_object('tags', the_schedule.tags));
    perform jobs.record_act('schedule_run', options -> 'origin', job.job_id, the_name);
    return job.job_id;
end $$;
