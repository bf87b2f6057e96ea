-- due --
-- Jobs whose time is over: counted already, their exports deleted, no rerun left that may use their files, and no job
-- that brings their event along. Those behind the last one that was looked at.
select j.id::text, j.finished_at::text from jobs.job j
where j.finished_at < clock_timestamp() - %(age)s::interval
  and (j.finished_at, j.id) > (%(after)s::timestamptz, %(last)s::uuid)
  and j.finished_at < (select counted_to from jobs.tally_mark)
  and not exists (select from jobs.job rerun where rerun.rerun_of = j.id)
  and not exists (select from jobs.job leader where leader.id = j.taken_by and leader.gathered > 0)
  and not exists (select from jobs.gdpr_export e where e.request_id = j.id and e.state <> 'purged')
order by j.finished_at, j.id limit %(at_most)s for no key update skip locked

-- delete --
-- Removes these jobs, and the events that no other job refers to.
with gone as (
    delete from jobs.job where id = any (%(ids)s::uuid[]) returning event_id
)
delete from jobs.event e using (select distinct event_id from gone) left_over
where e.id = left_over.event_id
  and not exists (select from jobs.job other where other.event_id = e.id and other.id <> all (%(ids)s::uuid[]))
