-- Jobs of one lane wait for the same things, in the order of their time. Which lanes an admission looks at: those where
-- something happened, and some in turn, so that what it costs never depends on how many there are.

-- From where a share counts its turns: from what was done for it, or, where none of its jobs waited (0), from where the
-- others are. What it counts from stays while it waits, or others with more waiting would always go first.
create or replace function jobs.turn_start(done double precision, of_others double precision) returns double precision
language sql immutable as $$
    select coalesce(nullif(done, 0), of_others)
$$;

-- Whether a job of this share is queued, beside these.
create or replace function jobs.anybody_waits(share text, beside uuid[] default '{}') returns boolean language sql stable as $$
    select exists (
        select from jobs.job j where j.status = 'queued' and j.lane is not null and j.id <> all (beside)
          and j.lane > (share || E'\x1f') collate "C" and j.lane < (share || ' ') collate "C")
$$;

-- The next lanes in the order of the index after `from_lane`, before `to_lane`: one seek each.
create or replace function jobs.next_lanes(from_lane text, to_lane text, most integer) returns setof text language sql stable as $$
    with recursive found (lane, i) as (
        (select j.lane, 1 from jobs.job j
         where j.status = 'queued' and j.lane is not null and j.lane > from_lane collate "C" and j.lane < to_lane collate "C"
         order by j.lane limit 1)
        union all
        select (select j.lane from jobs.job j
                where j.status = 'queued' and j.lane is not null and j.lane > f.lane and j.lane < to_lane collate "C"
                order by j.lane limit 1), f.i + 1
        from found f where f.lane is not null and f.i < most
    )
    select lane from found where lane is not null
$$;

-- The next shares that have lanes, in the order of the index after `from_share`.
create or replace function jobs.next_shares(from_share text, most integer) returns setof text language sql stable as $$
    with recursive found (share, i) as (
        (select split_part(j.lane, E'\x1f', 1), 1 from jobs.job j
         where j.status = 'queued' and j.lane is not null and j.lane >= (from_share || ' ') collate "C" order by j.lane limit 1)
        union all
        select (select split_part(j.lane, E'\x1f', 1) from jobs.job j
                where j.status = 'queued' and j.lane is not null and j.lane >= (f.share || ' ') collate "C" order by j.lane limit 1),
            f.i + 1
        from found f where f.share is not null and f.i < most
    )
    select share from found where share is not null
$$;

-- Of each of these lanes, the first job whose time has come.
create or replace function jobs.due_heads(lanes text[], moment timestamptz)
returns table (lane text, id uuid, gates text[], merge_key text) language sql stable as $$
    select l.lane, h.id, h.gates, h.merge_key from unnest(lanes) l (lane)
    cross join lateral (
        select j.id, j.gates, j.merge_key from jobs.job j
        where j.status = 'queued' and j.lane is not null and j.lane = l.lane and j.run_at <= moment
          and jobs.loadable(j.run_at)
        order by j.run_at, j.id limit 1) h
$$;

-- Jobs of these pipelines (null: of any) that arrived or whose time has come, the newest and the oldest of each; each is
-- told once.
create or replace function jobs.take_arrivals(served text[], moment timestamptz) returns uuid[] language sql volatile as $$
    with due as (
        (select look_at, job_id from jobs.arrival where served is null and look_at <= moment order by look_at desc, job_id desc limit 100)
        union (select look_at, job_id from jobs.arrival where served is null and look_at <= moment order by look_at, job_id limit 100)
        union select a.look_at, a.job_id from unnest(served) s (pipeline) cross join lateral (
            (select look_at, job_id from jobs.arrival where pipeline = s.pipeline and look_at <= moment
             order by look_at desc, job_id desc limit 100)
            union (select look_at, job_id from jobs.arrival where pipeline = s.pipeline and look_at <= moment
                   order by look_at, job_id limit 100)) a
    ), gone as (
        delete from jobs.arrival a using due where a.look_at = due.look_at and a.job_id = due.job_id returning a.job_id
    )
    select array_agg(job_id) from gone
$$;

-- Of these pipelines (null: of any), the lanes to look at now: of jobs that arrived or whose time has come, of jobs that
-- ended since the last look, and in turn those of every share, beginning where the last look left off.
create or replace function jobs.lanes_in_turn(served text[], moment timestamptz, most integer) returns text[] language plpgsql as $$
declare
    who text := coalesce(array_to_string(served, ' '), '');
    mark jobs.admission_turn;
    arrived uuid[];
    lanes text[];
    shares text[];
    per_share integer;
begin
    select * into mark from jobs.admission_turn t where t.pipelines = who for no key update;
    if not found then
        insert into jobs.admission_turn as t (pipelines) values (who) on conflict do nothing;
        select * into mark from jobs.admission_turn t where t.pipelines = who for no key update;
    end if;
    arrived := jobs.take_arrivals(served, moment);
    select array_agg(distinct found.lane) into lanes from (
        select j.lane from jobs.job j where j.id = any (arrived) and j.status = 'queued' and j.lane is not null
        union all
        (select j.lane from jobs.job j
         where j.finished_at > mark.looked_at - interval '1 second' and j.lane is not null
         order by j.finished_at desc limit 100)
    ) found;
    shares := array(select jobs.next_shares(mark.fair, 100));
    if cardinality(shares) < 100 then -- round again
        shares := shares || array(select s from (
            select case when exists (select from jobs.job j where j.status = 'queued' and j.lane is not null
                                     and j.lane < ' ' collate "C") then '' end as s
            union all select * from jobs.next_shares('', 100)) around
            where s is not null and s <= mark.fair collate "C" limit 100 - cardinality(shares));
    end if;
    per_share := greatest(2, most / greatest(1, cardinality(shares)));
    with next as (
        select s.share, l.lane, l.place
        from unnest(shares) s (share) left join jobs.lane_turn known on known.pipelines = who and known.share = s.share
        cross join lateral (
            select x.lane, row_number() over () as place from (
                select jobs.next_lanes(greatest(known.lane, s.share || E'\x1f'), s.share || ' ', per_share) as lane
                union all -- at the end of its lanes, on from the first
                select jobs.next_lanes(s.share || E'\x1f', s.share || ' ', per_share)) x
            limit per_share) l
    ), marked as (
        insert into jobs.lane_turn as t (pipelines, share, lane) select who, n.share, n.lane from next n where n.place = per_share
        on conflict (pipelines, share) do update set lane = excluded.lane
    )
    select lanes || array_agg(n.lane) into lanes from next n;
    update jobs.admission_turn t set looked_at = moment, fair = coalesce(shares[cardinality(shares)], '') where t.pipelines = who;
    return array(select distinct l from unnest(lanes) l
                 where served is null or split_part(l, E'\x1f', 3) = any (served));
end $$;
