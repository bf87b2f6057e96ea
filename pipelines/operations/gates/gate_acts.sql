-- names --
-- Everything that may be bounded or paused: what it is, and whether it has keys.
select d.name, d.kind, d.path is not null as keyed from jobs.declared_limit d
union all
select p.name, 'pipeline', false from jobs.pipeline p
union all
select c.name, 'gone', false from (select o.name from jobs.limit_override o union select p.name from jobs.pause p) c
where not exists (select from jobs.declared_limit d where d.name = c.name)
  and not exists (select from jobs.pipeline p where p.name = c.name)

-- set --
-- Bounds a limit or a key; its end is a time, or so many seconds from now by the database's clock.
select jobs.set_limit(%(name)s, %(key)s, %(options)s::jsonb || jsonb_build_object('until', coalesce(
    %(until)s::timestamptz, clock_timestamp() + make_interval(secs => %(seconds)s::double precision))))

-- clear --
-- Lets the declared bound hold again.
select jobs.clear_limit(%(name)s, %(key)s, %(origin)s::jsonb)

-- pause --
-- Lets no more jobs through; its end as with `set`.
select jobs.pause_gate(%(name)s, %(key)s, %(options)s::jsonb || jsonb_build_object('until', coalesce(
    %(until)s::timestamptz, clock_timestamp() + make_interval(secs => %(seconds)s::double precision))))

-- resume --
-- Lets jobs through again.
select jobs.resume_gate(%(name)s, %(key)s, %(origin)s::jsonb)

-- set_weight --
-- How much of the turns a share gets.
select jobs.set_weight(%(key)s, %(weight)s, %(origin)s::jsonb)

-- weights --
-- Shares whose weight somebody set.
select s.key, s.weight from jobs.share s where s.weight <> 1 order by s.key collate "C" limit 1000

-- at_work --
-- The jobs at work under a gate, a limit with all its keys, or of a pipeline.
select count(*) from jobs.job j
where j.status in ('dispatched', 'running')
  and (j.pipeline = %(gate)s or exists (
      select from unnest(j.gates) g (gate) where g.gate = %(gate)s or %(whole)s and split_part(g.gate, '=', 1) = %(gate)s))

-- key_text --
-- A key as gates have it.
select jobs.key_text(%(key)s)
