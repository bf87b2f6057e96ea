-- make --
-- A new token, of which only the hash is kept.
select id::text as id, name, scopes, created_at, expires_at, revoked_at
from jobs.make_token(%(name)s, %(hash)s, %(scopes)s, jsonb_build_object(
    'expires_at', %(expires_at)s::timestamptz, 'origin', %(origin)s::jsonb))

-- find --
-- The valid tokens with these hashes.
select id::text as id, name, hash, scopes from jobs.token
where hash = any(%(hashes)s) and revoked_at is null and (expires_at is null or expires_at > now())

-- list --
-- All tokens that ever were.
select id::text as id, name, scopes, created_at, expires_at, revoked_at from jobs.token order by id

-- revoke --
-- Ends a token; false where there is none to end.
select jobs.revoke_token(%(name)s, %(origin)s::jsonb)

-- any --
-- Whether anybody has a valid token.
select exists (select from jobs.token where revoked_at is null and (expires_at is null or expires_at > now()))
