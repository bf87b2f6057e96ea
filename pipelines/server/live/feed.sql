-- changes --
-- Jobs that may have changed since the last look: live ones, those made and those ended since then, and those known to
-- have ended. Each part by an index.
with touched as (
    (select j.id from jobs.job j where j.status in ('dispatched', 'running') order by j.id desc limit %(most)s)
    union
    (select j.id from jobs.job j where j.finished_at > %(ended_after)s order by j.finished_at desc limit %(most)s)
    union
    (select j.id from jobs.job j where j.id > %(made_after)s order by j.id desc limit %(most)s)
    union
    select unnest(%(ended)s::uuid[])
)
select j.id::text as id, j.pipeline, j.status, j.finished_at, a.step, a.number as attempt, a.status as state, a.done, a.total,
    a.logged
from touched join jobs.job j on j.id = touched.id
left join lateral (
    select a.step, a.number, a.status, a.done, a.total, octet_length(a.log) as logged from jobs.attempt a where a.job_id = j.id
    order by a.started_at desc, a.number desc limit 1
) a on true

-- now --
-- The database's clock, which all moments here are by.
select clock_timestamp()
