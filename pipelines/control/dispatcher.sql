-- new_owner --
-- A number of its own for a dispatcher.
select nextval('jobs.owner_id')::integer

-- hold_owner --
-- Lives as long as the connection does, and shows all others that this dispatcher is alive.
select pg_advisory_lock(jobs.lock_class(), %(owner)s)

-- claim --
-- Takes due jobs. The columns are named, so that a statement prepared before an upgrade that adds one goes on; and none
-- is a time, which a session's settings or a row's value might make unreadable after the job was taken.
select j.id, j.pipeline, j.generation, j.workflow, j.owner,
       case when j.executor in ('local', 'warm') then 'warm' else jobs.runs_of(j) end as runs,
       jobs.seconds_left(j.deadline_at) as seconds_left
from jobs.claim(%(owner)s, %(executor)s, %(places)s, %(options)s::jsonb) j

-- adopt --
-- Takes over jobs whose dispatcher is gone or let go of them, and says that this one lives.
select j.id, j.pipeline, j.generation, j.workflow, j.owner,
       case when j.executor in ('local', 'warm') then 'warm' else jobs.runs_of(j) end as runs,
       jobs.seconds_left(j.deadline_at) as seconds_left
from jobs.adopt(%(owner)s, %(executor)s, %(places)s, %(options)s::jsonb || jsonb_build_object('busy', %(busy)s::integer)) j

-- beat --
-- Says that this dispatcher lives.
select jobs.beat(%(owner)s, jsonb_build_object('busy', %(busy)s::integer))

-- let_go --
-- Leaves a job to whoever takes it next.
select jobs.let_go(%(job_id)s, %(owner)s, %(move)s::jsonb)

-- stopped_unheard --
-- Which of these jobs were cancelled.
select id from jobs.job where id = any (%(ids)s) and status = 'cancelled'

-- next_look --
-- Whether limits may keep jobs back, and seconds until one should be looked at for which nobody is notified.
select bounded, case when bounded then jobs.next_look(%(options)s::jsonb) end from jobs.bounded() bounded

-- earlier_attempts --
-- Attempts that count against the retry limit: one that was lost with its executor was not the step's fault.
select a.step, count(*) filter (where a.status in ('failed', 'waiting')) as attempts,
    extract(epoch from clock_timestamp() - min(a.started_at) - j.idle)::double precision as seconds
from jobs.attempt a join jobs.job j on j.id = a.job_id where a.job_id = %(job_id)s group by a.step, j.idle

-- seconds_left --
-- How long a job may still take; null where it has no deadline.
select jobs.seconds_left(deadline_at) from jobs.job where id = %(job_id)s

-- give_back --
-- Moves a job's deadline by the time in which it lacked what every job runs on.
select jobs.give_back(%(job_id)s, %(seconds)s)

-- begun_within --
-- Whether a step came so far that an attempt of it was begun.
select jobs.begun_within(%(job_id)s, %(step)s, %(seconds)s)

-- end_lost_attempt --
-- Ends an attempt whose process recorded no end.
select jobs.end_lost_attempt(%(job_id)s, %(step)s, %(exit_code)s, %(error)s)

-- finish --
-- Makes a job final from outside its steps.
select jobs.finish(%(job_id)s, %(status)s, %(error)s)

-- wait_for --
-- Keeps what a job waits for that no job is at fault for.
select jobs.wait_for(%(job_id)s, %(lacks)s, %(sentence)s)
