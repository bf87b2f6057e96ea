-- One export is one transaction. Settings end with it. `row_security = off` makes PostgreSQL refuse a query that a
-- row policy would silently shorten: an incomplete export is worse than none.

-- open_snapshot --
-- Settings of the transaction, and the snapshot that it reads.
select pg_current_snapshot()::text, now()
from (
    select
        set_config('statement_timeout', %(milliseconds)s::text, true),
        set_config('idle_in_transaction_session_timeout', %(milliseconds)s::text, true),
        set_config('lock_timeout', '5s', true),
        set_config('row_security', 'off', true),
        set_config('client_encoding', 'UTF8', true),
        set_config('timezone', 'UTC', true),
        set_config('datestyle', 'ISO, YMD', true),
        set_config('intervalstyle', 'iso_8601', true),
        set_config('bytea_output', 'hex', true),
        set_config('extra_float_digits', '1', true),
        set_config('jobs_export.subject', %(subject)s, true),
        set_config('jobs_export.inner', %(inner)s::bytea::text, true),
        set_config('jobs_export.outer', %(outer)s::bytea::text, true)
    offset 0 -- keeps the planner from dropping what it thinks nobody reads
) settings
