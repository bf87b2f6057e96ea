-- The ledger of paid calls, and the breaker that leaves a provider alone: what steps write of their providers.

-- Write the intent to call, or find what an earlier attempt left: `state` is that, and `fresh` tells which.
-- options: `at_once`, whether the call is sent now. Then the intent stands again, and an intent that is found here is a call
-- whose process ended before the answer: `lost` counts those.
create or replace function jobs.open_call(
    the_job uuid, the_step text, the_provider text, the_fingerprint text, options jsonb default '{}'
) returns table (
    state text, attempts integer, lost integer, external_id text, upload_url text, response jsonb, usage jsonb, fresh boolean
) language sql security definer set search_path = pg_catalog, pg_temp as $$
    with before as (
        select b.state from jobs.provider_call b
        where b.job_id = the_job and b.step = the_step and b.fingerprint = the_fingerprint
    ), sent as (select coalesce((options ->> 'at_once')::boolean, false) as now)
    insert into jobs.provider_call as c (job_id, step, provider, fingerprint)
    values (the_job, the_step, the_provider, the_fingerprint)
    on conflict (job_id, step, fingerprint) do update
    set attempts = c.attempts + case when c.state in ('intent', 'failed', 'unknown') then 1 else 0 end,
        lost = c.lost + case when c.state = 'intent' and (select s.now from sent s) then 1 else 0 end,
        state = case when c.state in ('failed', 'unknown') and (select s.now from sent s) then 'intent' else c.state end,
        updated_at = clock_timestamp()
    returning coalesce((select b.state from before b), 'intent'), c.attempts, c.lost, c.external_id, c.upload_url,
        c.response, c.usage, c.xmax = 0
$$;

-- Fill what is given and leave the rest as it is. options: `external_id`, `upload_url`, `response`, `usage`, `cost_usd`;
-- `error`, which is what it is said to be.
create or replace function jobs.record_call(
    the_job uuid, the_step text, the_fingerprint text, new_state text, options jsonb default '{}'
) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update jobs.provider_call
    set state = new_state, external_id = coalesce(options ->> 'external_id', external_id),
        upload_url = coalesce(options ->> 'upload_url', upload_url),
        response = coalesce(nullif(options -> 'response', 'null'), response),
        usage = coalesce(nullif(options -> 'usage', 'null'), usage),
        cost_usd = coalesce((options ->> 'cost_usd')::numeric, cost_usd), error = nullif(options -> 'error', 'null'),
        updated_at = clock_timestamp()
    where job_id = the_job and step = the_step and fingerprint = the_fingerprint
$$;

-- Leave a provider alone from now on.
create or replace function jobs.open_breaker(the_provider text, the_reason text, seconds double precision)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into jobs.breaker (provider, reason, open_until)
    values (the_provider, the_reason, clock_timestamp() + make_interval(secs => seconds))
    on conflict (provider) do update
    set reason = excluded.reason, opened_at = excluded.opened_at, open_until = excluded.open_until
$$;

-- Why a provider is left alone, and for how many seconds more; no row where it is not.
create or replace function jobs.why_open(the_provider text) returns table (reason text, seconds integer)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select b.reason, least(2147483647, ceil(extract(
        epoch from least(b.open_until, timestamptz '9999-12-30 00:00:00+00') - clock_timestamp())))::integer
    from jobs.breaker b where b.provider = the_provider and b.open_until > clock_timestamp()
$$;

-- Let a provider be called again.
create or replace function jobs.close_breaker(the_provider text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    delete from jobs.breaker where provider = the_provider
$$;
