-- What limits remember of a person: keys, reasons, turns. What they hold in force goes on; a bound or a pause whose key is
-- the person's own goes with the key, and the audit and the receipt say so. `how` is `match`, `tenant` or `tag.NAME`.

-- Whether a limit's key is what is erased: for a tenant or a tag, where the limit's path leads there. Of a limit that is
-- not declared any more nobody knows the path, so its keys count.
create or replace function jobs.is_erased_key(the_name text, the_key text, how text, value text) returns boolean
language sql stable as $$
    select the_key <> '*' and case
        when how = 'match' then strpos(lower(the_key), lower(value)) > 0 or the_key = jobs.key_text(value)
        else the_key in (value, jobs.key_text(value), case value when '*' then '**' end) and coalesce(
            (select l.path from jobs.declared_limit l where l.name = the_name)
            = case how when 'tenant' then array['tenant'] else array['tags', substr(how, 5)] end, true)
        end
$$;

-- Whether a share of turns is called by it. Shares do not say of which path they are.
create or replace function jobs.is_erased_share(the_key text, how text, value text) returns boolean language sql immutable as $$
    select the_key in (value, jobs.key_text(value)) or how = 'match' and strpos(lower(the_key), lower(value)) > 0
$$;

-- What the audit says instead of its subject; null where the subject may stay.
create or replace function jobs.erased_subject(act text, subject text, how text, value text, needles text[]) returns text
language sql stable as $$
    select case
        when act in ('limit_set', 'limit_cleared', 'paused', 'resumed') and jobs.is_erased_key(
                g.name, case when length(subject) = 200 and starts_with(value, g.key) then value else g.key end, how, value)
            then g.name || '=(erased)'
        when act = 'weight_set' and jobs.is_erased_share(subject, how, value) then '(erased)'
        when how = 'match' and jobs.mentions(subject, '', needles) then 'erased'
    end
    from (select split_part(subject, '=', 1) as name, nullif(substr(subject, strpos(subject, '=') + 1), subject) as key) g
$$;

-- The keys that are the person's: of a `pause`, a `bound`, a `weight`, or the state of a `rate` or of a `turn`.
create or replace function jobs.erased_keys(how text, value text) returns table (kind text, name text, key text)
language sql stable as $$
    select 'bound', o.name, o.key from jobs.limit_override o where jobs.is_erased_key(o.name, o.key, how, value)
    union all
    select 'pause', p.name, p.key from jobs.pause p where jobs.is_erased_key(p.name, p.key, how, value)
    union all
    select 'rate', g.name, g.key
    from (select split_part(id, '=', 1) as name, substr(id, strpos(id, '=') + 1) as key from jobs.gate
          where strpos(id, '=') > 0) g
    where jobs.is_erased_key(g.name, g.key, how, value)
    union all
    select case s.weight when 1 then 'turn' else 'weight' end, '', s.key
    from jobs.share s where jobs.is_erased_share(s.key, how, value)
$$;

-- How many pauses, bounds and weights an erasure lifts, and of how many it erases the reason.
create or replace function jobs.erasable_limits(about jsonb) returns table (pauses bigint, bounds bigint, weights bigint, reasons bigint)
language sql stable as $$
    select count(*) filter (where k.kind = 'pause'), count(*) filter (where k.kind = 'bound'),
        count(*) filter (where k.kind = 'weight'), (
            select count(*) from (
                select 'pause' as kind, p.name, p.key, p.who, p.why from jobs.pause p
                union all select 'bound', o.name, o.key, o.who, o.why from jobs.limit_override o
                union all select 'runs', o.pipeline, '', o.who, o.why from jobs.runs_override o) r
            where jobs.mentions(concat_ws(' ', r.why, r.who), about ->> 'field', array(select jsonb_array_elements_text(about -> 'needles')))
              and not jobs.is_erased_key(r.name, r.key, about ->> 'how', about ->> 'value'))
    from jobs.erased_keys(about ->> 'how', about ->> 'value') k
$$;

