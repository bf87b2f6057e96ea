-- lock --
-- One process at a time changes the schema; the number spells "jobs".
select pg_advisory_xact_lock(1785684595)

-- settings --
-- For this transaction: names are read as they are written, functions may call those of a later file, and it takes as
-- long as it takes.
select set_config('search_path', '', true), set_config('check_function_bodies', 'off', true),
    set_config('quote_all_identifiers', 'off', true), set_config('statement_timeout', '0', true),
    set_config('lock_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)

-- rights --
-- Whether a schema `jobs` is there and whose, whether something is in it, and whether we may make what is missing.
select n.oid is not null as there, pg_get_userbyid(n.nspowner) as owner,
    exists (select from pg_class where relnamespace = n.oid) or exists (select from pg_proc where pronamespace = n.oid)
        or exists (select from pg_type where typnamespace = n.oid) as filled,
    coalesce(has_schema_privilege(n.oid, 'CREATE'), has_database_privilege(current_database(), 'CREATE')) as may,
    quote_ident(current_user) as us, quote_ident(current_database()) as database
from (select) one left join pg_namespace n on n.nspname = 'jobs'

-- make_schema --
-- Needs CREATE on the database, even where the schema is there.
create schema jobs

-- make_records --
-- What was applied: migrations by name, files of functions with what they made.
create table if not exists jobs.migration (
    name text primary key,
    applied_at timestamptz not null default now()
);
create table if not exists jobs.function_file (
    name text primary key,
    sha256 text not null,
    release integer[] not null,
    functions text[] not null,
    applied_at timestamptz not null default now()
);

-- records_exist --
-- False where nothing was ever applied.
select count(*) = 2 from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = (select oid from pg_namespace where nspname = 'jobs') and not a.attisdropped
  and (c.relname, a.attname) in (('migration', 'name'), ('function_file', 'sha256'))

-- applied_migrations --
-- The names of all that were applied, by whatever release.
select name from jobs.migration

-- applied_functions --
-- The files of functions as they were applied last.
select name, sha256, release, functions from jobs.function_file

-- pipelines_exist --
-- False where the migration that keeps their names was not applied yet.
select to_regclass('jobs.pipeline') is not null

-- known_pipelines --
-- The names of all whose events are taken, by whatever release.
select name from jobs.pipeline

-- know_pipelines --
-- Events of these are taken from now on.
insert into jobs.pipeline (name) select unnest(%(names)s::text[]) on conflict (name) do nothing

-- record_migration --
-- This one is done.
insert into jobs.migration (name) values (%(name)s)

-- record_functions --
-- This file is applied as it is now.
insert into jobs.function_file (name, sha256, release, functions)
values (%(name)s, %(sha256)s, %(release)s, %(functions)s)
on conflict (name) do update
set sha256 = excluded.sha256, release = excluded.release, functions = excluded.functions, applied_at = now()

-- forget_functions --
-- These files are gone.
delete from jobs.function_file where name = any (%(names)s)

-- routines --
-- Every function of the schema with the place of its row, which changes whenever it is made or replaced.
select oid::regprocedure::text, ctid::text from pg_proc where pronamespace = 'jobs'::regnamespace

-- grant_roles --
-- Grants to the group roles, as functions/roles.sql has it.
select jobs.grant_roles()

-- grants_known --
-- False where a schema of tests has no roles, or a role that may not look.
select has_schema_privilege('jobs', 'usage')
    and coalesce(has_function_privilege(to_regprocedure('jobs.roles_without_grants()'), 'execute'), false)

-- roles_without_grants --
-- Group roles that an operator has made since the last time.
select jobs.roles_without_grants()
