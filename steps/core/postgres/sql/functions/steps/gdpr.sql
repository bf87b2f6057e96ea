-- The register of exports: what the step that makes them writes, and that events are only ever added.

create or replace function jobs.gdpr_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'jobs.gdpr_export_event is append-only' using errcode = '42501';
end $$;
create or replace trigger gdpr_append_only before update or delete or truncate on jobs.gdpr_export_event
    for each statement execute function jobs.gdpr_append_only();

-- A person as the register names them.
create or replace function jobs.gdpr_subject_hash(subject text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select encode(hmac.digest, 'hex')
    from jobs.gdpr_secret s
    cross join lateral (
        select sha256(s.outer_pad || sha256(s.inner_pad || convert_to(subject, 'UTF8'))) as digest) hmac
$$;

-- An export is about to be made. Expiry is set before the object exists, so that even what a killed attempt leaves behind
-- is deleted. about: `subject_hash`, `requested_by`, `verified_how`, `object_key` and `expires_at`.
create or replace function jobs.gdpr_open_export(request uuid, about jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into jobs.gdpr_export as e
        (request_id, subject_hash, requested_by, verified_how, state, object_key, expires_at)
    values (request, about ->> 'subject_hash', about ->> 'requested_by', about ->> 'verified_how', 'building',
            about ->> 'object_key', (about ->> 'expires_at')::timestamptz)
    on conflict (request_id) do update
    set state = 'building', object_key = excluded.object_key, expires_at = excluded.expires_at,
        sha256 = null, bytes = null, purged_at = null;
    insert into jobs.gdpr_export_event (request_id, event, actor) values (request, 'requested', about ->> 'requested_by')
$$;

-- The export is stored whole.
create or replace function jobs.gdpr_close_export(request uuid, the_sha256 text, the_bytes bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update jobs.gdpr_export set state = 'ready', sha256 = the_sha256, bytes = the_bytes where request_id = request;
    insert into jobs.gdpr_export_event (request_id, event, actor) values (request, 'created', 'gdpr-exporter')
$$;
