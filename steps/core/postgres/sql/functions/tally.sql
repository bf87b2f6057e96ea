-- What monitoring reads: counters of what has ended.

-- Upper bounds of the buckets of durations, in seconds; the last bucket has none.
create or replace function jobs.buckets() returns double precision[] language sql immutable as $$
    select array[0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 14400]::double precision[]
$$;

-- Add up what ended since the last call, at most 20,000 jobs; returns how many. One caller at a time does it.
-- A job whose times nobody can load counts as ended, and its durations do not.
-- The last seconds are left for the next call: what ends now may become visible a little later.
-- Planned for few jobs, whatever the statistics say: then each table is read by index, and never as a whole. What is
-- switched off makes a plan look so dear that PostgreSQL would compile it, which takes seconds: so that is off as well.
create or replace function jobs.roll_up() returns integer language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    mark jobs.tally_mark;
    counted integer;
begin
    if not pg_try_advisory_xact_lock(hashtext('jobs.roll_up')) then
        return 0;
    end if;
    select * into mark from jobs.tally_mark;
    with ended as materialized (
        select j.id, j.pipeline, j.status, j.queued_at, j.finished_at,
            jobs.seconds_between(j.queued_at, j.finished_at) as seconds,
            greatest(jobs.seconds_between(greatest(j.queued_at, j.run_at), coalesce(j.started_at, j.finished_at)), 0) as waited
        from jobs.job j
        where j.finished_at >= mark.counted_to and j.finished_at < clock_timestamp() - interval '5 seconds'
          and (j.finished_at, j.id) > (mark.counted_to, mark.last_job)
        order by j.finished_at, j.id limit 20000
    ), calls as (
        -- A rerun takes over calls of the steps it keeps; they were made, and counted, before it was queued.
        select e.pipeline, c.* from ended e join jobs.provider_call c on c.job_id = e.id and c.created_at >= e.queued_at
    ), sums as (
        select 'finished' as metric, jsonb_build_object('pipeline', pipeline, 'status', status) as labels, count(*) as value
        from ended group by pipeline, status
        union all
        select 'seconds', jsonb_build_object('pipeline', pipeline), sum(seconds) from ended where seconds is not null group by pipeline
        union all
        select 'seconds_bucket', jsonb_build_object('pipeline', pipeline, 'bucket', width_bucket(seconds, jobs.buckets())), count(*)
        from ended where seconds is not null group by pipeline, width_bucket(seconds, jobs.buckets())
        union all
        select 'waited', jsonb_build_object('pipeline', pipeline), sum(waited) from ended where seconds is not null group by pipeline
        union all
        select 'waited_bucket', jsonb_build_object('pipeline', pipeline, 'bucket', width_bucket(waited, jobs.buckets())), count(*)
        from ended where seconds is not null group by pipeline, width_bucket(waited, jobs.buckets())
        union all
        select 'attempts', jsonb_build_object('pipeline', e.pipeline, 'step', a.step, 'status', a.status), count(*)
        from ended e join jobs.attempt a on a.job_id = e.id group by e.pipeline, a.step, a.status
        union all
        select 'retries', jsonb_build_object('pipeline', e.pipeline, 'step', a.step), count(*)
        from ended e join jobs.attempt a on a.job_id = e.id where a.number > 1 group by e.pipeline, a.step
        union all
        select 'provider_calls', jsonb_build_object('provider', provider, 'pipeline', pipeline, 'state', state), count(*)
        from calls group by provider, pipeline, state
        union all
        select 'provider_cost', jsonb_build_object('provider', provider, 'pipeline', pipeline), sum(cost_usd)
        from calls where abs(cost_usd) < 1e15 group by provider, pipeline
        union all
        select 'provider_units', jsonb_build_object('provider', provider, 'pipeline', pipeline, 'kind', u.key),
            sum(jobs.countable(u.value))
        from calls
        cross join lateral jsonb_each(case when jsonb_typeof(usage) = 'object' then usage else '{}' end) u
        where jobs.countable(u.value) <> 0 group by provider, pipeline, u.key
    ), added as (
        insert into jobs.tally as t (metric, labels, value) select metric, labels, value from sums
        on conflict (metric, labels) do update set value = t.value + excluded.value
    ), marked as (
        update jobs.tally_mark set (counted_to, last_job) =
            (select finished_at, id from ended order by finished_at desc, id desc limit 1)
        where exists (select from ended)
    )
    select count(*) into counted from ended;
    return counted;
end $$;
