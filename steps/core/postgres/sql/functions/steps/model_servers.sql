-- How a model's server is asked: what a probe found out, for all processes.

-- What is known of a server; no row where nothing is, or where it was refused so long ago that it may be mended.
-- options: `refused_for`, the seconds that a refusal holds.
create or replace function jobs.model_server(the_server text, the_model text, options jsonb default '{}') returns table (
    serial integer, dialect text, refusal text, tokens_per_second double precision, reading_per_second double precision,
    age double precision
) language sql security definer set search_path = pg_catalog, pg_temp as $$
    select s.serial, s.dialect, s.refusal, s.tokens_per_second, s.reading_per_second,
        coalesce(jobs.seconds_between(s.probed_at, clock_timestamp()), 1e9)
    from jobs.model_server s
    where s.server = the_server and s.model = the_model and s.dialect is not null and (s.dialect <> 'none'
        or s.probed_at > clock_timestamp() - make_interval(secs => (options ->> 'refused_for')::double precision))
$$;

-- The number of the probe that the caller may make now; null while another makes one, or where all is known.
-- options: `seconds`, after which a probe that left nothing counts as dead; `refused_for`, as above. Servers that nobody
-- asks any more are forgotten here, so the table stays short.
create or replace function jobs.claim_probe(the_server text, the_model text, options jsonb default '{}') returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    until timestamptz := clock_timestamp() + make_interval(secs => (options ->> 'seconds')::double precision);
    number integer;
begin
    delete from jobs.model_server s where s.claimed_until < clock_timestamp() - interval '90 days'
        and (s.server, s.model) <> (the_server, the_model);
    insert into jobs.model_server as s (server, model, claimed_until) values (the_server, the_model, until)
    on conflict (server, model) do update
    set serial = s.serial + 1, claimed_until = excluded.claimed_until, dialect = null, refusal = null, tokens_per_second = null,
        reading_per_second = null, probed_at = null
    where s.claimed_until < clock_timestamp() and (s.dialect is null or (s.dialect = 'none'
        and s.probed_at <= clock_timestamp() - make_interval(secs => (options ->> 'refused_for')::double precision)))
    returning s.serial into number;
    return number;
end $$;

-- What the probe of this number found. options: `dialect`, which is missing where it found nothing and others may try at
-- once; `refusal`, `tokens_per_second`, `reading_per_second`. A later probe's word stays.
create or replace function jobs.record_probe(the_server text, the_model text, the_serial integer, options jsonb default '{}')
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update jobs.model_server s
    set dialect = options ->> 'dialect', refusal = options ->> 'refusal', claimed_until = clock_timestamp(),
        tokens_per_second = (options ->> 'tokens_per_second')::double precision,
        reading_per_second = (options ->> 'reading_per_second')::double precision, probed_at = clock_timestamp()
    where s.server = the_server and s.model = the_model and s.serial = the_serial
$$;

-- The server contradicts what the probe of this number found: the next question asks anew. Answers whether it will:
-- a probe that is younger than `older_than` seconds (options) stays, so that no server is probed without end.
create or replace function jobs.forget_probe(the_server text, the_model text, the_serial integer, options jsonb default '{}')
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update jobs.model_server s set dialect = null
    where s.server = the_server and s.model = the_model and s.serial = the_serial and s.dialect is not null
      and s.probed_at <= clock_timestamp() - make_interval(secs => (options ->> 'older_than')::double precision);
    return found;
end $$;
