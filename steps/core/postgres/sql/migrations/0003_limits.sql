-- Limits: what the code declares, what people changed at run time, and what the admission of jobs remembers. How many
-- places of a limit are taken is kept nowhere: it is counted over the jobs that are at work.

-- Of a pipeline: the limits that its jobs pass, in order; whose turns are shared fairly; what a job counts for; after how
-- long in the queue it counts as one priority higher; and after how long it is given up. Paths lead into the event.
alter table jobs.pipeline
    add limits text[] not null default '{}',
    add fair_by text[],
    add units text[],
    add ageing interval,
    add give_up_after interval;

-- Replaced by each deploy. `path`: where an event holds the key; null: one gate for all.
create table jobs.declared_limit (
    name text primary key check (name ~ '^[a-z][a-z0-9_.-]{0,60}$'),
    kind text not null check (kind in ('concurrent', 'rate', 'quiet', 'batch')),
    n integer,                                                -- places, starts per `every`, events of a batch
    every interval,                                           -- of a rate; of quiet and batch: how long they wait
    burst integer,                                            -- starts that a rate lets through at once
    at_most interval,                                         -- quiet: the longest wait of the first event
    on_excess text not null default 'wait' check (on_excess in ('wait', 'skip', 'replace', 'latest')),
    collect boolean not null default false,                   -- quiet: hand over all events, not the newest alone
    path text[]
);

-- What people set at run time; no deploy touches it. key '*': every key of the limit.
create table jobs.limit_override (
    name text not null,
    key text not null check (length(key) <= 200),
    n integer not null check (n between 0 and 1000000),
    every interval check (every > interval '0'),
    until timestamptz,
    who text not null,
    why text not null,
    at timestamptz not null default clock_timestamp(),
    primary key (name, key)
);

-- Gates that let nobody through, until somebody lifts it. A pipeline is a gate of its own name.
create table jobs.pause (
    name text not null,
    key text not null check (length(key) <= 200),
    until timestamptz,
    who text not null,
    why text not null,
    at timestamptz not null default clock_timestamp(),
    primary key (name, key)
);

-- Of a rate, its theoretical arrival time (GCRA); of whoever shares a turn, how much was done for them, by weight.
create table jobs.gate (
    id text primary key,
    tat timestamptz not null
) with (fillfactor = 50);
create table jobs.share (
    key text primary key,
    weight double precision not null default 1 check (weight > 0 and weight <= 1000000),
    done double precision not null default 0,
    lane text collate "C" not null default ''                 -- the last of its lanes that was looked at
) with (fillfactor = 50);
create table jobs.admission (
    singleton boolean primary key default true check (singleton),
    fair text collate "C" not null default '',                -- the last share that was looked at
    done double precision not null default 0,                 -- of the share that had its turn last
    looked_at timestamptz not null default '-infinity',
    declared text                                             -- the hash of what the code declares
);
insert into jobs.admission default values;

-- Jobs to look at, and when: those that were queued, and those whose gate opens by itself.
create table jobs.arrival (
    look_at timestamptz not null,
    job_id uuid not null references jobs.job on delete cascade,
    primary key (look_at, job_id)
);
create index arrival_job on jobs.arrival (job_id);

-- `lane`: jobs of one lane wait for the same things, in the order of their time; null: the job passes no gate.
-- `merge_key`: the gate by which jobs skip, replace or join each other. `taken_by`: the job that took this one's place.
alter table jobs.job
    add gates text[] not null default '{}',
    add lane text collate "C",
    add fair text not null default '',
    add units integer not null default 1 check (units > 0),
    add merge_key text,
    add give_up_at timestamptz,
    add taken_by uuid,
    add gathered integer not null default 0;                  -- jobs whose events it brings along
drop index jobs.job_queue;
create index job_queue on jobs.job (priority, run_at, id) where status = 'queued' and lane is null;
create index job_lane on jobs.job (lane, run_at, id) where status = 'queued' and lane is not null;
create index job_merge on jobs.job (merge_key, id) where status = 'queued' and merge_key is not null;
create index job_give_up on jobs.job (give_up_at) where status = 'queued' and give_up_at is not null;
create index job_unloadable on jobs.job (id) where status = 'queued'
    and (run_at < timestamptz '0001-01-02 00:00:00+00' or run_at >= timestamptz '9999-12-31 00:00:00+00');
create index job_taken_by on jobs.job (taken_by) where taken_by is not null;

-- What people do to limits, schedules and many jobs at once.
alter table jobs.audit drop constraint audit_act_check;
alter table jobs.audit add constraint audit_act_check check (act in (
    'sent', 'cancelled', 'reran', 'token_made', 'token_revoked', 'setting_changed',
    'limit_set', 'limit_cleared', 'paused', 'resumed', 'weight_set',
    'schedule_set', 'schedule_paused', 'schedule_resumed', 'schedule_removed', 'schedule_run',
    'deleted', 'operation_started', 'operation_paused', 'operation_resumed', 'operation_stopped', 'operation_undone'));

-- A queued job that may be dispatched, as jobs.admit compares them. `tag`: what was done for its share once it is begun.
create type jobs.candidate as (
    id uuid, gates text[], units integer, fair text, rank integer, tag double precision, run_at timestamptz, merge_key text
);
