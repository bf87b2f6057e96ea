-- How a language model's server is asked, as a small probe found out, for each server and model: what all steps share.
-- `serial` counts the probes. `claimed_until`: somebody probes until then. `dialect` is null until it is known, and `none`
-- where the server obeyed no schema; `refusal` says why. The tokens per second are estimates of the probe's.
create table jobs.model_server (
    server text not null,                                     -- its base URL, without a user, a password or a query
    model text not null,
    serial integer not null default 1,
    claimed_until timestamptz not null,
    dialect text check (dialect in ('responses', 'chat', 'none')),
    refusal text,
    tokens_per_second double precision,
    reading_per_second double precision,
    probed_at timestamptz,
    primary key (server, model)
);
