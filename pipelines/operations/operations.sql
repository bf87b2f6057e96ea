-- cancel --
-- Makes a job final before its end, and answers with its status.
select jobs.cancel(%(job_id)s, %(error)s, %(origin)s::jsonb)

-- done_steps --
-- A job's pipeline and status, the steps that left an output, and whether what it was sent is erased.
select j.pipeline, j.status, array(select o.step from jobs.output o where o.job_id = j.id),
    exists (select from jobs.event e where e.id = j.event_id and e.erased_at is not null)
from jobs.job j where j.id = %(job_id)s

-- rerun --
-- Makes a new job of an old one.
select jobs.rerun(
    %(job_id)s,
    jsonb_build_object('kept', %(kept)s::text[], 'from_step', %(from_step)s::text, 'data', %(data)s::jsonb,
                       'origin', %(origin)s::jsonb)
)::text

-- wake --
-- Tells whoever waits with this job to look again now.
select pg_notify('jobs_wake', %(job_id)s)
