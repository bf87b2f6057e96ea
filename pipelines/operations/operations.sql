-- cancel --
select jobs.cancel(%(job_id)s, %(error)s)

-- done_steps --
select j.pipeline, j.status, array(select o.step from jobs.output o where o.job_id = j.id)
from jobs.job j where j.id = %(job_id)s

-- rerun --
select jobs.rerun(%(job_id)s, %(kept)s, %(from_step)s, %(data)s::jsonb)::text

-- wake --
select pg_notify('jobs_wake', %(job_id)s)
