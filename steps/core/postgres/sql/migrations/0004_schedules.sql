-- What is sent by the clock: one row for each schedule. Times are planned by the code (pipelines/operations/schedules),
-- which reads and moves a row under its lock; only this server's clock decides what is due.
create table jobs.schedule (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,79}$'),
    pipeline text not null,
    data jsonb not null check (jsonb_typeof(data) = 'object'),
    cron text check (length(cron) between 1 and 200),         -- either this, by the clock of `tz`,
    every integer check (every between 10 and 31622400),      -- or this: true seconds, counted from `anchor`
    tz text not null default 'UTC' check (length(tz) between 1 and 100),
    anchor timestamptz not null default date_trunc('second', clock_timestamp())
        check (anchor between '1900-01-01 00:00:00+00' and '3000-01-01 00:00:00+00'), -- so that nothing added to it leaves the calendar
    jitter integer not null default 0 check (jitter between 0 and 86400),             -- seconds; due up to so much after it is planned
    catch_up integer not null default 3600 check (catch_up between 0 and 2678400),    -- seconds; what is later than that is missed
    at_most integer not null default 1 check (at_most between 0 and 100),             -- of those that are late, the newest
    priority integer not null default 0 check (priority between -3 and 3),
    tenant text check (length(tenant) between 1 and 200),
    tags jsonb not null default '{}' check (jsonb_typeof(tags) = 'object'),
    declared jsonb,                                           -- what the code declared when it was last written; null: it did not
    next_at timestamptz check (next_at between '1900-01-01 00:00:00+00' and '3000-01-01 00:00:00+00'), -- the next planned time
    due_at timestamptz default clock_timestamp(),             -- when to look at it: next_at and its jitter. Null: never again
    paused_at timestamptz,
    paused_by text,
    paused_why text check (length(paused_why) <= 500),
    sent bigint not null default 0,                           -- planned times that became a job
    missed bigint not null default 0,                         -- planned times that did not: too late, or refused
    missed_at timestamptz,                                    -- the newest of them
    last_at timestamptz,                                      -- the newest planned time that became a job
    last_job_id uuid,
    error text,                                               -- why the last planned time was not sent; null: it was
    error_at timestamptz,
    set_at timestamptz not null default clock_timestamp(),
    set_by text not null default session_user,
    check ((cron is null) <> (every is null))
);
create index schedule_due on jobs.schedule (due_at) where paused_at is null;
