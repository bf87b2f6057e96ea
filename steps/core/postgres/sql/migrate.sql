-- lock --
-- One process at a time changes the schema; the number spells "jobs".
select pg_advisory_xact_lock(1785684595)

-- settings --
-- For this transaction: names are read as they are written, and functions may call those of a later file.
select set_config('search_path', '', true), set_config('check_function_bodies', 'off', true)

-- make_records --
-- What was applied: migrations by name, files of functions with what they made.
create schema if not exists jobs;
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
select to_regclass('jobs.migration') is not null and to_regclass('jobs.function_file') is not null

-- applied_migrations --
-- The names of all that were applied, by whatever release.
select name from jobs.migration

-- applied_functions --
-- The files of functions as they were applied last.
select name, sha256, release, functions from jobs.function_file

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
select has_schema_privilege('jobs', 'usage') and to_regprocedure('jobs.roles_without_grants()') is not null

-- roles_without_grants --
-- Group roles that an operator has made since the last time.
select jobs.roles_without_grants()
