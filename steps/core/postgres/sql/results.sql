-- result_of --
-- A job's pipeline, status and result. A job that failed after the step that leaves the result still has it.
select j.pipeline, j.status, o.data
from jobs.job j
left join jobs.output o on o.job_id = j.id and o.step = jobs.result_step(j.pipeline)
where j.id = %(job_id)s
