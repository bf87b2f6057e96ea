-- What the code declares of limits, and what people change at run time. Every change is in the audit, in its transaction.

-- Make what the code declares what holds: {"limits": [{name, kind, n, every, burst, at_most, on_excess, collect, path}],
-- "pipelines": {name: {limits, fair_by, units, ageing, give_up_after, runs}}}; times are seconds. Jobs that are queued keep the
-- gates that they were queued with; a gate whose limit is gone stops nobody, and a new bound holds from the next look on.
create or replace function jobs.declare_limits(declared jsonb) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 2);
    update jobs.admission set declared = md5(declare_limits.declared::text);
    delete from jobs.declared_limit d where d.name <> all (array(select l ->> 'name' from jsonb_array_elements(declared -> 'limits') l));
    insert into jobs.declared_limit as d (name, kind, n, every, burst, at_most, on_excess, collect, path)
    select l.name, l.kind, l.n, make_interval(secs => l.every), l.burst, make_interval(secs => l.at_most),
        coalesce(l.on_excess, 'wait'), coalesce(l.collect, false), l.path
    from jsonb_to_recordset(declared -> 'limits') as l (
        name text, kind text, n integer, every double precision, burst integer, at_most double precision, on_excess text,
        collect boolean, path text[])
    on conflict (name) do update set (kind, n, every, burst, at_most, on_excess, collect, path) =
        (excluded.kind, excluded.n, excluded.every, excluded.burst, excluded.at_most, excluded.on_excess, excluded.collect, excluded.path)
    where d is distinct from excluded;
    update jobs.pipeline p set
        limits = coalesce(d.limits, '{}'), fair_by = d.fair_by, units = d.units,
        ageing = make_interval(secs => d.ageing), give_up_after = make_interval(secs => d.give_up_after),
        runs = coalesce(d.runs, 'pods')
    from jsonb_each(declared -> 'pipelines') e
    cross join lateral jsonb_to_record(e.value) as d (
        limits text[], fair_by text[], units text[], ageing double precision, give_up_after double precision, runs text)
    where p.name = e.key and (p.limits, p.fair_by, p.units, p.ageing, p.give_up_after, p.runs) is distinct from (
        coalesce(d.limits, '{}'), d.fair_by, d.units, make_interval(secs => d.ageing), make_interval(secs => d.give_up_after),
        coalesce(d.runs, 'pods'));
end $$;

-- Whether a limit or a pipeline is so called.
create or replace function jobs.check_limit_name(the_name text) returns void language plpgsql as $$
begin
    if not exists (select from jobs.declared_limit where name = the_name)
       and not exists (select from jobs.pipeline where name = the_name)
       and not exists (select from jobs.limit_override where name = the_name)
       and not exists (select from jobs.pause where name = the_name) then
        perform jobs.refuse('limit', format('there is no limit and no pipeline called %L', left(the_name, 60)));
    end if;
end $$;

-- Refuse a change of a limit or a key that there is not, without a reason, or that would be over before it begins.
create or replace function jobs.check_change(the_name text, the_key text, options jsonb) returns void language plpgsql as $$
begin
    perform jobs.check_limit_name(the_name);
    if the_key <> '*' and not exists (select from jobs.declared_limit where name = the_name and path is not null) then
        perform jobs.refuse('key', format('%s has no keys', the_name));
    end if;
    perform jobs.check_why(options ->> 'why');
    if jobs.moment('until', options ->> 'until') <= clock_timestamp() then
        perform jobs.refuse('until', 'has passed');
    end if;
end $$;

