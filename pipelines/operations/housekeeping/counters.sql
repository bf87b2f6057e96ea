-- roll_up --
-- Adds up what ended since the last call.
select jobs.roll_up()

-- forget_rejected --
-- Removes refused events that are too old.
delete from jobs.rejected_event where id < %(before)s

-- forget_operations --
-- Removes operations that ended long ago, with what became of their jobs; receipts of erasures stay as long as the audit.
delete from jobs.operation
where ended_at < clock_timestamp() - case kind when 'erase' then jobs.audit_kept() else %(kept)s::interval end
