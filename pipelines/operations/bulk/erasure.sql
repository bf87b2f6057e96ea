-- by_tenant --
-- Condition: events that were sent for this one.
e.tenant = %(value)s

-- by_tag --
-- Condition: events with this tag.
e.tags ->> %(tag)s = %(value)s

-- events --
-- Events that are selected and say something yet; a condition goes before and after.
select e.id from jobs.event e where e.erased_at is null and

-- jobs_of_events --
-- Condition: jobs of these events that say something yet.
j.event_id = any (%(events)s)

-- mentioned_event --
-- Condition: events that name the text.
jobs.event_mentions(e, %(needles)s)

-- mentioned_job --
-- Condition: jobs that name the text anywhere, or whose event does.
(j.event_id = any (%(events)s) or jobs.job_mentions(j, %(needles)s))

-- found --
-- The jobs of an erasure; their condition follows.
with named as (
    select j.id, j.event_id from jobs.job j where

-- with_gathering --
-- And those that brought one of the events along, whose own stays.
), gathering as (
    select g.id, g.event_id from jobs.gathering_jobs(array(select n.id from named n)) g
), found as (
    select n.id, false as gathered from named n
    where n.event_id = any (%(events)s) or not exists (select from gathering g where g.id = n.id)
    union
    select g.id, true from gathering g where g.event_id <> all (%(events)s)
)

-- counted --
-- How many jobs, how many of them at work, how many only brought an event along, and the first few; after the found.
select count(*), count(*) filter (where not jobs.final(j.status)), count(*) filter (where f.gathered),
    (array_agg(j.id::text order by f.gathered, j.id))[1:5]
from found f join jobs.job j on j.id = f.id

-- rejected --
-- How many refused events name it.
select count(*) from jobs.rejected_event r
where jobs.mentions(concat_ws(' ', r.payload, r.name, r.event_id, array_to_string(r.reasons, ' ')), %(field)s, %(needles)s)

-- limits --
-- How many pauses, bounds and weights of the person's own keys would be lifted, and how many reasons erased.
select pauses, bounds, weights, reasons from jobs.erasable_limits(%(about)s::jsonb)

-- hash --
-- A text as the register names it.
select jobs.gdpr_subject_hash(%(value)s)

-- open --
-- A new erasure, whose items follow in the same transaction.
select jobs.open_operation(%(about)s::jsonb)::text

-- freeze --
-- Its items, after the found; those that only brought an event along come last. Answers with how many these are.
, items as (
    insert into jobs.operation_item (operation, number, job_id)
    select %(opened)s::uuid, row_number() over (order by f.gathered, f.id), f.id from found f
)
select count(*) filter (where f.gathered) from found f

-- erase_mentions --
-- Erases at once what hangs on no job, and cancels jobs at work.
select jobs.erase_mentions(%(opened)s::uuid, %(about)s::jsonb)

-- seal --
-- The selection is frozen.
select jobs.seal_operation(%(opened)s::uuid)

-- end_empty --
-- An erasure without jobs has ended.
update jobs.operation set state = 'done', ended_at = clock_timestamp() where id = %(opened)s::uuid and total = 0

-- next_erasures --
-- Locks the next jobs to erase, with the files that go with them.
select number, job_id::text, why_not, uris, export from jobs.next_erasures(%(id)s, %(most)s)

-- erase_items --
-- Erases their rows, after their files.
select jobs.erase_items(%(id)s, %(items)s::jsonb)

-- receipt --
-- What was erased, when and by whom.
select o.id::text as operation, o.selection, o.state, o.created_at, o.ended_at, o.origin ->> 'actor' as actor, o.why,
    o.total as jobs, o.done, o.left_alone, coalesce(o.receipt, '{}') as erased
from jobs.operation o where o.id = %(id)s and o.kind = 'erase'
