-- roll_up --
select jobs.roll_up()

-- forget_rejected --
delete from jobs.rejected_event where id < %(before)s
