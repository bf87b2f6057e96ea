-- What the HTTP side and the operator's commands need: tokens, refused events, reruns, and indexes for lists.

create table jobs.token (
    id uuid primary key default jobs.new_id(),
    name text not null unique check (length(name) between 1 and 100),
    hash bytea not null unique,                               -- SHA-256; 32 random bytes need neither salt nor stretching
    scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['send', 'read', 'operate']),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

-- Events that were refused, for people who wonder where theirs is. The id holds the time.
create table jobs.rejected_event (
    id uuid primary key default jobs.new_id(),
    door text not null,                                       -- api, or hook:<source>
    name text,
    event_id text,
    reasons text[] not null,
    payload text not null,                                    -- redacted and cut
    received_at timestamptz not null default now()
);

alter table jobs.job
    add column rerun_of uuid,                                 -- the job that this one repeats; may be gone by now
    add column rerun_from text;                               -- the step it began with; null: with the first
create index job_rerun on jobs.job (rerun_of) where rerun_of is not null;

-- An id begins with its time (UUIDv7), so lists by time are lists by id.
create index job_pipeline on jobs.job (pipeline, id);
create index job_unhappy on jobs.job (id) where status in ('failed', 'cancelled', 'skipped');
create function jobs.error_words(error jsonb) returns tsvector language sql immutable as $$
    select to_tsvector('simple', concat_ws(' ', error ->> 'code', error ->> 'step', error ->> 'message'))
$$;
create index job_error on jobs.job using gin (jobs.error_words(error)) where error is not null;
create index event_name on jobs.event (name, received_at);
