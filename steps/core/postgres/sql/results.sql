-- result_of --
-- A job's pipeline and status, and what one of its steps left. A job that failed after that step still has it.
select j.pipeline, j.status, o.data
from jobs.job j
left join jobs.output o on o.job_id = j.id and o.step = %(step)s
where j.id = %(job_id)s
