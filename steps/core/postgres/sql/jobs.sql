-- begin_attempt --
-- Opens an attempt, or says why there is none to open.
select outcome, pipeline, queued_at, jobs.seconds_left(deadline_at), number,
    data, outputs
from jobs.begin_attempt(%(job_id)s, %(step)s, jsonb_build_object(
    'host', %(host)s::text, 'pid', %(pid)s::integer, 'workflow', %(workflow)s::text))

-- end_attempt --
-- Closes an attempt; false where another one took over meanwhile.
select jobs.end_attempt(%(job_id)s, %(step)s, %(number)s, %(status)s, jsonb_build_object(
    'exit_code', %(exit_code)s::integer, 'error', %(error)s::jsonb, 'output', %(output)s::jsonb, 'log', %(log)s::text,
    'verdict', %(verdict)s::text, 'verdict_error', %(verdict_error)s::jsonb))

-- end_and_begin --
-- Closes a completed attempt and opens the next step's.
select stored, outcome, pipeline, queued_at, jobs.seconds_left(deadline_at), number, data, outputs
from jobs.end_and_begin(%(job_id)s, %(step)s, %(number)s, jsonb_build_object(
    'exit_code', %(exit_code)s::integer, 'output', %(output)s::jsonb, 'log', %(log)s::text), %(next_step)s, jsonb_build_object(
    'host', %(host)s::text, 'pid', %(pid)s::integer, 'workflow', %(workflow)s::text))

-- progress --
-- How far a running attempt is: `done` of `total` units.
select jobs.report_progress(%(job_id)s, %(step)s, %(number)s, %(done)s, %(total)s)

-- log --
-- What a running attempt has logged so far.
select jobs.write_log(%(job_id)s, %(step)s, %(number)s, %(log)s)

-- unfinished_steps --
-- Steps that were tried and left no output, with their last attempt; the one that ended first comes first.
select step, number, status, exit_code, error, finished_at from jobs.unfinished_steps(%(job_id)s, %(but)s)

-- gathered_events --
-- The data of all events that a job brings along, its own among them.
select jobs.gathered_events(%(job_id)s)
