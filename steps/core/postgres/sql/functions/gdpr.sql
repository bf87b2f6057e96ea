-- The register of exports is only ever added to.

create or replace function jobs.gdpr_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'jobs.gdpr_export_event is append-only' using errcode = '42501';
end $$;
create or replace trigger gdpr_append_only before update or delete or truncate on jobs.gdpr_export_event
    for each statement execute function jobs.gdpr_append_only();
