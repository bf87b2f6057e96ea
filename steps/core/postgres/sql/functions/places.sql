-- Where the jobs of a pipeline run: `warm`, in processes that are always there; `pods`, a pod for each step; `pod`, one for
-- all steps. On a laptop all of it is nothing: its dispatcher takes every job.

-- Where the jobs of each pipeline run now.
create or replace function jobs.all_runs() returns table (pipeline text, runs text) language sql stable as $$
    select p.name, coalesce(o.runs, p.runs) from jobs.pipeline p left join jobs.runs_override o on o.pipeline = p.name
$$;

-- Where a pipeline's jobs run now; null where nobody knows it.
create or replace function jobs.runs(the_pipeline text) returns text language sql stable as $$
    select a.runs from jobs.all_runs() a where a.pipeline = the_pipeline
$$;

-- Where a job was moved to; null where it was not, or to nowhere that there is.
create or replace function jobs.moved_to(j jobs.job) returns text language sql immutable as $$
    select case when j.moved ->> 'runs' in ('warm', 'pods', 'pod') then j.moved ->> 'runs' end
$$;

-- Where this job runs: as its pipeline does, unless it was moved.
create or replace function jobs.runs_of(j jobs.job) returns text language sql stable as $$
    select coalesce(jobs.moved_to(j), jobs.runs(j.pipeline), 'pods')
$$;

-- Whether somebody who serves so takes the jobs of a pipeline that runs like this. `share`: `serves`, the words of `runs`;
-- `pipelines`, those to take of them; without one of these, all.
create or replace function jobs.takes(share jsonb, the_runs text, the_pipeline text) returns boolean language sql immutable as $$
    select (jsonb_typeof(share -> 'serves') is distinct from 'array' or share -> 'serves' ? the_runs)
       and (jsonb_typeof(share -> 'pipelines') is distinct from 'array' or share -> 'pipelines' ? the_pipeline)
$$;

-- The pipelines whose jobs a dispatcher takes; null: every one. options: as of jobs.takes. Jobs of a pipeline that nobody
-- knows go to whoever serves pods, and fail there.
create or replace function jobs.served(options jsonb) returns text[] language plpgsql stable as $$
declare
    known text[];
    asked text := '';
begin
    if jsonb_typeof(options -> 'serves') is distinct from 'array' then
        return null;
    end if;
    known := array(select a.pipeline from jobs.all_runs() a where jobs.takes(options, a.runs, a.pipeline) order by a.pipeline);
    if not options -> 'serves' ? 'pods' then
        return known;
    end if;
    loop
        asked := (select j.pipeline from jobs.job j where j.status = 'queued' and j.lane is null and j.pipeline > asked
                  order by j.pipeline limit 1);
        exit when asked is null or cardinality(known) > 1000;
        if not exists (select from jobs.pipeline p where p.name = asked) then
            known := known || asked;
        end if;
    end loop;
    return known;
end $$;

-- Whether a dispatcher that takes these pipelines goes on with a job that lost its own.
create or replace function jobs.goes_on_here(j jobs.job, served text[], options jsonb) returns boolean language sql stable as $$
    select served is null or case when jobs.moved_to(j) is null then j.pipeline = any (served)
        else options -> 'serves' ? jobs.moved_to(j) end
$$;

-- How many of these dispatchers take jobs of a pipeline that runs like this; one that said nothing of itself takes all.
create or replace function jobs.takers(owners integer[], the_runs text, the_pipeline text) returns bigint language sql stable as $$
    select count(*) from unnest(owners) o (id) left join jobs.dispatcher d on d.id = o.id
    where jobs.takes(d.about, the_runs, the_pipeline)
$$;

-- Whether somebody is alive who does.
create or replace function jobs.anybody_serves(the_runs text, the_pipeline text) returns boolean language sql volatile as $$
    select jobs.takers(jobs.live_owners(), the_runs, the_pipeline) > 0
$$;

-- Let go of a job that somebody else goes on with: its attempt is lost, through no fault of its own. `the_move`:
-- {runs, code, message}, where it goes on elsewhere than its pipeline runs; nothing happens then unless somebody alive
-- serves that. Returns whether it was let go.
create or replace function jobs.let_go(the_job uuid, the_owner integer, the_move jsonb default null) returns boolean language plpgsql as $$
begin
    perform from jobs.job j
    where j.id = the_job and j.owner = the_owner and j.status in ('dispatched', 'running')
      and (the_move is null or jobs.anybody_serves(the_move ->> 'runs', j.pipeline)) for no key update;
    if not found then
        return false;
    end if;
    perform jobs.lose_attempts(array[the_job], jobs.lost_error('process') || '{"code": "handed_over"}');
    update jobs.job set owner = null,
        moved = coalesce(the_move || jsonb_build_object('at', clock_timestamp()), moved) where id = the_job;
    perform pg_notify('jobs_queued', 'adopt');
    return true;
