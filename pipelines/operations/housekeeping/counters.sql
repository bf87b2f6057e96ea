-- roll_up --
-- Adds up what ended since the last call.
select jobs.roll_up()

-- forget_rejected --
-- Removes refused events that are too old.
delete from jobs.rejected_event where id < %(before)s
