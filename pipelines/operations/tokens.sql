-- make --
-- A new token, of which only the hash is kept.
insert into jobs.token (name, hash, scopes, expires_at) values (%(name)s, %(hash)s, %(scopes)s, %(expires_at)s)
returning id::text as id, name, scopes, created_at, expires_at, revoked_at

-- find --
-- The valid tokens with these hashes.
select id::text as id, name, hash, scopes from jobs.token
where hash = any(%(hashes)s) and revoked_at is null and (expires_at is null or expires_at > now())

-- list --
-- All tokens that ever were.
select id::text as id, name, scopes, created_at, expires_at, revoked_at from jobs.token order by id

-- revoke --
-- Ends a token; no row where there is none to end.
update jobs.token set revoked_at = now() where name = %(name)s and revoked_at is null returning id::text

-- any --
-- Whether anybody has a valid token.
select exists (select from jobs.token where revoked_at is null and (expires_at is null or expires_at > now()))
