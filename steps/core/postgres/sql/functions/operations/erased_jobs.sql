-- Which jobs are an erasure's beside those of the selection: those that brought an event along with others'.

-- The jobs that brought along the event of one of these: whoever it was merged into, with its reruns, which bring the same
-- events or took outputs over.
create or replace function jobs.gathering_jobs(those uuid[]) returns table (id uuid, event_id text) language sql stable as $$
    with recursive gathering as (
        select leader.id, leader.event_id from jobs.job j join jobs.job leader on leader.id = j.taken_by
        where j.id = any (those) and j.error ->> 'code' = 'merged' and leader.gathered > 0
        union
        select r.id, r.event_id from gathering g join jobs.job r on r.rerun_of = g.id
        where r.event_id = g.event_id or r.rerun_from is not null
    )
    select g.id, g.event_id from gathering g
$$;

-- Cancel the jobs of an erasure that are at work, and those that took one of them along meanwhile: these become items as
-- well. From then on nobody admits until the end of the transaction. Answers with how many were cancelled; `late`, how
-- many became items.
create or replace function jobs.cancel_erased(o jobs.operation, out cancelled bigint, out late bigint) language plpgsql as $$
declare
    the_job uuid;
begin
    cancelled := 0;
    late := 0;
    for round in 1..2 loop
        for the_job in
            select i.job_id from jobs.operation_item i join jobs.job j on j.id = i.job_id
            where i.operation = o.id and not jobs.final(j.status) order by i.number
        loop -- and not in the query: PostgreSQL may work out a condition on a job before it knows which are joined
            cancelled := cancelled + (jobs.cancel_item(o, the_job) is null)::integer;
        end loop;
        exit when round = 2;
        perform pg_advisory_xact_lock(jobs.lock_class() + 1, 1); -- whoever admits now has ended
        insert into jobs.operation_item (operation, number, job_id)
        select o.id, all_items.many + row_number() over (order by g.id), g.id
        from (select count(*) as many, array_agg(i.job_id) as ids from jobs.operation_item i where i.operation = o.id) all_items
        cross join lateral jobs.gathering_jobs(all_items.ids) g
        where not exists (select from jobs.operation_item i where i.operation = o.id and i.job_id = g.id);
        get diagnostics late = row_count;
    end loop;
end $$;

-- Whether an item is a job that only brought the person's events along with those of others: its own event stays. These
-- come last.
create or replace function jobs.only_gathered(o jobs.operation, number integer) returns boolean language sql immutable as $$
    select number > o.total - coalesce((o.receipt ->> 'gathering_jobs')::integer, 0)
$$;
