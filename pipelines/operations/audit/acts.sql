-- acts --
-- Rows of the audit; conditions and an order follow.
select a.id::text, a.at, a.act, a.job_id::text, a.subject, a.door, a.actor, a.address, a.database_role, a.details
from jobs.audit a

-- of_job --
-- Condition: what was done to this job, and its reruns.
(a.job_id = %(job)s::uuid or (a.act = 'reran' and a.details ->> 'rerun_of' = %(job)s::text))

-- since --
-- Condition: at this moment or later; the id holds the time.
a.id >= %(since)s

-- after --
-- Condition: rows of the next page.
a.id < %(after)s

-- newest --
-- Order and length of a page.
order by a.id desc limit %(limit)s

-- on_limit --
-- What was done to a limit and its keys, among the last 5,000 acts, newest first.
select a.id::text, a.at, a.act, a.job_id::text, a.subject, a.door, a.actor, a.address, a.database_role, a.details
from (select * from jobs.audit newest order by newest.id desc limit 5000) a
where a.act in ('limit_set', 'limit_cleared', 'paused', 'resumed') and split_part(a.subject, '=', 1) = %(name)s
order by a.id desc limit %(limit)s

-- forget --
-- Deletes what is older than it must be kept.
select jobs.forget_audit()

-- note_setting --
-- Tells what a setting of the control plane is now.
select jobs.note_setting(%(name)s, %(value)s, %(origin)s::jsonb)