end $$;

-- Where a pipeline's jobs run now; one that nobody knows is refused.
create or replace function jobs.known_runs(the_pipeline text) returns text language plpgsql stable as $$
declare
    now_runs text := jobs.runs(the_pipeline);
begin
    if now_runs is null then
        perform jobs.refuse('pipeline', format('there is no pipeline %L', left(the_pipeline, 60)));
    end if;
    return now_runs;
end $$;

-- Have a pipeline's jobs run elsewhere from now on; those at work end where they began. options: `runs`, `who`, `why`, `origin`.
create or replace function jobs.set_runs(the_pipeline text, options jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before text := jobs.known_runs(the_pipeline);
begin
    if coalesce(options ->> 'runs', '') not in ('warm', 'pods', 'pod') then
        perform jobs.refuse('runs', 'must be warm, pods or pod');
    end if;
    perform jobs.check_why(options ->> 'why');
    insert into jobs.runs_override as o (pipeline, runs, who, why)
    values (the_pipeline, options ->> 'runs', options ->> 'who', options ->> 'why')
    on conflict (pipeline) do update set (runs, who, why, at) = (excluded.runs, excluded.who, excluded.why, excluded.at);
    perform jobs.record_act('runs_set', options -> 'origin', null, the_pipeline,
        jsonb_build_object('before', before, 'runs', options ->> 'runs', 'why', options ->> 'why'));
    perform pg_notify('jobs_queued', '');
end $$;

-- Have a pipeline's jobs run where its code or the chart says again. Returns whether somebody had set it.
create or replace function jobs.clear_runs(the_pipeline text, origin jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    before text := jobs.known_runs(the_pipeline);
begin
    delete from jobs.runs_override where pipeline = the_pipeline;
    if not found then
        return false;
    end if;
    perform jobs.record_act('runs_cleared', origin, null, the_pipeline, jsonb_build_object('before', before, 'runs', jobs.runs(the_pipeline)));
    perform pg_notify('jobs_queued', '');
    return true;
end $$;

-- How many jobs are due whose pipelines run like this, as far as a bounded look tells: what a scaler goes by.
create or replace function jobs.waiting_to_run(the_runs text) returns integer language sql volatile
security definer set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select a.pipeline as name from jobs.all_runs() a where a.runs = the_runs
    )
    select least(10000, coalesce(sum(found.jobs), 0))::integer from (
        select (select count(*) from (
            select from jobs.job j
            where j.status = 'queued' and j.lane is null and j.run_at <= clock_timestamp()
              and j.pipeline >= here.name and j.pipeline <= here.name
            order by j.pipeline, j.priority, j.run_at, j.id limit 10000) due) as jobs from here
        union all
        select (select count(*) from (
            select from jobs.job j
            where j.status = 'queued' and j.lane is not null and j.lane = l.lane and j.run_at <= clock_timestamp()
            limit 100) due)
        from jobs.waiting_lanes('', 2000) l where split_part(l.lane, E'\x1f', 3) in (select here.name from here)) found
$$;

-- For how many seconds the oldest of them has been due; 0 where there is none. Of those with limits nobody knows whether a
-- process more would help, so they do not count.
create or replace function jobs.longest_wait(the_runs text) returns integer language sql volatile
security definer set search_path = pg_catalog, pg_temp as $$
    select least(2147483647, coalesce(max(extract(epoch from clock_timestamp() - first.run_at)), 0))::integer
    from jobs.all_runs() p cross join generate_series(-3, 3) as level (priority) cross join lateral (
        select j.run_at from jobs.job j
        where j.status = 'queued' and j.lane is null and jobs.loadable(j.run_at)
          and (j.pipeline, j.priority) >= (p.pipeline, level.priority::smallint)
          and (j.pipeline, j.priority, j.run_at) <= (p.pipeline, level.priority::smallint, clock_timestamp())
        order by j.pipeline, j.priority, j.run_at, j.id limit 1) first
    where p.runs = the_runs
$$;
