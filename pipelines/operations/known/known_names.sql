-- pipelines --
-- Those that some version of the code has declared here.
select p.name from jobs.pipeline p

-- steps --
-- A job's pipeline, with each step that was tried.
select distinct j.pipeline, a.step from jobs.job j left join jobs.attempt a on a.job_id = j.id where j.id = %(job)s
