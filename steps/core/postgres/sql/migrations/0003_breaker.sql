-- A provider that refuses for lack of credit is left alone until `open_until`, by every process.
create table jobs.breaker (
    provider text primary key,
    reason text not null,
    opened_at timestamptz not null default clock_timestamp(),
    open_until timestamptz not null
);