-- Erase what limits and shares remember. A key that a job still waits or works under stays with that job, which is not of
-- the operation: then the person is sent for anew. Answers with what was lifted, for the receipt. In the end of a
-- transaction: until then nobody admits.
create or replace function jobs.erase_keys(o jobs.operation, about jsonb) returns jsonb language plpgsql as $$
declare
    how text := about ->> 'how';
    value text := about ->> 'value';
    needles text[] := array(select jsonb_array_elements_text(about -> 'needles'));
    one record;
    before jsonb;
    lifted jsonb := '{"pauses": 0, "bounds": 0, "weights": 0, "reasons": 0}';
    many bigint;
begin
    perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1); -- whoever admits now has ended, and keeps none of these rows
    for one in
        with erased as materialized (
            select * from jobs.erased_keys(how, value)
        ), busy as materialized (
            select distinct u.gate from jobs.job j cross join lateral unnest(j.gates) u (gate)
            where j.status in ('queued', 'dispatched', 'running') and (select count(*) from erased where name <> '') > 0
        )
        select e.* from erased e where not exists (select from busy b where b.gate = e.name || '=' || e.key)
    loop
        if one.kind = 'bound' then
            delete from jobs.limit_override l where l.name = one.name and l.key = one.key
            returning jsonb_build_object('n', l.n, 'until', l.until) into before;
            lifted := jobs.add_counts(lifted, '{"bounds": 1}');
            perform jobs.record_act('limit_cleared', jobs.origin_of(o), null, one.name || '=(erased)',
                jsonb_build_object('before', before));
        elsif one.kind = 'pause' then
            delete from jobs.pause p where p.name = one.name and p.key = one.key
            returning jsonb_build_object('until', p.until) into before;
            lifted := jobs.add_counts(lifted, '{"pauses": 1}');
            perform jobs.record_act('resumed', jobs.origin_of(o), null, one.name || '=(erased)',
                jsonb_build_object('before', before));
        elsif one.kind = 'rate' then
            delete from jobs.gate g where g.id = one.name || '=' || one.key;
        else
            delete from jobs.share s where s.key = one.key returning jsonb_build_object('weight', s.weight) into before;
            if one.kind = 'weight' then
                lifted := jobs.add_counts(lifted, '{"weights": 1}');
                perform jobs.record_act('weight_set', jobs.origin_of(o), null, '(erased)',
                    jsonb_build_object('weight', 1, 'before', before));
            end if;
        end if;
    end loop;
    update jobs.limit_override l
    set why = '(erased)', who = case when jobs.mentions(l.who, about ->> 'field', needles) then '(erased)' else l.who end
    where jobs.mentions(concat_ws(' ', l.why, l.who), about ->> 'field', needles);
    get diagnostics many = row_count;
    lifted := jobs.add_counts(lifted, jsonb_build_object('reasons', many));
    update jobs.pause p
    set why = '(erased)', who = case when jobs.mentions(p.who, about ->> 'field', needles) then '(erased)' else p.who end
    where jobs.mentions(concat_ws(' ', p.why, p.who), about ->> 'field', needles);
    get diagnostics many = row_count;
    lifted := jobs.add_counts(lifted, jsonb_build_object('reasons', many));
    update jobs.runs_override r
    set why = '(erased)', who = case when jobs.mentions(r.who, about ->> 'field', needles) then '(erased)' else r.who end
    where jobs.mentions(concat_ws(' ', r.why, r.who), about ->> 'field', needles);
    get diagnostics many = row_count;
    lifted := jobs.add_counts(lifted, jsonb_build_object('reasons', many));
    -- Where the admission left off is no more than a mark: without it, it begins with the first.
    delete from jobs.lane_turn t
    where strpos(lower(concat_ws(' ', t.share, t.lane)), lower(value)) > 0
       or strpos(concat_ws(' ', t.share, t.lane), jobs.key_text(value)) > 0;
    update jobs.admission_turn t set fair = ''
    where strpos(lower(t.fair), lower(value)) > 0 or t.fair = jobs.key_text(value);
    perform pg_notify('jobs_queued', '');
    return lifted;
end $$;
