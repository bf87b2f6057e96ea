-- id --
-- Condition: ids that begin, and end, with one of these.
j.id in (select k.id from unnest(%(first_ids)s::uuid[], %(last_ids)s::uuid[], %(id_ends)s::text[]) as span (first, last, tail)
         cross join lateral (select i.id from jobs.job i where i.id between span.first and span.last
           and (span.tail = '' or right(replace(i.id::text, '-', ''), length(span.tail)) = span.tail)) k)

-- status --
-- Condition: jobs in one of these statuses.
j.status = any (%(status)s)

-- pipeline --
-- Condition: jobs of one of these pipelines.
j.pipeline = any (%(pipeline)s)

-- error --
-- Condition: the error's code is one of these, or ends with one of them as whole words.
exists (select from unnest(%(error)s::text[]) code where right('_' || (j.error ->> 'code'), length(code) + 1) = '_' || code)

-- step --
-- Condition: the error came from one of these steps.
j.error ->> 'step' = any (%(step)s)

-- event --
-- Condition: jobs of one of these events.
j.event_id = any (%(event)s)

-- words --
-- Condition: words of the error.
(j.error is not null and jobs.error_words(j.error) @@ to_tsquery('simple', %(words)s))

-- tenant --
-- Condition: the event was sent for one of these.
j.event_id in (select e.id from jobs.event e where e.tenant = any (%(tenant)s))

-- tag --
-- Condition: every tag of the event is as it is wanted.
(select bool_and(coalesce(e.tags ->> t.name = any (t.wanted), false) <> t.negated)
 from jobs.event e cross join jsonb_to_recordset(%(tags)s::jsonb) as t (name text, wanted text[], negated boolean)
 where e.id = j.event_id)

-- operation --
-- Condition: jobs that one of these operations made.
j.operation = any (%(operation)s::uuid[])

-- reran --
-- Condition: whether another job repeats it.
exists (select from jobs.job r where r.rerun_of = j.id) = any (%(reran)s)

-- since --
-- Condition: made at this moment or later; the id holds the time.
j.id >= %(since)s

-- until --
-- Condition: made before this moment.
j.id < %(until)s

-- ended_since --
-- Condition: final since this moment.
j.finished_at >= %(ended_since)s

-- ended_until --
-- Condition: final before this moment.
j.finished_at < %(ended_until)s
