-- The register of exports: who asked, how they were verified, what became of it. The person stands in it as a hash.

-- subject_hash --
-- A person as the register names them.
select encode(hmac.digest, 'hex')
from jobs.gdpr_secret s
cross join lateral (
    select sha256(s.outer_pad || sha256(s.inner_pad || convert_to(%(subject)s, 'UTF8'))) as digest) hmac

-- open_export --
-- Expiry is set before the object exists, so that even what a killed attempt leaves behind is deleted.
insert into jobs.gdpr_export as e (request_id, subject_hash, requested_by, verified_how, state, object_key, expires_at)
values (%(request_id)s, %(subject_hash)s, %(requested_by)s, %(verified_how)s, 'building', %(object_key)s, %(expires_at)s)
on conflict (request_id) do update
set state = 'building', object_key = excluded.object_key, expires_at = excluded.expires_at,
    sha256 = null, bytes = null, purged_at = null

-- close_export --
-- The file is written.
update jobs.gdpr_export
set state = 'ready', sha256 = %(sha256)s, bytes = %(bytes)s
where request_id = %(request_id)s

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
