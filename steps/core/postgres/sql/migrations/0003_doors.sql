-- The pipelines that there are: an event for any other is refused where it is sent. `migrate` adds those of the code, and
-- leaves those of other releases, whose applications still send; what nothing runs any more, the dispatcher fails.
create table jobs.pipeline (
    name text primary key check (name ~ '^[a-z][a-z0-9-]{0,40}$'),
    known_since timestamptz not null default now()
);
