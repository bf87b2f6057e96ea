-- Time in which nobody could work on a job does not count, and neither do processes lost without limit.

-- When each dispatcher was last seen, so that whoever takes over its jobs knows for how long nobody had them.
create table jobs.dispatcher (
    id integer primary key,                                   -- the number of its advisory lock
    seen_at timestamptz not null default clock_timestamp()
);

alter table jobs.job add column idle interval not null default '0'; -- nobody could work on it; its deadline moved by that
alter table jobs.provider_call add column lost integer not null default 0; -- calls whose process ended before the answer
