-- How a job is run again, as a new one.

-- A new job from the same event. options: `data`, new data of the same name instead, for the same tenant. `kept`, the steps whose outputs it
-- takes over, with what the ledger knows of their paid calls (their cost stays with the first job); these steps do not
-- run again. `from_step`, the one that it begins with, as people are told. `origin`, who asked. `operation`, what it is
-- a part of.
-- Answers with the new job's id, or null where there is no such job.
create or replace function jobs.rerun(the_job uuid, options jsonb default '{}') returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept text[] := array(select jsonb_array_elements_text(options -> 'kept'));
    from_step text := options ->> 'from_step';
    new_data jsonb := nullif(options -> 'data', 'null');
    part_of uuid := options ->> 'operation';
    first_job jobs.job;
    new_job uuid;
begin
    select * into first_job from jobs.job where id = the_job;
    if not found then
        return null;
    end if;
    if new_data is not null then
        new_job := jobs.enqueue(first_job.pipeline, new_data, priority => first_job.priority, options => (
            select jsonb_strip_nulls(jsonb_build_object('tenant', e.tenant, 'tags', nullif(e.tags, '{}')))
            from jobs.event e where e.id = first_job.event_id));
        update jobs.job set rerun_of = the_job, rerun_from = from_step, operation = part_of where id = new_job;
    else
        new_job := jobs.new_id();
        perform jobs.queue_job(new_job, first_job.pipeline, first_job.event_id, first_job.priority, now());
        update jobs.job set rerun_of = the_job, rerun_from = from_step, operation = part_of where id = new_job;
    end if;
    insert into jobs.output (job_id, step, data, stored_at)
    select new_job, o.step, o.data, o.stored_at from jobs.output o where o.job_id = the_job and o.step = any (kept);
    insert into jobs.provider_call (job_id, step, provider, fingerprint, state, attempts, external_id, upload_url,
                                    response, usage, error, created_at, updated_at)
    select new_job, c.step, c.provider, c.fingerprint, c.state, c.attempts, c.external_id, c.upload_url,
           c.response, c.usage, c.error, c.created_at, c.updated_at
    from jobs.provider_call c where c.job_id = the_job and c.step = any (kept);
    perform jobs.record_act('reran', options -> 'origin', new_job, null, jsonb_build_object(
        'rerun_of', the_job, 'from_step', from_step, 'edited', case when new_data is not null then true end));
    return new_job;
end $$;
