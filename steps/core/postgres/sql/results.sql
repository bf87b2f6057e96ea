-- result_of --
-- A job's pipeline, status and result.
select pipeline, status, data from jobs.result_of(%(job_id)s)
