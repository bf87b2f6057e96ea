-- What becomes of rows that plain SQL wrote and nobody can load.

-- The error of a job that cannot be read: `what` is unreadable.
create or replace function jobs.unreadable_error(what text) returns jsonb language sql immutable as $$
    select jsonb_build_object('code', 'unreadable', 'message', what, 'step', null, 'attempt', null, 'retryable', false)
$$;

-- Fail queued jobs whose time cannot be loaded, at most 100 of each priority and end; returns how many. jobs.claim
-- leaves them alone. Both ends are looked at by the queue's index, so an ordinary queue costs nothing.
create or replace function jobs.fail_unreadable() returns integer language plpgsql as $$
declare
    failed integer;
begin
    select count(*) filter (where jobs.finish(bad.id, 'failed', jobs.unreadable_error(
        'run_at: is a time outside of the years 1 to 9999'))) into failed
    from generate_series(-3, 3) as level (priority)
    cross join lateral (
        (select j.id from jobs.job j
         where j.status = 'queued' and j.priority = level.priority
           and j.run_at < timestamptz '0001-01-02 00:00:00+00' limit 100)
        union all
        (select j.id from jobs.job j
         where j.status = 'queued' and j.priority = level.priority
           and j.run_at >= timestamptz '9999-12-31 00:00:00+00' limit 100)
    ) bad;
    return failed;
end $$;
