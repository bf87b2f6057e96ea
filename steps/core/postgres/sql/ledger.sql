-- open_call --
-- Writes the intent to call, or finds what an earlier attempt left. `fresh` tells which.
insert into jobs.provider_call (job_id, step, provider, fingerprint)
values (%(job_id)s, %(step)s, %(provider)s, %(fingerprint)s)
on conflict (job_id, step, fingerprint) do update
set attempts = jobs.provider_call.attempts
    + case when jobs.provider_call.state in ('intent', 'failed', 'unknown') then 1 else 0 end,
    updated_at = clock_timestamp()
returning state, attempts, external_id, upload_url, response, usage, xmax = 0 as fresh

-- record_call --
-- Fills what is given and leaves the rest as it is.
update jobs.provider_call
set state = %(state)s, external_id = coalesce(%(external_id)s, external_id),
    upload_url = coalesce(%(upload_url)s, upload_url), response = coalesce(%(response)s, response),
    usage = coalesce(%(usage)s, usage), cost_usd = coalesce(%(cost_usd)s, cost_usd), error = %(error)s,
    updated_at = clock_timestamp()
where job_id = %(job_id)s and step = %(step)s and fingerprint = %(fingerprint)s
