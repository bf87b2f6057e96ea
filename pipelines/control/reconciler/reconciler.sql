-- try_to_lead --
-- One reconciler works at a time: the one that holds this lock.
select pg_try_advisory_lock(jobs.lock_class() + 1, 2)

-- rows --
-- Every job that holds a Workflow's place, and those that a live Workflow claims to run or shows, or that lost it. Seconds are subtracted, not
-- times: of an infinite one PostgreSQL takes none away, and one such row would hide all others.
select j.id, j.pipeline, j.status, j.generation, j.executor, j.workflow, jobs.runs_of(j) as runs, j.workflow_ended_at is not null as place_free,
       exists (select from jobs.attempt a where a.job_id = j.id and a.generation = j.generation) as begun,
       jobs.seconds_between(j.dispatched_at, clock_timestamp()) as since_dispatched,
       j.deadline_at, jobs.seconds_between(j.deadline_at, clock_timestamp()) as past_deadline,
       jobs.seconds_between(j.finished_at, clock_timestamp()) as since_finished
from jobs.job j
where j.id in (
    select unnest(%(ids)s::uuid[])
    union
    select held.id from jobs.job held
    where held.executor not in ('local', 'warm') and held.workflow_ended_at is null
)

-- end_attempt_of_pod --
-- Ends the attempt of a failed pod that recorded no end.
select jobs.end_attempt_of_pod(%(job_id)s, %(pod)s, %(exit_code)s, %(error)s)

-- settle --
-- Makes a job final whose Workflow could not.
select jobs.settle(%(job_id)s, %(workflow)s, %(status)s, %(error)s)

-- hand_over --
-- Gives a job to a Workflow that somebody started by hand.
select jobs.hand_over(%(job_id)s, %(former)s, %(workflow)s, %(since)s + make_interval(secs => %(seconds)s))

-- trigger_again --
-- Counts the time of a job anew whose Workflow never came.
select jobs.trigger_again(%(job_id)s, %(workflow)s, %(seconds)s)

-- start_anew --
-- Begins a new generation of a job whose Workflow is gone.
select jobs.start_anew(%(job_id)s, %(workflow)s, %(seconds)s)

-- free_place --
-- Frees the place of a final job whose Workflow has ended.
select jobs.workflow_ended(%(job_id)s, %(workflow)s)

-- forget_record --
-- Somebody deleted the Workflow that showed a job without pods: it is not shown again.
update jobs.workflow_record set expires_at = clock_timestamp()
where job_id = %(job_id)s and generation = %(generation)s and expires_at is null
