-- result_of --
-- A job's kind and status, and what its process step left. A job that failed after that step still has its result.
select j.pipeline, j.status, o.data
from jobs.job j
left join jobs.output o on o.job_id = j.id and o.step = %(step)s
where j.id = %(job_id)s
