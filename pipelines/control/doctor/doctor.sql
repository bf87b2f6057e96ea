-- now --
-- The server's clock, and whether its commits are durable.
select clock_timestamp(), current_setting('synchronous_commit')

-- roles --
-- Group roles that the server lacks, and those that nothing was granted to here.
select jobs.missing_roles(), jobs.roles_without_grants()

-- queue --
-- How many jobs are due, and for how many seconds the oldest has been.
select count(*), coalesce(jobs.seconds_between(min(run_at) filter (where jobs.loadable(run_at)), clock_timestamp()), 0)
from jobs.queued()
where run_at <= clock_timestamp()

-- settings --
-- Settings that are not as we want them; on a connection of our own there are none.
select given.key, given.value from jsonb_each_text(%(wanted)s::jsonb) given
where current_setting(given.key) is distinct from given.value
  and (select setting from pg_settings where name = lower(given.key) or name = given.key) is distinct from given.value

-- schedules --
-- How many there are, for how many seconds the longest has been due, how many were refused last, and some of these.
select count(*), coalesce(jobs.seconds_between(min(due_at) filter (where paused_at is null), jobs.schedule_now()), 0),
    count(*) filter (where error is not null),
    (array_agg(name order by name) filter (where error is not null))[:%(named)s]
from jobs.schedule
