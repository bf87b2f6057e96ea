-- now --
-- The database's clock, and the names of the pipelines that there are.
select clock_timestamp(), array(select name from jobs.pipeline)

-- final --
-- Condition: jobs that nothing follows.
jobs.final(j.status)

-- active --
-- Condition: jobs that are not final.
(j.status = 'queued' or j.status in ('dispatched', 'running'))

-- counted --
-- How many jobs a selection has by pipeline, status and error, those first that the operation is for; conditions go
-- between, and what it is for.
select j.pipeline, j.status, j.error ->> 'code' as code, count(*) as jobs, (array_agg(j.id::text order by j.id))[1:5] as ids
from jobs.job j

-- how_many --
-- How many jobs a selection has, counted up to a bound; conditions go between.
select count(*) from (select from jobs.job j

-- up_to --
-- The bound.
limit %(most)s) found

-- by_number --
-- Order of these counts.
group by 1, 2, 3 order by 4 desc, 1, 2, 3

-- open --
-- A new operation, whose items follow in the same transaction.
select jobs.open_operation(%(about)s::jsonb)::text

-- freeze_oldest_first --
-- Its items; conditions follow.
insert into jobs.operation_item (operation, number, job_id)
select %(opened)s::uuid, row_number() over (order by j.id), j.id from jobs.job j

-- freeze_newest_first --
-- Its items, reruns before the jobs that they repeat; conditions follow.
insert into jobs.operation_item (operation, number, job_id)
select %(opened)s::uuid, row_number() over (order by j.id desc), j.id from jobs.job j

-- seal --
-- The selection is frozen: how many jobs it has.
select jobs.seal_operation(%(opened)s::uuid)

-- columns --
-- What is told of an operation.
select o.id::text as id, o.kind, o.state, o.selection, o.from_step, o.rate, o.why, o.origin ->> 'actor' as actor,
    o.total, o.position, o.done, o.left_alone, o.undone, o.problem, o.created_at, o.ended_at, o.receipt
from jobs.operation o

-- one --
-- Condition: this one.
where o.id = %(id)s

-- newest --
-- A page of them, newest first.
where (%(after)s::uuid is null or o.id < %(after)s) order by o.id desc limit %(limit)s

-- steer --
-- Pauses, resumes, stops or undoes it; its state afterwards.
select jobs.steer_operation(%(id)s, %(act)s, %(origin)s::jsonb)

-- state --
-- Where it is.
select o.kind, o.state from jobs.operation o where o.id = %(id)s

-- made --
-- The jobs that it made, by status.
select j.status, count(*) as jobs from jobs.job j where j.operation = %(id)s group by 1 order by 2 desc, 1

-- reasons --
-- Why jobs of it were left alone, or not undone, and the first few of each.
select i.reason, count(*) as jobs, (array_agg(coalesce(case when i.state = 'done' then i.new_job end, i.job_id)::text
    order by i.number))[1:5] as ids
from jobs.operation_item i where i.operation = %(id)s and i.reason is not null group by 1 order by 2 desc, 1

-- items --
-- A page of its items.
select i.number, i.job_id::text as job_id, i.state, i.reason, i.new_job::text as new_job, i.ended_at
from jobs.operation_item i where i.operation = %(id)s and i.number > %(after)s order by i.number limit %(limit)s

-- at_work --
-- Those that somebody has to work on.
select o.id::text as id, o.kind, o.state, o.from_step from jobs.operation o where o.state in ('working', 'undoing') order by o.id

-- work_on --
-- Works on the next items of a rerun or a cancellation.
select worked, wait from jobs.work_on(%(id)s, %(most)s, %(plans)s::jsonb)

-- undo_next --
-- Cancels the new jobs of the next items.
select worked, wait from jobs.undo_next(%(id)s, %(most)s)

-- next_deletions --
-- Locks the next jobs to delete.
select number, job_id::text, why_not from jobs.next_deletions(%(id)s, %(most)s)

-- delete_items --
-- Removes their rows, after their files.
select jobs.delete_items(%(id)s, %(items)s::jsonb)

-- hindered --
-- Says what hinders it.
update jobs.operation set problem = %(problem)s where id = %(id)s and problem is distinct from %(problem)s

-- roll_up --
-- Adds up what ended, so that it may be deleted.
select jobs.roll_up()
