-- add --
-- A file that a caller has sent.
insert into jobs.document (role, uri, name, media_type, bytes, sha256)
values ('input', %(uri)s, %(name)s, %(media_type)s, %(bytes)s, %(sha256)s)
returning id::text

-- find --
-- A file by its id.
select uri, name, media_type, bytes, sha256 from jobs.document where id = %(id)s

-- artifact --
-- A file that a job wrote, as its result names it.
select j.pipeline, o.data -> 'artifacts' -> %(role)s from jobs.job j
join jobs.output o on o.job_id = j.id and o.step = jobs.result_step(j.pipeline)
where j.id = %(job_id)s
