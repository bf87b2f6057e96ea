-- What steps read and write beside their attempts (attempts.sql). They have no right to any table: the role jobs_step may
-- call these functions and nothing else.

-- How far a running attempt is: `new_done` of `new_total` units. Returns whether it runs.
create or replace function jobs.report_progress(
    the_job uuid, the_step text, the_number integer, new_done bigint, new_total bigint
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update jobs.attempt set done = new_done, total = new_total
    where job_id = the_job and step = the_step and number = the_number and status = 'running';
    return found;
end $$;

-- What a running attempt has logged so far. It is not worth an fsync: the end of the attempt writes all of it again.
create or replace function jobs.write_log(the_job uuid, the_step text, the_number integer, new_log text)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    update jobs.attempt set log = new_log
    where job_id = the_job and step = the_step and number = the_number and status = 'running';
end $$;

-- Steps that were tried and left no output, with their last attempt; the one that ended first comes first.
create or replace function jobs.unfinished_steps(the_job uuid, but text)
returns table (step text, number integer, status text, exit_code integer, error jsonb, finished_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select * from (
        select distinct on (a.step) a.step, a.number, a.status, a.exit_code, a.error, a.finished_at
        from jobs.attempt a
        where a.job_id = the_job and a.step <> but
          and not exists (select from jobs.output o where o.job_id = a.job_id and o.step = a.step)
        order by a.step, a.number desc
    ) last
    order by last.finished_at nulls last
$$;

-- A job's pipeline, status and result. A job that failed after the step that leaves the result still has it.
create or replace function jobs.result_of(the_job uuid) returns table (pipeline text, status text, data jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select j.pipeline, j.status, o.data
    from jobs.job j
    left join jobs.output o on o.job_id = j.id and o.step = jobs.result_step(j.pipeline)
    where j.id = the_job
$$;
