-- columns --
-- What is told of a job everywhere; JobSummary has a field for each.
j.id::text as id, j.pipeline, j.status, j.error, j.event_id, j.priority, j.run_at, j.queued_at, j.dispatched_at,
j.started_at, j.finished_at, j.deadline_at, j.generation, j.executor, j.workflow, j.rerun_of::text, j.rerun_from,
j.operation::text as operation, j.erased_at,
(select e.tenant from jobs.event e where e.id = j.event_id) as tenant,
(select e.tags from jobs.event e where e.id = j.event_id) as tags, j.taken_by::text, j.gathered, j.moved

-- result_column --
-- What the job left for its caller.
(select o.data from jobs.output o where o.job_id = j.id and o.step = jobs.result_step(j.pipeline)) as result

-- job --
-- One job: its columns, and its result where that is asked for, go before.
from jobs.job j where j.id = %(id)s

-- attempts --
-- Every attempt of a job, in the order they began.
select a.step, a.number, a.status, a.exit_code, a.error, a.done, a.total, a.started_at, a.finished_at
from jobs.attempt a where a.job_id = %(id)s order by a.started_at, a.step, a.number

-- result --
-- A job's status and its result as text, as it was stored.
select j.status, (select o.data::text from jobs.output o where o.job_id = j.id and o.step = jobs.result_step(j.pipeline))
from jobs.job j where j.id = %(id)s

-- logs --
-- The log of every attempt; one row of nulls where nothing was tried yet.
select a.step, a.number, a.log
from jobs.job j left join jobs.attempt a on a.job_id = j.id
where j.id = %(id)s order by a.started_at, a.step, a.number

-- dispatchers --
-- Local dispatchers that are alive: each holds an advisory lock.
select count(*) from pg_locks
where locktype = 'advisory' and granted and classid = jobs.lock_class() and objsubid = 2
  and database = (select oid from pg_database where datname = current_database())
