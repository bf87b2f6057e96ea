-- jobs --
from jobs.job j

-- of_pipeline --
j.pipeline = %(pipeline)s

-- in_status --
j.status = any (%(status)s)

-- unhappy --
j.status in ('failed', 'cancelled', 'skipped')

-- active --
(j.status = 'queued' or j.status in ('dispatched', 'running'))

-- since --
j.id >= %(since)s

-- until --
j.id < %(until)s

-- after --
j.id < %(after)s

-- id_between --
j.id between %(first)s and %(last)s

-- of_event --
j.event_id = %(text)s

-- error_words --
j.error is not null and jobs.error_words(j.error) @@ to_tsquery('simple', %(words)s)

-- newest --
order by j.id desc limit %(limit)s

-- events --
select e.id, e.name, e.ts, e.received_at, pg_column_size(e.data) as bytes,
       coalesce((select jsonb_agg(jsonb_build_object('id', j.id, 'pipeline', j.pipeline, 'status', j.status) order by j.id)
                 from jobs.job j where j.event_id = e.id), '[]') as jobs
from jobs.event e

-- event_named --
e.name = %(name)s

-- event_since --
e.received_at >= %(since)s

-- event_until --
e.received_at < %(until)s

-- event_after --
e.received_at <= %(after_time)s and (e.received_at, e.id) < (%(after_time)s, %(after_id)s)

-- newest_events --
order by e.received_at desc, e.id desc limit %(limit)s

-- event --
select e.id, e.name, e.ts, e.received_at, e.data,
       coalesce((select jsonb_agg(jsonb_build_object('id', j.id, 'pipeline', j.pipeline, 'status', j.status) order by j.id)
                 from jobs.job j where j.event_id = e.id), '[]') as jobs
from jobs.event e where e.id = %(id)s

-- rejected --
select r.id::text as id, r.door, r.name, r.event_id, r.reasons, r.payload, r.received_at
from jobs.rejected_event r
where (%(after)s::uuid is null or r.id < %(after)s) order by r.id desc limit %(limit)s
