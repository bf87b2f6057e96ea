-- forget --
-- Removes overrides that ended, and what an admission remembers of gates and shares that are at rest.
select jobs.forget_gates()