-- Bound a limit, or one key of it ('*': every key), from now on. options: `n`; `every`, seconds, of a rate; `until`, a time;
-- `who` and `why`; `origin`, who asked.
create or replace function jobs.set_limit(the_name text, the_key text, options jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before jsonb;
    every double precision;
begin
    perform jobs.check_change(the_name, the_key, options);
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1); -- one after the other, so that `before` is true
    if exists (select from jobs.declared_limit where name = the_name and kind in ('quiet', 'batch')) then
        perform jobs.refuse('limit', format('%s gathers events; pause it, or change it in the code', the_name));
    end if;
    if options -> 'every' <> 'null' and not exists (select from jobs.declared_limit where name = the_name and kind = 'rate') then
        perform jobs.refuse('every', format('%s bounds what is at work at once, so it takes a number alone', the_name));
    end if;
    if coalesce(jobs.countable(options -> 'n'), -1) not between 0 and 1000000 then
        perform jobs.refuse('n', 'must be a whole number from 0 to 1,000,000');
    end if;
    if options -> 'every' <> 'null' and coalesce(jobs.countable(options -> 'every'), 0) not between 1e-6 and 31622400 then
        perform jobs.refuse('every', 'must be seconds, from 0.000001 to a year');
    end if;
    every := coalesce(jobs.countable(options -> 'every'), (select extract(epoch from l.every) from jobs.declared_limit l where l.name = the_name));
    if jobs.countable(options -> 'n') > every * 1e6 then
        perform jobs.refuse('n', 'must be at most a million starts a second');
    end if;
    select jsonb_build_object('n', o.n, 'until', o.until) into before from jobs.limit_override o
    where o.name = the_name and o.key = jobs.key_text(the_key);
    insert into jobs.limit_override as o (name, key, n, every, until, who, why)
    values (the_name, jobs.key_text(the_key), (options ->> 'n')::integer, make_interval(secs => (options ->> 'every')::double precision),
        jobs.moment('until', options ->> 'until'), options ->> 'who', options ->> 'why')
    on conflict (name, key) do update set (n, every, until, who, why, at) =
        (excluded.n, excluded.every, excluded.until, excluded.who, excluded.why, excluded.at);
    perform jobs.record_act('limit_set', options -> 'origin', null, jobs.gate_text(the_name, the_key),
        jsonb_build_object('n', options -> 'n', 'every', options -> 'every', 'until', options -> 'until', 'why', options -> 'why', 'before', before));
    perform pg_notify('jobs_queued', '');
end $$;

-- Let the declared bound hold again. Returns whether another one was set.
create or replace function jobs.clear_limit(the_name text, the_key text, origin jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before jsonb;
begin
    delete from jobs.limit_override o where o.name = the_name and o.key = jobs.key_text(the_key)
    returning jsonb_build_object('n', o.n, 'until', o.until, 'why', o.why) into before;
    if not found then
        return false;
    end if;
    perform jobs.record_act('limit_cleared', origin, null, jobs.gate_text(the_name, the_key),
        jsonb_build_object('before', before));
    perform pg_notify('jobs_queued', '');
    return true;
end $$;

-- Let no more jobs through a pipeline, a limit or one key of it; what is at work goes on. options: `until`, `who`, `why`, `origin`.
create or replace function jobs.pause_gate(the_name text, the_key text, options jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform jobs.check_change(the_name, the_key, options);
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1); -- whoever admits now has ended before we say that it is paused
    insert into jobs.pause as p (name, key, until, who, why)
    values (the_name, jobs.key_text(the_key), jobs.moment('until', options ->> 'until'), options ->> 'who', options ->> 'why')
    on conflict (name, key) do update set (until, who, why, at) = (excluded.until, excluded.who, excluded.why, excluded.at);
    perform jobs.record_act('paused', options -> 'origin', null, jobs.gate_text(the_name, the_key),
        jsonb_build_object('until', options -> 'until', 'why', options -> 'why'));
end $$;

-- Let jobs through again. Returns whether it was paused.
create or replace function jobs.resume_gate(the_name text, the_key text, origin jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from jobs.pause p where p.name = the_name and p.key = jobs.key_text(the_key);
    if not found then
        return false;
    end if;
    perform jobs.record_act('resumed', origin, null, jobs.gate_text(the_name, the_key));
    perform pg_notify('jobs_queued', '');
    return true;
end $$;

-- How much of the turns a share gets, beside the others' 1. Returns whether that is a change.
create or replace function jobs.set_weight(the_key text, the_weight double precision, origin jsonb default '{}') returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if coalesce(the_weight, 0) not between 1e-6 and 1e6 then
        perform jobs.refuse('weight', 'must be from 0.000001 to 1,000,000');
    end if;
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1);
    insert into jobs.share as s (key, weight) values (jobs.key_text(the_key), the_weight)
    on conflict (key) do update set weight = excluded.weight where s.weight <> excluded.weight;
    if not found then
        return false;
    end if;
    perform jobs.record_act('weight_set', origin, null, the_key, jsonb_build_object('weight', the_weight));
    return true;
end $$;

-- Forget what no longer says anything: overrides and pauses that ended, rates that are at rest, shares that are behind.
create or replace function jobs.forget_gates() returns void language sql as $$
    delete from jobs.limit_override where until < clock_timestamp();
    delete from jobs.pause where until < clock_timestamp();
    delete from jobs.gate where tat < clock_timestamp() - interval '1 day';
    delete from jobs.share s where weight = 1 and not jobs.anybody_waits(s.key);
    update jobs.share s set done = 0 where done <> 0 and not jobs.anybody_waits(s.key)
$$;
