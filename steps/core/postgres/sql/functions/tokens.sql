-- Tokens of the HTTP API are made and revoked here alone.

-- A new token, of which only the hash is kept. options: `expires_at`; `origin`, who asked.
create or replace function jobs.make_token(
    the_name text, the_hash bytea, the_scopes text[], options jsonb default '{}'
) returns jobs.token language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made jobs.token;
begin
    insert into jobs.token (name, hash, scopes, expires_at)
    values (the_name, the_hash, the_scopes, (options ->> 'expires_at')::timestamptz) returning * into made;
    perform jobs.record_act('token_made', options -> 'origin', null, the_name,
        jsonb_build_object('scopes', the_scopes, 'expires_at', made.expires_at));
    return made;
end $$;

-- End a token. Returns whether there was one to end.
create or replace function jobs.revoke_token(the_name text, origin jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update jobs.token set revoked_at = now() where name = the_name and revoked_at is null;
    if not found then
        return false;
    end if;
    perform jobs.record_act('token_revoked', origin, null, the_name);
    return true;
end $$;
