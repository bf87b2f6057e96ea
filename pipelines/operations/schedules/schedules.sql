-- columns --
-- What people and programs are told of a schedule; more columns and a source follow.
select s.name, s.pipeline, s.cron, s.every, s.tz, s.jitter, s.catch_up, s.at_most, s.priority, s.tenant, s.tags,
    s.declared is not null as declared, s.anchor, s.next_at, s.due_at, s.paused_at, s.paused_by, s.paused_why, s.sent,
    s.missed, s.missed_at, s.last_at, s.last_job_id::text, s.error, s.error_at, s.set_at, s.set_by

-- list --
-- Source: schedules by name, those of a page.
from jobs.schedule s
where s.name > coalesce(%(after)s, '') and (%(pipeline)s::text is null or s.pipeline = %(pipeline)s)
order by s.name limit %(limit)s

-- one --
-- More columns and source: one schedule, with what it sends and this server's clock.
, s.data, jobs.schedule_now() as now from jobs.schedule s where s.name = %(name)s

-- lock --
-- Keeps others from setting a schedule of this name until the transaction ends, also where there is none yet.
select pg_advisory_xact_lock(hashtextextended('jobs.schedule ' || %(name)s, 0))

-- held --
-- After the query of one: nobody else moves the row until the transaction ends.
for update

-- now --
-- This server's clock, as schedules see it.
select jobs.schedule_now()

-- set --
-- Writes a schedule; whether it is new.
select jobs.set_schedule(%(name)s, %(definition)s, %(options)s)

-- pause --
-- Stops sending; false where there is no such schedule.
select jobs.pause_schedule(%(name)s, %(options)s)

-- resume --
-- Goes on after a pause; false where there is no such schedule.
select jobs.resume_schedule(%(name)s, %(options)s)

-- remove --
-- Forgets a schedule; false where there is no such schedule.
select jobs.remove_schedule(%(name)s, %(options)s)

-- run --
-- Sends a schedule's event once; the job's id.
select jobs.run_schedule(%(name)s, %(options)s)::text

-- declared --
-- What the code declared of each schedule, when it was last written.
select s.name, s.declared from jobs.schedule s where s.declared is not null

-- due --
-- Schedules whose time has come and that nobody else is sending, apart from those to be left alone, held until the
-- transaction ends.
select s.name, s.pipeline, s.data, s.cron, s.every, s.tz, s.jitter, s.catch_up, s.at_most, s.anchor, s.next_at, s.error
from jobs.schedule s
where s.due_at <= (select jobs.schedule_now()) and s.paused_at is null and s.name <> all (%(avoid)s)
order by s.due_at limit %(limit)s for update skip locked

-- send --
-- Sends planned times and moves the schedule on.
select jobs.send_scheduled(%(name)s, %(planned)s, %(options)s)

-- miss --
-- Moves a schedule on that could not send.
select jobs.miss_scheduled(%(name)s, %(why)s, %(options)s)
