-- What is done to many jobs at once: the selection as it was when somebody asked, and what became of each of its jobs.
create table jobs.operation (
    id uuid primary key default jobs.new_id(),
    kind text not null check (kind in ('rerun', 'cancel', 'delete', 'erase')),
    state text not null default 'working' check (state in ('working', 'paused', 'stopped', 'done', 'undoing', 'undone')),
    selection text not null,                                  -- as people write it
    from_step text,                                           -- the step that reruns begin with; null: the first
    rate double precision check (rate > 0 and rate <= 10000), -- jobs a second; null: as fast as it goes
    why text check (length(why) <= 500),
    origin jsonb not null,                                    -- who asked, as jobs.record_act has it
    total integer not null default 0,
    position integer not null default 0,                      -- the last item that was worked on
    done integer not null default 0,
    left_alone integer not null default 0,
    undone_to integer not null default 0,                     -- the last item that was looked at for undoing
    undone integer not null default 0,
    next_at timestamptz not null default clock_timestamp(),   -- when the next job is due by its rate (GCRA)
    problem text,                                             -- what hinders it now
    receipt jsonb,                                            -- of an erasure: what was removed, without the text itself
    created_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
create index operation_at_work on jobs.operation (id) where state in ('working', 'undoing');
create index operation_ended on jobs.operation (ended_at) where ended_at is not null;

-- One job of a selection. It may be gone by now, so there is no foreign key to it.
create table jobs.operation_item (
    operation uuid not null references jobs.operation on delete cascade,
    number integer not null,                                  -- 1, 2, ... in the order of the work
    job_id uuid not null,
    state text not null default 'pending' check (state in ('pending', 'done', 'left_alone', 'undone')),
    reason text,                                              -- a code: why it was left alone, or was not undone
    new_job uuid,                                             -- what a rerun made of it
    ended_at timestamptz,
    primary key (operation, number)
);
create index operation_item_left on jobs.operation_item (operation, number) where reason is not null;

alter table jobs.job add operation uuid;                      -- the operation that made it; may be gone by now
create index job_operation on jobs.job (operation, id) where operation is not null;

-- What they said was erased on request; ids and times stay.
alter table jobs.job add erased_at timestamptz;
alter table jobs.event add erased_at timestamptz;
