-- Where the jobs of a pipeline run, and the processes that take them.

-- `runs`, as the code or the chart declares it: in processes that are always there, a pod for each step, or one for all.
alter table jobs.pipeline add runs text not null default 'pods' check (runs in ('warm', 'pods', 'pod'));

-- What people set at run time; no deploy touches it.
create table jobs.runs_override (
    pipeline text primary key references jobs.pipeline (name) on delete cascade,
    runs text not null check (runs in ('warm', 'pods', 'pod')),
    who text not null,
    why text not null,
    at timestamptz not null default clock_timestamp()
);

-- `moved`: {runs, code, message, at} of a job that goes on elsewhere than its pipeline runs, and why.
alter table jobs.job add moved jsonb;

-- `about`: {executor, serves, pipelines, host, pid, version, places}, `busy`: the places that are taken.
alter table jobs.dispatcher
    add about jsonb not null default '{}',
    add busy integer not null default 0;

drop index jobs.job_on_cluster;
create index job_on_cluster on jobs.job (id) where executor not in ('local', 'warm') and workflow_ended_at is null;
-- For those who take some pipelines alone: jobs of others that wait before theirs cost nothing.
create index job_queue_of on jobs.job (pipeline, priority, run_at, id) where status = 'queued' and lane is null;

-- Where the admission of jobs left off, for each set of pipelines that somebody takes jobs of ('': all of them).
create table jobs.admission_turn (
    pipelines text primary key,
    fair text collate "C" not null default '',                -- the last share that was looked at
    looked_at timestamptz not null default '-infinity'
) with (fillfactor = 50);
create table jobs.lane_turn (
    pipelines text not null references jobs.admission_turn (pipelines) on delete cascade,
    share text not null,
    lane text collate "C" not null,                           -- the last of the share's lanes that was looked at
    primary key (pipelines, share)
) with (fillfactor = 50);
alter table jobs.admission drop fair, drop looked_at;
alter table jobs.share drop lane;
alter table jobs.arrival add pipeline text not null default '';
create index arrival_of on jobs.arrival (pipeline, look_at, job_id);

alter table jobs.audit drop constraint audit_act_check;
alter table jobs.audit add constraint audit_act_check check (act in (
    'sent', 'cancelled', 'reran', 'token_made', 'token_revoked', 'setting_changed',
    'limit_set', 'limit_cleared', 'paused', 'resumed', 'weight_set', 'runs_set', 'runs_cleared',
    'schedule_set', 'schedule_paused', 'schedule_resumed', 'schedule_removed', 'schedule_run',
    'deleted', 'operation_started', 'operation_paused', 'operation_resumed', 'operation_stopped', 'operation_undone'));
