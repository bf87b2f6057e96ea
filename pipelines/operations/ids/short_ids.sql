-- job_between --
-- Jobs of a range of ids that end so, newest first.
select j.id from jobs.job j
where j.id between %(first)s and %(last)s
  and (%(end)s = '' or right(replace(j.id::text, '-', ''), length(%(end)s)) = %(end)s)
order by j.id desc limit %(most)s

-- job_ending --
-- Those of the newest 1,000 jobs that end so: no index knows ends, and one would cost each job that is sent.
select newest.id from (select j.id from jobs.job j order by j.id desc limit 1000) newest
where right(replace(newest.id::text, '-', ''), length(%(end)s)) = %(end)s
order by newest.id desc limit %(most)s
