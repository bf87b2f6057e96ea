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

create table jobs.gdpr_export_event (
    id bigint generated always as identity primary key,
    request_id uuid not null,
    event text not null check (event in ('requested', 'created', 'downloaded', 'purged')),
    actor text not null,
    at timestamptz not null default clock_timestamp()
);
create index gdpr_export_event_request on jobs.gdpr_export_event (request_id);

create function jobs.gdpr_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'jobs.gdpr_export_event is append-only' using errcode = '42501';
end $$;
create trigger gdpr_append_only before update or delete or truncate on jobs.gdpr_export_event
    for each statement execute function jobs.gdpr_append_only();
