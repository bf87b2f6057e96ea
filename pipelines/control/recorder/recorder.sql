-- try_to_lead --
-- One recorder works at a time: the one that holds this lock.
select pg_try_advisory_lock(jobs.lock_class() + 1, 3)

-- ended --
-- Warm jobs that ended and of which nothing is decided, the newest first; what ended before the mark is decided. A row
-- of a job that is recorded as one at work is decided by the final record alone.
select j.id, j.generation, j.status <> 'completed' as failed, r.job_id is not null as live, j.finished_at,
    jobs.seconds_between(j.finished_at, clock_timestamp()) as since
from jobs.job j
left join jobs.workflow_record r on r.job_id = j.id and r.generation = j.generation
where j.finished_at >= (select m.decided_to from jobs.recorder_mark m) and jobs.loadable(j.finished_at)
  and j.executor = 'warm' and (r.job_id is null or r.expires_at is null)
order by j.finished_at desc limit %(most)s

-- live --
-- Warm jobs that have been at work for two seconds and whose record, if there is one, shows less than has happened.
select j.id, j.generation from jobs.job j
left join jobs.workflow_record r on r.job_id = j.id and r.generation = j.generation
cross join lateral (
    select count(*) + count(a.finished_at) as version from jobs.attempt a
    where a.job_id = j.id and a.generation = j.generation) seen
where j.status in ('dispatched', 'running') and j.executor = 'warm'
  and j.dispatched_at < clock_timestamp() - interval '2 seconds'
  and (r.job_id is null or r.expires_at is null and r.version < seen.version)
order by r.recorded_at nulls first limit %(most)s

-- behind --
-- Records of jobs at work that are not at work there any more: they went on in a later generation, or are lost: their
-- job was deleted, or pods run it.
select r.job_id, r.generation, r.workflow, j.id is null or j.generation = r.generation as lost
from jobs.workflow_record r left join jobs.job j on j.id = r.job_id
where r.expires_at is null
  and (j.id is null or j.generation <> r.generation or j.executor is distinct from 'warm')
limit %(most)s

-- jobs --
-- What is shown of these jobs, each as one text, so that one that cannot be read harms only itself.
select wanted.id, wanted.generation, jsonb_build_object(
    'id', j.id, 'generation', wanted.generation, 'pipeline', j.pipeline,
    'workflow', jobs.workflow_name(j.pipeline, j.id, wanted.generation),
    'goes_on_as', case when j.generation <> wanted.generation then j.workflow end,
    'status', j.status, 'rerun_of', j.rerun_of, 'dispatched_at', j.dispatched_at, 'finished_at', j.finished_at,
    'now', clock_timestamp(),
    'recorded', exists (
        select from jobs.workflow_record r where r.job_id = wanted.id and r.generation = wanted.generation),
    'error', jsonb_build_object('code', left(j.error ->> 'code', 100), 'message', left(j.error ->> 'message', 1000)),
    'version', coalesce(seen.version, 0), 'attempts', coalesce(seen.attempts, '[]'),
    'outputs', (select coalesce(jsonb_agg(o.step), '[]') from jobs.output o where o.job_id = j.id))::text as job
from unnest(%(ids)s::uuid[], %(generations)s::integer[]) wanted (id, generation)
join jobs.job j on j.id = wanted.id
cross join lateral (
    select sum(1 + (a.finished_at is not null)::integer)::integer as version,
        jsonb_agg(jsonb_build_object(
            'step', a.step, 'place', a.place, 'status', a.status, 'exit_code', a.exit_code, 'host', left(a.host, 100),
            'error', jsonb_build_object('code', left(a.error ->> 'code', 100), 'message', left(a.error ->> 'message', 1000)),
            'started_at', a.started_at, 'finished_at', a.finished_at)
        ) filter (where a.place < 1 or a.place >= a.attempts - 30) as attempts
    from (
        select b.*, row_number() over step - 1 as place, count(*) over (partition by b.step) as attempts
        from jobs.attempt b where b.job_id = j.id and b.generation = wanted.generation
        window step as (partition by b.step order by b.number)
    ) a
) seen

-- names --
-- The Workflows that were written of these.
select r.workflow from jobs.workflow_record r
join unnest(%(ids)s::uuid[], %(generations)s::integer[]) as t (job_id, generation) using (job_id, generation)
where r.bytes > 0

-- used --
-- How many bytes the records take that may still be there.
select coalesce(sum(r.bytes), 0)::bigint from jobs.workflow_record r

