-- Events, jobs, attempts, outputs, provider calls and documents. The names are the field's; see the README's glossary.

-- UUIDv7 (RFC 9562): sorts by time, so new rows stay at the right edge of every index.
create function jobs.new_id() returns uuid language sql volatile as $$
    select encode(
        set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

create table jobs.event (
    id text primary key check (length(id) between 1 and 200), -- the caller's idempotency key, or our own id
    name text not null check (length(name) <= 256),
    data jsonb not null,
    ts timestamptz not null,                                  -- when it happened, as the caller says
    received_at timestamptz not null default now()
);
create index event_received on jobs.event (received_at);

create table jobs.job (
    id uuid primary key,
    pipeline text not null check (pipeline ~ '^[a-z][a-z0-9-]{0,40}$'),
    event_id text not null references jobs.event (id),
    status text not null default 'queued' check (status in
        ('queued', 'dispatched', 'running', 'completed', 'failed', 'cancelled', 'skipped')),
    generation integer not null default 0,                    -- fresh starts of the whole workflow
    priority smallint not null default 0 check (priority between -3 and 3),
    run_at timestamptz not null,
    deadline_at timestamptz,                                  -- set when dispatched: the job's whole budget
    executor text,
    owner integer,                                            -- the local dispatcher that runs it (an advisory lock)
    workflow text,
    error jsonb,                                              -- {code, message, step, attempt, retryable}
    queued_at timestamptz not null default now(),
    dispatched_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz
);
create index job_queue on jobs.job (priority, run_at, id) where status = 'queued';
create index job_live on jobs.job (owner) where status in ('dispatched', 'running');
create index job_event on jobs.job (event_id);
create index job_finished on jobs.job (finished_at) where finished_at is not null;

create table jobs.attempt (
    job_id uuid not null references jobs.job (id) on delete cascade,
    step text not null,
    number integer not null,                                  -- 1, 2, ... within the step
    generation integer not null,
    status text not null check (status in ('running', 'completed', 'failed', 'waiting', 'lost')),
    exit_code integer,
    error jsonb,
    done bigint,                                              -- progress: `done` of `total` units
    total bigint,
    host text,
    pid integer,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    log text,                                                 -- JSON lines, redacted, capped
    primary key (job_id, step, number)
);

create table jobs.output (
    job_id uuid not null references jobs.job (id) on delete cascade,
    step text not null,
    data jsonb not null,
    stored_at timestamptz not null default clock_timestamp(),
    primary key (job_id, step)
);

-- One row per paid call, written before the call and filled after it. A repeated attempt finds it by fingerprint.
create table jobs.provider_call (
    job_id uuid not null references jobs.job (id) on delete cascade,
    step text not null,
    provider text not null,
    fingerprint text not null,
    state text not null default 'intent' check (state in
        ('intent', 'uploaded', 'submitted', 'succeeded', 'failed', 'unknown', 'deleted')),
    attempts integer not null default 1,                      -- how often the call was started
    external_id text,
    upload_url text,
    response jsonb,
    usage jsonb,
    cost_usd numeric,
    error jsonb,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    primary key (job_id, step, fingerprint)
);

create table jobs.document (
    id uuid primary key default jobs.new_id(),
    job_id uuid references jobs.job (id) on delete cascade,
    role text not null,                                       -- input, or what an artifact is: report, srt, export
    uri text not null,
    name text,
    media_type text,
    bytes bigint,
    sha256 text,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    unique (job_id, role)
);
create index document_expires on jobs.document (expires_at) where expires_at is not null;
