-- Every table, with its indexes. The names are the field's; see the README's glossary.
--
-- Functions live in ../functions and follow their text. The two here are the exception: defaults and an index are built
-- on them, so they change like the tables do, by a migration.

-- UUIDv7 (RFC 9562): sorts by time, so new rows stay at the right edge of every index.
create function jobs.new_id() returns uuid language sql volatile as $$
    select encode(
        set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

create function jobs.error_words(error jsonb) returns tsvector language sql immutable as $$
    select to_tsvector('simple', concat_ws(' ', error ->> 'code', error ->> 'step', error ->> 'message'))
$$;

-- The pipelines that there are: an event for any other is refused where it is sent. `migrate` adds those of the code, and
-- leaves those of other releases, whose applications still send; what nothing runs any more, the dispatcher fails.
create table jobs.pipeline (
    name text primary key check (name ~ '^[a-z][a-z0-9-]{0,40}$'),
    known_since timestamptz not null default now()
);

-- What happened: an event asks for a job.
create table jobs.event (
    id text primary key check (length(id) between 1 and 200), -- the caller's idempotency key, or our own id
    name text not null check (length(name) <= 256),
    data jsonb not null,
    ts timestamptz not null,                                  -- when it happened, as the caller says
    received_at timestamptz not null default now()
);
create index event_received on jobs.event (received_at);
create index event_name on jobs.event (name, received_at);

-- Events that were refused, for people who wonder where theirs is. The id holds the time.
create table jobs.rejected_event (
    id uuid primary key default jobs.new_id(),
    source text not null,                                     -- api, or hook:<source>
    name text,
    event_id text,
    reasons text[] not null,
    payload text not null,                                    -- redacted and cut
    received_at timestamptz not null default now()
);

create sequence jobs.owner_id as integer;                     -- numbers for local dispatchers

create table jobs.job (
    id uuid primary key,
    pipeline text not null check (pipeline ~ '^[a-z][a-z0-9-]{0,40}$'),
    event_id text not null references jobs.event (id),
    status text not null default 'queued' check (status in
        ('queued', 'dispatched', 'running', 'completed', 'failed', 'cancelled', 'skipped')),
    generation integer not null default 0,                    -- fresh starts of the whole workflow
    priority smallint not null default 0 check (priority between -3 and 3),
    rerun_of uuid,                                            -- the job that this one repeats; may be gone by now
    rerun_from text,                                          -- the step it began with; null: with the first
    run_at timestamptz not null,
    deadline_at timestamptz,                                  -- set when dispatched: the job's whole budget
    executor text,
    owner integer,                                            -- the local dispatcher that runs it (an advisory lock)
    workflow text,
    error jsonb,                                              -- {code, message, step, attempt, retryable}
    queued_at timestamptz not null default now(),
    dispatched_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    workflow_ended_at timestamptz,                            -- on a cluster: when its Workflow was seen to have ended
    idle interval not null default '0'                        -- nobody could work on it; its deadline moved by that
);
create index job_queue on jobs.job (priority, run_at, id) where status = 'queued';
create index job_live on jobs.job (owner) where status in ('dispatched', 'running');
create index job_on_cluster on jobs.job (id) where executor <> 'local' and workflow_ended_at is null;
create index job_event on jobs.job (event_id);
create index job_rerun on jobs.job (rerun_of) where rerun_of is not null;
create index job_finished on jobs.job (finished_at) where finished_at is not null;
-- An id begins with its time (UUIDv7), so lists by time are lists by id.
create index job_pipeline on jobs.job (pipeline, id);
create index job_unhappy on jobs.job (id) where status in ('failed', 'cancelled', 'skipped');
create index job_error on jobs.job using gin (jobs.error_words(error)) where error is not null;

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

-- What a job waits for that no job is at fault for: a connection, a process, room on a disk. `seen_at`: when it was last
-- found missing; an attempt that began later ends the wait.
create table jobs.job_wait (
    job_id uuid primary key references jobs.job on delete cascade,
    code text not null,
    message text not null,
    since timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp()
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
    lost integer not null default 0,                          -- calls whose process ended before the answer
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

-- A provider that refuses for lack of credit is left alone until `open_until`, by every process.
create table jobs.breaker (
    provider text primary key,
    reason text not null,
    opened_at timestamptz not null default clock_timestamp(),
    open_until timestamptz not null
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

create table jobs.token (
    id uuid primary key default jobs.new_id(),
    name text not null unique check (length(name) between 1 and 100),
    hash bytea not null unique,                               -- SHA-256; 32 random bytes need neither salt nor stretching
    scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['send', 'read', 'operate']),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

-- Counters that only grow, for monitoring. Finished jobs are added up after the fact, so that running a job costs
-- nothing for it; retention may then remove the jobs, and the counters stay.
create table jobs.tally (
    metric text not null,
    labels jsonb not null,
    value double precision not null,
    primary key (metric, labels)
);
create table jobs.tally_mark (
    singleton boolean primary key default true check (singleton),
    counted_to timestamptz not null,
    last_job uuid not null
);
insert into jobs.tally_mark (counted_to, last_job) values ('-infinity', '00000000-0000-0000-0000-000000000000');

-- The register of personal data exports (GDPR Art. 5(2), accountability). It outlives the jobs, so it has no foreign key
-- to them, and it names nobody: a person is an HMAC under this installation's own secret.
create table jobs.gdpr_secret (
    singleton boolean primary key default true check (singleton),
    inner_pad bytea not null,
    outer_pad bytea not null
);
-- HMAC-SHA256 (RFC 2104): the key (two random UUIDs, padded to 64 bytes) under 0x36 and 0x5c.
insert into jobs.gdpr_secret (inner_pad, outer_pad)
select decode(string_agg(lpad(to_hex(get_byte(key, n) # 54), 2, '0'), '' order by n), 'hex'),
       decode(string_agg(lpad(to_hex(get_byte(key, n) # 92), 2, '0'), '' order by n), 'hex')
from (select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || decode(repeat('00', 32), 'hex') as key) k
cross join generate_series(0, 63) n;

create table jobs.gdpr_export (
    request_id uuid primary key,                              -- the job's id
    subject_hash text not null,
    requested_by text not null,
    verified_how text not null,
    state text not null check (state in ('building', 'ready', 'purged')),
    object_key text not null,
    sha256 text,
    bytes bigint,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    purged_at timestamptz
);
create index gdpr_export_expires on jobs.gdpr_export (expires_at) where state <> 'purged';
create index gdpr_export_subject on jobs.gdpr_export (subject_hash);

-- Append-only: see ../functions/steps/gdpr.sql.
create table jobs.gdpr_export_event (
    id bigint generated always as identity primary key,
    request_id uuid not null,
    event text not null check (event in ('requested', 'created', 'downloaded', 'purged')),
    actor text not null,
    at timestamptz not null default clock_timestamp()
);
create index gdpr_export_event_request on jobs.gdpr_export_event (request_id);

-- When each dispatcher was last seen, so that whoever takes over its jobs knows for how long nobody had them.
create table jobs.dispatcher (
    id integer primary key,                                   -- the number of its advisory lock
    seen_at timestamptz not null default clock_timestamp()
);

-- What people did, when, and from where; append-only, without secrets or documents: see ../functions/audit.sql. A row
-- outlives its job, so it has no foreign key to it.
create table jobs.audit (
    id uuid primary key default jobs.new_id(),
    at timestamptz not null default clock_timestamp(),
    act text not null check (act in ('sent', 'cancelled', 'reran', 'token_made', 'token_revoked', 'setting_changed')),
    job_id uuid,                                              -- of a rerun, the new job
    subject text,                                             -- the token or the setting, by its name
    door text not null check (door in ('api', 'page', 'cli', 'control', 'sql')),
    actor text not null,                                      -- the token's name, user@host, or the role of a SQL session
    address text,                                             -- the client's
    database_role text not null default session_user,
    details jsonb not null default '{}'
);
create index audit_job on jobs.audit (job_id) where job_id is not null;
create index audit_rerun on jobs.audit ((details ->> 'rerun_of')) where act = 'reran';
