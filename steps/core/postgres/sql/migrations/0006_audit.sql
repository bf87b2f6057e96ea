-- What people did: who cancelled, reran, sent by hand, made or revoked a token, changed a setting; when, and from where.
-- The function that does it writes the row, in its own transaction. It outlives the jobs, so it has no foreign key to
-- them, and it holds no secrets and nothing of a document. Append-only: see ../functions/audit.sql.
create table jobs.audit (
    id uuid primary key default jobs.new_id(),
    at timestamptz not null default clock_timestamp(),
    act text not null check (act in ('sent', 'cancelled', 'reran', 'token_made', 'token_revoked', 'setting_changed')),
    job_id uuid,                                              -- of a rerun, the new job
    subject text,                                             -- the token or the setting, by its name
    door text not null check (door in ('api', 'page', 'cli', 'control', 'sql')),
    actor text not null,                                      -- the token's name, user@host, or the role of a SQL session
    address text,                                             -- the client's
    database_role text not null default session_user,
    details jsonb not null default '{}'
);
create index audit_job on jobs.audit (job_id) where job_id is not null;
create index audit_rerun on jobs.audit ((details ->> 'rerun_of')) where act = 'reran';
