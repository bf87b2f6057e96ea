-- What a job waits for that no job is at fault for: a connection, a process, room on a disk. `seen_at`: when it was last
-- found missing; an attempt that began later ends the wait.
create table jobs.job_wait (
    job_id uuid primary key references jobs.job on delete cascade,
    code text not null,
    message text not null,
    since timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp()
);
