-- open_call --
-- Writes the intent to call, or finds what an earlier attempt left. `fresh` tells which.
select state, attempts, lost, external_id, upload_url, response, usage, fresh
from jobs.open_call(%(job_id)s, %(step)s, %(provider)s, %(fingerprint)s,
    jsonb_build_object('at_once', %(at_once)s::boolean))

-- record_call --
-- Fills what is given and leaves the rest as it is.
select jobs.record_call(%(job_id)s, %(step)s, %(fingerprint)s, %(state)s, jsonb_build_object(
    'external_id', %(external_id)s::text, 'upload_url', %(upload_url)s::text, 'response', %(response)s::jsonb,
    'usage', %(usage)s::jsonb, 'cost_usd', %(cost_usd)s::numeric, 'error', %(error)s::jsonb))
