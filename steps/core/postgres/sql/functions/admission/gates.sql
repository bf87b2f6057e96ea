-- The gates that a job passes: which they are is worked out once, when it is queued; how much room each has, whenever
-- jobs are admitted. A gate is one limit for one key, `customer=42`, or a limit without keys, `openai`. Each pipeline is a
-- gate of its own name, so that it can be held and bounded without a limit of its own.

-- A key as part of a gate's name: what is long or holds control characters is cut and told apart by its hash.
create or replace function jobs.key_text(raw text) returns text language sql immutable as $$
    select case when length(raw) <= 100 and raw !~ '[[:cntrl:]]' then raw
        else regexp_replace(left(raw, 60), '[[:cntrl:]]', ' ', 'g') || '~' || md5(raw) end
$$;

-- What an event says at a path that begins with tenant, tags or data; null where it says nothing, or no text or number.
create or replace function jobs.event_value(e jobs.event, path text[]) returns text language sql immutable as $$
    select case path[1]
        when 'tenant' then e.tenant
        when 'tags' then e.tags ->> path[2]
        else (select case when jsonb_typeof(found) in ('string', 'number', 'boolean') then found #>> '{}' end
              from (select e.data #> path[2:] as found) at_path)
        end
$$;

-- The pipelines that somebody paused or bounded at run time.
create or replace function jobs.held_pipelines() returns text[] language sql stable as $$
    select coalesce(array_agg(p.name), '{}') from jobs.pipeline p
    where exists (select from jobs.pause s where s.name = p.name and (s.until is null or s.until > clock_timestamp()))
       or exists (select from jobs.limit_override o where o.name = p.name and (o.until is null or o.until > clock_timestamp()))
$$;

-- A gate as people write it; `*` stands for every key.
create or replace function jobs.gate_text(the_name text, the_key text) returns text language sql immutable as $$
    select the_name || case the_key when '*' then '' else '=' || the_key end
$$;

-- Where a job stands in the queue. `lane` is null for one that no limit concerns.
create or replace function jobs.queue_place(
    the_pipeline text, e jobs.event, priority integer, run_at timestamptz,
    out gates text[], out lane text, out fair text, out units integer, out merge_key text, out give_up_at timestamptz
) language plpgsql stable as $$
declare
    p jobs.pipeline;
    l jobs.declared_limit;
    key text;
    gate text;
    limited boolean;
begin
    gates := '{}';
    fair := '';
    units := 1;
    select greatest(clock_timestamp(), queue_place.run_at) + q.give_up_after, -- nobody gives up what is not due yet
        q.limits <> '{}' or q.fair_by is not null or q.ageing is not null
        or exists (select from jobs.pause s where s.name = q.name)
        or exists (select from jobs.limit_override o where o.name = q.name)
    into give_up_at, limited from jobs.pipeline q where q.name = the_pipeline;
    if limited is not true then
        return;
    end if;
    select * into p from jobs.pipeline q where q.name = the_pipeline;
    gates := array[the_pipeline];
    for l in select d.* from unnest(p.limits) with ordinality as listed (name, place)
             join jobs.declared_limit d on d.name = listed.name order by listed.place loop
        key := case when l.path is not null then jobs.event_value(e, l.path) end;
        continue when l.path is not null and key is null; -- an event without the key is not bound by it
        gate := l.name || coalesce('=' || case when key ~ '^[*]+$' then jobs.key_text(key || '*') else jobs.key_text(key) end, ''); -- '*' means every key
        gates := case when gate = any (gates) then gates else gates || gate end;
        if l.kind in ('quiet', 'batch') or l.on_excess <> 'wait' then
            merge_key := gate;
        end if;
    end loop;
    fair := coalesce(jobs.key_text(jobs.event_value(e, p.fair_by)), '');
    -- Whoever sends a number chooses how much of a limit it takes, never more than all of it.
    units := case when p.units is null then 1
        else greatest(1, least(1000000, coalesce(jobs.countable(to_jsonb(e.data #> p.units[2:])), 1)))::integer end;
    lane := jobs.lane_of(fair, priority, the_pipeline, gates);
end $$;

-- Lanes of one share lie side by side in the index.
create or replace function jobs.lane_of(fair text, priority integer, the_pipeline text, gates text[])
returns text language sql immutable as $$
    select case when length(lane) <= 900 then lane
        else fair || E'\x1f' || (3 - priority) || E'\x1f' || the_pipeline || E'\x1f' || md5(lane) end
    from (select fair || E'\x1f' || (3 - priority) || E'\x1f' || the_pipeline || E'\x1f' || array_to_string(gates, E'\x1f') as lane) made
$$;

-- How much room each of these gates has at a moment. room: units that may begin now; null: nothing bounds it. `most`: at its
-- emptiest. `held`: units at work. `emission`: the time between two starts of a rate; `floor_tat`: its time with all saved up. `paused`: by whom.
create or replace function jobs.rooms(gates text[], moment timestamptz)
returns table (
    gate text, name text, key text, kind text, n integer, held bigint, room bigint, most integer, emission interval, floor_tat timestamptz,
    paused boolean, on_excess text
) language sql stable as $$
    with live as materialized (
        select u.gate, sum(j.units) as held
        from jobs.job j cross join lateral unnest(case when j.gates = '{}' then array[j.pipeline] else j.gates end) u (gate)
        where j.status in ('dispatched', 'running') group by 1
    ), asked as (
        select distinct x.gate, split_part(x.gate, '=', 1) as name,
            case when strpos(x.gate, '=') > 0 then substr(x.gate, strpos(x.gate, '=') + 1) else '*' end as key
        from unnest(gates) x (gate)
    ), set as (
        select a.*, coalesce(l.kind, 'concurrent') as kind, coalesce(o.n, every.n, l.n) as n,
            coalesce(o.every, every.every, l.every) as every, l.burst, l.on_excess,
            exists (select from jobs.pause p where p.name = a.name and p.key in (a.key, '*')
                    and (p.until is null or p.until > moment)) as paused
        from asked a
        left join jobs.declared_limit l on l.name = a.name
        left join jobs.limit_override o on o.name = a.name and o.key = a.key and (o.until is null or o.until > moment)
        left join jobs.limit_override every on every.name = a.name and every.key = '*' and (every.until is null or every.until > moment)
    )
    select s.gate, s.name, s.key, s.kind, s.n, coalesce(live.held, 0),
        case when s.paused or s.n = 0 then 0
             when s.n is null then null
             when s.kind = 'concurrent' then greatest(0, s.n - coalesce(live.held, 0))
             when s.kind = 'rate' then greatest(0, floor(
                 extract(epoch from moment - greatest(t.tat, moment - e.saved)) / extract(epoch from e.emission) + 1e-6))::bigint
        end,
        case s.kind when 'rate' then greatest(1, floor(extract(epoch from e.saved) / extract(epoch from e.emission) + 1e-6))::integer else s.n end,
        e.emission, moment - e.saved, s.paused, s.on_excess
    from set s
    left join live on live.gate = s.gate
    left join jobs.gate t on t.id = s.gate
    left join lateral (
        -- No finer than PostgreSQL's clock, and no longer than its calendar bears.
        select x.emission, make_interval(secs => least(
            extract(epoch from x.emission)::double precision * greatest(1, s.burst), 3e10)) as saved
        from (select greatest(s.every / nullif(s.n, 0), interval '1 microsecond') as emission) x
        where s.n <> 0
    ) e on s.kind = 'rate'
$$;
