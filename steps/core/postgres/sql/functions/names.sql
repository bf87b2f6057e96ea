-- Names and constants that the tables, the other functions and the readers' queries share: each is made here alone.

-- The event that asks for a job of this pipeline.
create or replace function jobs.event_name(pipeline text) returns text language sql immutable as $$
    select 'jobs/' || pipeline || '.requested'
$$;

-- The step whose output is the job's result. Readers ask here, so that none of them reads meaning into a step's name.
create or replace function jobs.result_step(pipeline text) returns text language sql immutable as $$
    select 'process-' || pipeline
$$;

-- The Workflow of one generation of a job. The first has no number.
create or replace function jobs.workflow_name(pipeline text, id uuid, generation integer)
returns text language sql immutable as $$
    select pipeline || '-' || id::text || case when generation > 0 then '-' || generation::text else '' end
$$;

-- The statuses that nothing follows.
create or replace function jobs.final(status text) returns boolean language sql immutable as $$
    select status in ('completed', 'failed', 'cancelled', 'skipped')
$$;

-- The error of an attempt that ended with what ran it: its `process` or its `workflow`.
create or replace function jobs.lost_error(runner text) returns jsonb language sql immutable as $$
    select jsonb_build_object(
        'code', 'lost', 'message', 'the ' || runner || ' that ran this attempt is gone', 'retryable', true)
$$;

-- The error of a job that lost its process again and again.
create or replace function jobs.lost_again_error() returns jsonb language sql immutable as $$
    select jsonb_build_object('code', 'lost_again', 'retryable', false, 'message',
        'a step of the job lost its process ten times, which may be the job''s own doing')
$$;

-- A local dispatcher holds pg_advisory_lock(jobs.lock_class(), owner) for as long as it lives.
create or replace function jobs.lock_class() returns integer language sql immutable as $$ select 6975330 $$;
