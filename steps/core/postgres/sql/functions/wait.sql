-- What holds a job up that is not its own fault.

-- Keep what a job waits for. A wait goes on where it is for the same and nothing began in between.
create or replace function jobs.wait_for(the_job uuid, the_code text, the_message text) returns void language sql as $$
    insert into jobs.job_wait as w (job_id, code, message)
    select j.id, the_code, the_message from jobs.job j where j.id = the_job
    on conflict (job_id) do update
    set code = excluded.code, message = excluded.message, seen_at = clock_timestamp(),
        since = case when w.code = excluded.code and not exists (
            select from jobs.attempt a where a.job_id = the_job and a.started_at > w.seen_at) then w.since
            else clock_timestamp() end
$$;
