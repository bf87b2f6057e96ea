-- How a job ends. Every other function that makes one final does it through jobs.finish.

-- Make a job final, once. Returns whether it was this call that did.
create or replace function jobs.finish(the_job uuid, new_status text, the_error jsonb default null)
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

-- The attempts of these jobs that are at work are lost.
create or replace function jobs.lose_attempts(those uuid[], the_error jsonb) returns void language sql as $$
    update jobs.attempt set status = 'lost', error = the_error, finished_at = clock_timestamp()
    where job_id = any (those) and status = 'running'
$$;

-- Stop a job that the caller has locked: its attempt is lost, and whoever runs it hears of it.
create or replace function jobs.stop(the_job uuid, the_error jsonb) returns void language plpgsql as $$
begin
    perform jobs.lose_attempts(array[the_job], the_error);
    perform jobs.finish(the_job, 'cancelled', the_error);
    perform pg_notify('jobs_cancelled', the_job::text);
end $$;

-- Make a job final before its end. Answers with its status: `cancelled` by this call or an earlier one, another final
-- status if it came too late, null where there is no such job. Whoever runs it hears of it and stops.
-- origin: who asked, as jobs.record_act has it.
create or replace function jobs.cancel(the_job uuid, the_error jsonb, origin jsonb default '{}') returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_status text;
begin
    select status into found_status from jobs.job where id = the_job for no key update;
    if found_status is null or jobs.final(found_status) then
        return found_status;
    end if;
    perform jobs.stop(the_job, the_error);
    perform jobs.record_act('cancelled', origin, the_job, null, jsonb_build_object('status', found_status));
    return 'cancelled';
end $$;
