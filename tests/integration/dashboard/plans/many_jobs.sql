-- Jobs as a busy installation has them: mostly completed, some failed with reasons, a few live; an event and attempts each.
insert into jobs.event (id, name, data, ts, received_at)
select 'event-' || n, 'jobs/' || kind || '.requested', jsonb_build_object('text', 'Article number ' || n), at, at
from generate_series(1, %(count)s) n
cross join lateral (select (array['news-analyzer', 'contract-analyzer', 'feedback-analyzer', 'invoice-processor'])[1 + n %% 4] as kind,
                           now() - make_interval(secs => 6 * (%(count)s - n)) as at) of;

insert into jobs.job (id, pipeline, event_id, status, run_at, queued_at, dispatched_at, started_at, finished_at, executor, error)
select encode(overlay(overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from e.ts) * 1000)::bigint) from 3) from 1 for 6)
              placing '\x70'::bytea from 7 for 1), 'hex')::uuid,
       split_part(split_part(e.name, '/', 2), '.', 1), e.id, state.status, e.ts, e.ts,
       case when state.status <> 'queued' then e.ts end, case when state.status <> 'queued' then e.ts end,
       case when jobs.final(state.status) then e.ts + interval '1.5 s' end,
       case when state.status <> 'queued' then 'local' end,
       case when state.status = 'failed' then jsonb_build_object(
           'code', (array['provider_timeout', 'empty_document', 'out_of_memory'])[1 + state.n %% 3],
           'message', 'reason number ' || state.n, 'step', 'validate-job', 'attempt', 1, 'retryable', true) end
from jobs.event e
cross join lateral (select substring(e.id from 7)::integer as n) number
cross join lateral (select number.n, case
    when number.n > %(count)s - 20 then 'running' when number.n > %(count)s - 120 then 'queued'
    when number.n %% 40 = 0 then 'failed' when number.n %% 250 = 0 then 'cancelled' else 'completed' end as status) state
where e.id like 'event-%%';

insert into jobs.attempt (job_id, step, number, generation, status, started_at, finished_at)
select j.id, step, 1, 0, case when j.status = 'running' and step like 'process-%%' then 'running' else 'completed' end,
       j.started_at, case when j.status <> 'running' or step = 'validate-job' then j.started_at + interval '1 s' end
from jobs.job j cross join unnest(array['validate-job', 'process-' || j.pipeline]) step where j.started_at is not null;

insert into jobs.rejected_event (source, name, reasons, payload)
select 'api', 'jobs/news-analyzer.requested', array['data.text: must not be empty'], '{"n": ' || n || '}'
from generate_series(1, %(count)s / 100) n;

analyze
