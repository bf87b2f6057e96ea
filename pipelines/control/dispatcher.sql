-- new_owner --
select nextval('jobs.owner_id')::integer

-- hold_owner --
select pg_advisory_lock(jobs.lock_class(), %(owner)s)

-- claim --
select * from jobs.claim(%(owner)s, %(executor)s, %(places)s, %(budgets)s, %(only_job)s, %(live_workflows)s)

-- adopt --
select * from jobs.adopt(%(owner)s, %(places)s, %(only_job)s, %(executor)s, %(live_workflows)s)

-- earlier_attempts --
-- Attempts that count against the retry limit: one that was lost with its executor was not the step's fault.
select step, count(*) filter (where status in ('failed', 'waiting')) as attempts, min(started_at) as first_at
from jobs.attempt where job_id = %(job_id)s group by step

-- bury_attempt --
select jobs.bury_attempt(%(job_id)s, %(step)s, %(exit_code)s, %(error)s)

-- finish --
select jobs.finish(%(job_id)s, %(status)s, %(error)s)
