-- begin_attempt --
-- Opens an attempt, or says why there is none to open.
select outcome, pipeline, queued_at, deadline_at, number, data, outputs
from jobs.begin_attempt(%(job_id)s, %(step)s, jsonb_build_object(
    'host', %(host)s::text, 'pid', %(pid)s::integer, 'workflow', %(workflow)s::text))

-- end_attempt --
-- Closes an attempt; false where another one took over meanwhile.
select jobs.end_attempt(%(job_id)s, %(step)s, %(number)s, %(status)s, jsonb_build_object(
    'exit_code', %(exit_code)s::integer, 'error', %(error)s::jsonb, 'output', %(output)s::jsonb, 'log', %(log)s::text,
    'verdict', %(verdict)s::text, 'verdict_error', %(verdict_error)s::jsonb))

-- progress --
-- How far a running attempt is: `done` of `total` units.
update jobs.attempt set done = %(done)s, total = %(total)s
where job_id = %(job_id)s and step = %(step)s and number = %(number)s and status = 'running'

-- unfinished_steps --
-- Steps that were tried and left no output, with their last attempt; the one that ended first comes first.
select * from (
    select distinct on (a.step) a.step, a.number, a.status, a.exit_code, a.error, a.finished_at
    from jobs.attempt a
    where a.job_id = %(job_id)s and a.step <> %(but)s
      and not exists (select from jobs.output o where o.job_id = a.job_id and o.step = a.step)
    order by a.step, a.number desc
) last
order by finished_at nulls last
