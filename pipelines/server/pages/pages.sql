-- glances --
-- The last jobs of one pipeline, newest first.
select j.id::text as id, j.pipeline, j.status, j.error ->> 'code' as code, j.queued_at,
       jobs.seconds_between(coalesce(j.started_at, j.queued_at), j.finished_at) as seconds
from jobs.job j where j.pipeline = %(pipeline)s order by j.id desc limit %(limit)s

-- at_work --
-- How many jobs are at work, by pipeline.
select j.pipeline, count(*) as jobs from jobs.job j where j.status in ('dispatched', 'running') group by j.pipeline

-- last_attempts --
-- Where each of these jobs stands: its newest attempt.
select wanted.id::text as id, a.step, a.number, a.status, a.done, a.total
from unnest(%(ids)s::uuid[]) as wanted (id)
cross join lateral (
    select step, number, status, done, total from jobs.attempt
    where job_id = wanted.id order by started_at desc, step desc, number desc limit 1
) a

-- reruns --
-- The jobs that repeat this one, newest first.
select j.id::text as id, j.status, j.queued_at from jobs.job j where j.rerun_of = %(id)s order by j.id desc limit 20

-- took --
-- Jobs whose place this one took, in the order in which they were queued; a look at 101 of them.
select j.id::text as id, j.status, j.queued_at from jobs.job j where j.taken_by = %(id)s order by j.id limit 101

-- input --
-- The event that asked for a job.
select e.data, e.name, e.ts, e.received_at from jobs.event e join jobs.job j on j.event_id = e.id where j.id = %(id)s

-- calls --
-- A job's calls of providers; what a rerun took over was made before it was queued.
select c.step, c.provider, c.state, c.attempts, c.external_id, c.usage, c.cost_usd, c.error, c.created_at, c.updated_at,
       c.created_at < j.queued_at as kept
from jobs.provider_call c join jobs.job j on j.id = c.job_id
where c.job_id = %(id)s order by c.created_at, c.step, c.fingerprint limit 500

-- queue --
-- How many jobs wait, and since when the oldest has been due.
select count(*) as queued, count(*) filter (where j.run_at > now()) as later,
       min(j.run_at) filter (where j.run_at <= now()) as oldest
from jobs.queued() j

-- executors --
-- Where jobs are at work, and since when.
select coalesce(j.executor, 'none') as executor, j.status, count(*) as jobs, min(j.dispatched_at) as oldest
from jobs.job j where j.status in ('dispatched', 'running') group by 1, 2 order by 1, 2

-- finished --
-- What became final in the last hour.
select j.status, count(*) as jobs from jobs.job j
where j.finished_at > now() - interval '1 hour' group by 1 order by 2 desc, 1

-- breakers --
-- Providers that are left alone for now.
select provider, reason, opened_at, open_until from jobs.breaker where open_until > now() order by provider

-- recorded --
-- Of how many jobs without pods the Argo UI shows a Workflow, of how many not, and the room that these take.
select coalesce(sum(t.value) filter (where t.metric = 'workflows_recorded'), 0)::bigint as recorded,
       coalesce(sum(t.value) filter (where t.metric = 'workflows_not_recorded'), 0)::bigint as not_recorded,
       (select coalesce(sum(r.bytes), 0)::bigint from jobs.workflow_record r) as bytes
from jobs.tally t where t.metric in ('workflows_recorded', 'workflows_not_recorded')

-- database --
-- The database's size, age and load.
select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
       (select count(*) from pg_stat_activity where datname = current_database()) as connections,
       now() as now, pg_postmaster_start_time() as started_at