-- intend --
-- Keep that these are about to be shown as at work: whoever shows them may not live to tell.
insert into jobs.workflow_record (job_id, generation, workflow, version, bytes)
select t.job_id, t.generation, t.workflow, -1, %(bytes)s
from unnest(%(ids)s::uuid[], %(generations)s::integer[], %(workflows)s::text[]) as t (job_id, generation, workflow)
on conflict (job_id, generation) do nothing

-- remember --
-- Keep what was written; a record that is final for the first time is counted.
with told as (
    select * from unnest(%(ids)s::uuid[], %(generations)s::integer[], %(workflows)s::text[], %(versions)s::integer[],
        %(bytes)s::integer[], %(seconds)s::integer[], %(pipelines)s::text[])
        as t (job_id, generation, workflow, version, bytes, seconds, pipeline)
), kept as (
    insert into jobs.workflow_record as r (job_id, generation, workflow, version, bytes, expires_at)
    select t.job_id, t.generation, t.workflow, t.version, t.bytes, clock_timestamp() + make_interval(secs => t.seconds)
    from told t order by t.job_id
    on conflict (job_id, generation) do update set version = excluded.version, recorded_at = clock_timestamp(),
        bytes = excluded.bytes, expires_at = coalesce(excluded.expires_at, r.expires_at)
)
insert into jobs.tally as c (metric, labels, value)
select 'workflows_recorded', jsonb_build_object('pipeline', t.pipeline), count(*) from told t
where t.seconds is not null group by t.pipeline
on conflict (metric, labels) do update set value = c.value + excluded.value

-- leave_out --
-- Decide that these jobs are not recorded. What was shown of one as at work expires now, wherever it is.
with told as (
    select * from unnest(%(ids)s::uuid[], %(generations)s::integer[]) as t (job_id, generation)
), kept as (
    insert into jobs.workflow_record (job_id, generation, workflow, version, bytes, expires_at)
    select t.job_id, t.generation, '', 0, 0, clock_timestamp() from told t order by t.job_id
    on conflict (job_id, generation) do update set expires_at = excluded.expires_at
)
insert into jobs.tally as c (metric, labels, value)
select 'workflows_not_recorded', jsonb_build_object('pipeline', j.pipeline), count(*)
from told t join jobs.job j on j.id = t.job_id group by j.pipeline
on conflict (metric, labels) do update set value = c.value + excluded.value

-- leave_out_before --
-- Decide that no job is recorded that ended before this moment, of those of which nothing is decided.
with told as (
    select j.pipeline, count(*) as jobs from jobs.job j
    where j.finished_at >= (select m.decided_to from jobs.recorder_mark m) and j.finished_at < %(before)s
      and j.executor = 'warm'
      and not exists (select from jobs.workflow_record r where r.job_id = j.id and r.generation = j.generation)
    group by j.pipeline
)
insert into jobs.tally as c (metric, labels, value)
select 'workflows_not_recorded', jsonb_build_object('pipeline', t.pipeline), t.jobs from told t
on conflict (metric, labels) do update set value = c.value + excluded.value

-- move_mark --
-- Everything that ended before is decided; the last seconds are left, since what ends now may become visible later.
update jobs.recorder_mark m
set decided_to = least(coalesce(%(to)s::timestamptz, clock_timestamp()), clock_timestamp() - interval '10 seconds')
where m.decided_to < least(coalesce(%(to)s::timestamptz, clock_timestamp()), clock_timestamp() - interval '11 seconds')

-- forget --
-- This Workflow is not there.
delete from jobs.workflow_record where job_id = %(id)s and generation = %(generation)s

-- expire --
-- This Workflow shows no job at work any more.
update jobs.workflow_record set expires_at = clock_timestamp() where job_id = %(id)s and generation = %(generation)s

-- expired --
-- Workflows that have been expired for so long that etcd forgets them, in the order in which they expired.
select r.job_id, r.generation, r.workflow from jobs.workflow_record r
where r.expires_at < clock_timestamp() - make_interval(secs => case when r.bytes > 0 then %(seconds)s else 0 end)
  and r.recorded_at < (select m.decided_to from jobs.recorder_mark m)
order by r.expires_at limit %(most)s

-- forget_expired --
-- They are gone.
delete from jobs.workflow_record r
using unnest(%(ids)s::uuid[], %(generations)s::integer[]) as t (job_id, generation)
where r.job_id = t.job_id and r.generation = t.generation and r.expires_at is not null
