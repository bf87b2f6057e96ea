-- The record of what people did. Only the functions that do it write here; no role of ours may change or delete a row.
-- What a person may ask to be erased (jobs.erase_mentions) goes from the details; the row stays.

-- Write what was done. origin: `door`, `actor` and `address` of whoever asked, as one of our doors knows them. Without a
-- door it was done in SQL, by whoever's session this is. `operation`: what it is a part of.
create or replace function jobs.record_act(
    the_act text, origin jsonb, the_job uuid default null, the_subject text default null, the_details jsonb default '{}'
) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into jobs.audit (act, job_id, subject, door, actor, address, details)
    select the_act, the_job, left(the_subject, 200), coalesce(origin ->> 'door', 'sql'),
        left(coalesce(origin ->> 'actor', session_user), 200),
        case when origin ->> 'door' is null then host(inet_client_addr()) else left(origin ->> 'address', 100) end,
        jsonb_strip_nulls(the_details || jsonb_build_object('operation', origin ->> 'operation'))
$$;

-- How long a row stays at least; the housekeeping deletes it then.
create or replace function jobs.audit_kept() returns interval language sql immutable as $$ select interval '2 years' $$;

create or replace function jobs.audit_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.at < clock_timestamp() - jobs.audit_kept() then
            return old;
        end if;
        raise exception 'rows of jobs.audit stay for %', jobs.audit_kept() using errcode = '42501';
    end if;
    if tg_op = 'UPDATE' and current_setting('jobs.erasing', true) = 'on' then
        return null; -- jobs.erase_mentions: no role of ours may update, so only a function can
    end if;
    raise exception 'jobs.audit is append-only' using errcode = '42501';
end $$;
create or replace trigger audit_kept before delete on jobs.audit
    for each row execute function jobs.audit_append_only();
create or replace trigger audit_append_only before update or truncate on jobs.audit
    for each statement execute function jobs.audit_append_only();

-- Delete what is older than it must be kept; returns how many rows.
create or replace function jobs.forget_audit() returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with gone as (delete from jobs.audit where at < clock_timestamp() - jobs.audit_kept() returning 1)
    select count(*) from gone
$$;

-- Tell what a setting of the control plane is now; returns whether that is a change.
create or replace function jobs.note_setting(the_name text, the_value text, origin jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before text;
begin
    perform pg_advisory_xact_lock(hashtext('jobs.note_setting'));
    select a.details ->> 'to' into before from jobs.audit a
    where a.act = 'setting_changed' and a.subject = the_name order by a.id desc limit 1;
    if before = the_value then
        return false;
    end if;
    perform jobs.record_act(
        'setting_changed', origin, null, the_name, jsonb_build_object('from', before, 'to', the_value));
    return true;
end $$;
