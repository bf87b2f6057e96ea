-- The register of exports: who asked, how they were verified, what became of it. The person stands in it as a hash.

-- subject_hash --
-- A person as the register names them.
select jobs.gdpr_subject_hash(%(subject)s)

-- open_export --
-- Before the export is made.
select jobs.gdpr_open_export(%(request_id)s, jsonb_build_object(
    'subject_hash', %(subject_hash)s::text, 'requested_by', %(requested_by)s::text, 'verified_how', %(verified_how)s::text,
    'object_key', %(object_key)s::text, 'expires_at', %(expires_at)s::timestamptz))

-- close_export --
-- The file is written.
select jobs.gdpr_close_export(%(request_id)s, %(sha256)s, %(bytes)s)

-- record_event --
-- What somebody did with an export.
insert into jobs.gdpr_export_event (request_id, event, actor) values (%(request_id)s, %(event)s, %(actor)s)

-- expired --
-- Exports whose time is over.
select request_id::text from jobs.gdpr_export where state <> 'purged' and expires_at <= %(now)s order by expires_at

-- lock_expired --
-- The file of an export that is to be purged, unless somebody else is at it.
select object_key from jobs.gdpr_export
where request_id = %(request_id)s and state <> 'purged' and expires_at <= %(now)s
for update skip locked

-- purge --
-- The file is gone; the entry stays.
update jobs.gdpr_export set state = 'purged', purged_at = %(now)s where request_id = %(request_id)s
