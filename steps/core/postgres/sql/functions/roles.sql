-- The group roles: what a login role of an operator's may do here, once it is a member of one. No role of ours logs in.
--
-- jobs_app     an application that queues jobs: may call jobs.enqueue and jobs.send.
-- jobs_step    the processes of steps: may call what a step calls, and no table is open to it.
-- jobs_server  server, dispatcher and reconciler: may do all but change the schema, write the audit and touch secrets.

-- The roles' names, and the functions that each may call; jobs_server may call all that are not kept back.
create or replace function jobs.role_functions() returns table (role text, functions text[]) language sql immutable as $$
    values
        ('jobs_app', array['enqueue', 'send']),
        ('jobs_step', array[
            'seconds_left', 'gathered_events', 'begin_attempt', 'end_attempt', 'end_and_begin', 'report_progress', 'write_log', 'unfinished_steps', 'result_of', 'open_call',
            'record_call', 'open_breaker', 'why_open', 'close_breaker', 'model_server', 'claim_probe', 'record_probe', 'forget_probe',
            'gdpr_subject_hash', 'gdpr_open_export', 'gdpr_close_export']),
        ('jobs_server', array[]::text[])
$$;

-- The group roles that this server does not have.
create or replace function jobs.missing_roles() returns text[] language sql stable as $$
    select coalesce(array_agg(f.role order by f.role), '{}') from jobs.role_functions() f
    where not exists (select from pg_roles r where r.rolname = f.role)
$$;

-- The group roles that are there and were granted nothing here yet.
create or replace function jobs.roles_without_grants() returns text[] language sql stable as $$
    select coalesce(array_agg(f.role order by f.role), '{}') from jobs.role_functions() f
    join pg_roles r on r.rolname = f.role
    where not has_schema_privilege(r.oid, 'jobs', 'usage')
$$;

-- Make the group roles, where this session may, and grant to those that are there; nobody else may call a function.
-- Answers with the roles that are missing. Roles belong to the whole server, so several databases share their names.
create or replace function jobs.grant_roles() returns text[] language plpgsql as $$
declare
    wanted record;
    called text;
begin
    foreach called in array jobs.missing_roles() loop
        begin
            execute format('create role %I nologin', called);
        exception
            when insufficient_privilege then null; -- a managed server: its operator makes them
            when duplicate_object or unique_violation then null; -- another database's migration was faster
        end;
    end loop;
    revoke all on all functions in schema jobs from public;
    for wanted in select * from jobs.role_functions() f join pg_roles r on r.rolname = f.role loop
        execute format('grant usage on schema jobs to %I', wanted.role);
        execute format('revoke all on all tables in schema jobs from %I', wanted.role);
        execute format('revoke all on all functions in schema jobs from %I', wanted.role);
        foreach called in array wanted.functions loop
            execute format('grant execute on function jobs.%I to %I', called, wanted.role);
        end loop;
    end loop;
    if 'jobs_server' <> all (jobs.missing_roles()) then
        grant execute on all functions in schema jobs to jobs_server;
        revoke execute on function jobs.record_act, jobs.grant_roles from jobs_server;
        grant select, insert, update, delete on all tables in schema jobs to jobs_server;
        revoke insert, update, delete on jobs.audit, jobs.token, jobs.migration, jobs.function_file, jobs.pipeline from jobs_server;
        revoke all on jobs.gdpr_secret from jobs_server;
        revoke update, delete on jobs.gdpr_export_event from jobs_server;
        grant usage on all sequences in schema jobs to jobs_server;
    end if;
    return jobs.missing_roles();
exception
    when insufficient_privilege then return jobs.missing_roles(); -- another role owns the schema
end $$;
