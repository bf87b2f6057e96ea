-- jobs --
-- Rows of the list of jobs; columns go before, conditions and an order follow.
from jobs.job j

-- of_pipeline --
-- Condition: jobs of one pipeline.
j.pipeline = %(pipeline)s

-- in_status --
-- Condition: jobs in one of these statuses.
j.status = any (%(status)s)

-- unhappy --
-- Condition: jobs that ended in any way but well, as index job_unhappy has them.
j.status in ('failed', 'cancelled', 'skipped')

-- active --
-- Condition: jobs that are not final, as three partial indexes have them.
((j.status = 'queued' and j.lane is null) or (j.status = 'queued' and j.lane is not null) or j.status in ('dispatched', 'running'))

-- since --
-- Condition: made at this moment or later; the id holds the time.
j.id >= %(since)s

-- until --
-- Condition: made before this moment.
j.id < %(until)s

-- of_operation --
-- Condition: jobs that this operation made.
j.operation = %(operation)s

-- after --
-- Condition: jobs of the next page.
j.id < %(after)s

-- id_between --
-- Condition: ids that begin, and end, as typed.
j.id between %(first)s and %(last)s
and (%(end)s = '' or right(replace(j.id::text, '-', ''), length(%(end)s)) = %(end)s)

-- one_of --
-- Condition: ids that were found before.
j.id = any (%(ids)s::uuid[])

-- of_event --
-- Condition: jobs of one event.
j.event_id = %(text)s

-- error_words --
-- Condition: words of the error.
j.error is not null and jobs.error_words(j.error) @@ to_tsquery('simple', %(words)s)

-- newest --
-- Order and length of a page of jobs.
order by j.id desc limit %(limit)s

-- events --
-- Rows of the list of events, each with its jobs; conditions and an order follow.
select e.id, e.name, e.ts, e.received_at, pg_column_size(e.data) as bytes,
       coalesce((select jsonb_agg(jsonb_build_object('id', j.id, 'pipeline', j.pipeline, 'status', j.status) order by j.id)
                 from jobs.job j where j.event_id = e.id), '[]') as jobs
from jobs.event e

-- event_named --
-- Condition: events of one name.
e.name = %(name)s

-- event_since --
-- Condition: received at this moment or later.
e.received_at >= %(since)s

-- event_until --
-- Condition: received before this moment.
e.received_at < %(until)s

-- event_after --
-- Condition: events of the next page.
e.received_at <= %(after_time)s and (e.received_at, e.id) < (%(after_time)s, %(after_id)s)

-- newest_events --
-- Order and length of a page of events.
order by e.received_at desc, e.id desc limit %(limit)s

-- event --
-- One event with its data and its jobs.
select e.id, e.name, e.ts, e.received_at, e.tenant, e.tags, e.data,
       coalesce((select jsonb_agg(jsonb_build_object('id', j.id, 'pipeline', j.pipeline, 'status', j.status) order by j.id)
                 from jobs.job j where j.event_id = e.id), '[]') as jobs
from jobs.event e where e.id = %(id)s

-- rejected --
-- A page of the events that were refused, newest first.
select r.id::text as id, r.source, r.name, r.event_id, r.reasons, r.payload, r.received_at
from jobs.rejected_event r
where (%(after)s::uuid is null or r.id < %(after)s) order by r.id desc limit %(limit)s
