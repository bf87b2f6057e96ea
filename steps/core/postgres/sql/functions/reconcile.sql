-- What the reconciler writes. Each call names the Workflow it speaks of, and does nothing where the job is another's.

-- Make a job final whose workflow could not do it. Returns whether it was this call that did.
create or replace function jobs.settle(the_job uuid, the_workflow text, new_status text, the_error jsonb default null)
returns boolean language plpgsql as $$
begin
    perform from jobs.job j where j.id = the_job and j.workflow = the_workflow for no key update;
    if not found then
        return false;
    end if;
    return jobs.finish(the_job, new_status, the_error);
end $$;

-- A job's Workflow is another one from now on: one that somebody started by hand.
create or replace function jobs.hand_over(the_job uuid, former text, the_workflow text, new_deadline timestamptz)
returns boolean language plpgsql as $$
begin
    update jobs.job
    set status = case status when 'queued' then 'dispatched' else status end, workflow = the_workflow,
        executor = coalesce(executor, 'argo'),
        dispatched_at = coalesce(dispatched_at, clock_timestamp()), deadline_at = new_deadline
    where id = the_job and status in ('queued', 'dispatched', 'running') and workflow is not distinct from former
      and coalesce(executor not in ('local', 'warm'), true);
    return found;
end $$;

-- A job that never began has no Workflow: it is about to get one, so its time counts from now.
create or replace function jobs.trigger_again(the_job uuid, the_workflow text, seconds double precision)
returns boolean language plpgsql as $$
begin
    update jobs.job set deadline_at = clock_timestamp() + make_interval(secs => seconds)
    where id = the_job and workflow = the_workflow and status = 'dispatched';
    return found;
end $$;

-- A job that had begun lost its Workflow: it goes on in a new generation. Answers with the new Workflow's name.
create or replace function jobs.start_anew(the_job uuid, the_workflow text, seconds double precision)
returns text language plpgsql as $$
declare
    fresh text;
begin
    update jobs.job j
    set generation = j.generation + 1, workflow = jobs.workflow_name(j.pipeline, j.id, j.generation + 1),
        deadline_at = clock_timestamp() + make_interval(secs => seconds)
    where j.id = the_job and j.workflow = the_workflow and j.status in ('dispatched', 'running')
    returning j.workflow into fresh;
    if found then
        perform jobs.lose_attempts(array[the_job], jobs.lost_error('workflow'));
    end if;
    return fresh;
end $$;

-- End the attempt of a failed pod that recorded no end; also one that was only known to be lost.
create or replace function jobs.end_attempt_of_pod(the_job uuid, pod text, the_exit_code integer, the_error jsonb)
returns boolean language plpgsql as $$
begin
    update jobs.attempt
    set status = 'failed', exit_code = the_exit_code, error = the_error,
        finished_at = coalesce(finished_at, clock_timestamp())
    where job_id = the_job and host = pod
      and (status = 'running' or status = 'lost' and exit_code is null and error is null);
    return found;
end $$;

-- The Workflow of a final job has ended: its place is free.
create or replace function jobs.workflow_ended(the_job uuid, the_workflow text) returns void language sql as $$
    update jobs.job set workflow_ended_at = clock_timestamp()
    where id = the_job and workflow = the_workflow and workflow_ended_at is null and jobs.final(status)
$$;
