-- Schedules: what is sent by the clock. Which times are planned is decided in pipelines/operations/schedules; here a
-- planned time is sent, and moved on in the same transaction.

-- This server's clock, as schedules see it.
create or replace function jobs.schedule_now() returns timestamptz language sql volatile as $$ select clock_timestamp() $$;

-- The id of the event of a planned time: what makes it happen once.
create or replace function jobs.scheduled_event(schedule text, planned timestamptz) returns text language sql stable as $$
    select schedule || '/' || to_char(planned at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- Send what is due of a schedule, whose row the caller holds, and move it on. options: `data`, as it was checked;
-- `missed`, how many planned times came too late, and `missed_at`, the newest; `next_at` and `due_at`, what comes next.
-- Errors: those of jobs.send; then nothing is moved.
create or replace function jobs.send_scheduled(the_name text, planned timestamptz[], options jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    the_schedule jobs.schedule;
    moment timestamptz;
    job record;
    made bigint := 0;
begin
    select * into the_schedule from jobs.schedule s where s.name = the_name for update;
    foreach moment in array planned loop
        job := jobs.send(
            the_schedule.pipeline, options -> 'data', jobs.scheduled_event(the_name, moment), null, the_schedule.priority,
            jsonb_strip_nulls(jsonb_build_object('ts', moment, 'tenant', the_schedule.tenant)) || jsonb_build_object('tags', the_schedule.tags));
        made := made + (not job.duplicate)::integer;
        the_schedule.last_at := moment;
        the_schedule.last_job_id := job.job_id;
    end loop;
    update jobs.schedule s set
        sent = s.sent + made, last_at = the_schedule.last_at, last_job_id = the_schedule.last_job_id,
        missed = s.missed + (options ->> 'missed')::bigint,
        missed_at = coalesce((options ->> 'missed_at')::timestamptz, s.missed_at),
        next_at = (options ->> 'next_at')::timestamptz, due_at = (options ->> 'due_at')::timestamptz,
        error = case when cardinality(planned) = 0 then s.error end,
        error_at = case when cardinality(planned) = 0 then s.error_at end
    where s.name = the_name;
end $$;

-- Move a schedule on that could not send what was due, so that it is not tried again until it is due again. options: as
-- those of jobs.send_scheduled, where `missed` counts what was refused as well.
create or replace function jobs.miss_scheduled(the_name text, why text, options jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update jobs.schedule s set
        error = left(why, 2000), error_at = jobs.schedule_now(),
        missed = s.missed + (options ->> 'missed')::bigint,
        missed_at = coalesce((options ->> 'missed_at')::timestamptz, s.missed_at),
        next_at = (options ->> 'next_at')::timestamptz, due_at = (options ->> 'due_at')::timestamptz
    where s.name = the_name
$$;
