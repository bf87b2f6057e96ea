-- What the recorder wrote to Kubernetes of jobs that ran without pods: one row for each Workflow that may still be there,
-- and for each that was left out a moment ago. It is small however many jobs have ended, since a row goes with its
-- Workflow. A row outlives its job, so it has no foreign key: a job that is deleted leaves a Workflow to be deleted.
create table jobs.workflow_record (
    job_id uuid not null,
    generation integer not null,
    workflow text not null,
    version integer not null,                                 -- beginnings and ends of attempts that it shows
    bytes integer not null check (bytes >= 0),                -- what it takes in etcd at most; 0: it was left out
    expires_at timestamptz,                                   -- when Argo deletes it; null: the job is at work
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (job_id, generation)
);
create index workflow_record_live on jobs.workflow_record (job_id) where expires_at is null;
create index workflow_record_expiry on jobs.workflow_record (expires_at) where expires_at is not null;

-- Of every job that ended before this moment it is decided whether its Workflow is recorded.
create table jobs.recorder_mark (
    singleton boolean primary key default true check (singleton),
    decided_to timestamptz not null default clock_timestamp()
);
insert into jobs.recorder_mark default values;
