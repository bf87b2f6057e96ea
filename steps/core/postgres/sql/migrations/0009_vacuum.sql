-- A job's row is written four times, and no write of its status can stay off the indexes: three dead versions a job. By the
-- default, autovacuum waits for a fifth of the table, which after a year is a queue behind some hundred thousand dead entries.
-- A twentieth, and never more than the versions of some ten thousand jobs; new statistics as soon, as the planner must know
-- that almost all jobs have ended. Vacuum may do ten times the work in a turn: it holds up nobody and ends sooner.
alter table jobs.job set (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 10000, autovacuum_vacuum_cost_limit = 2000);
-- Room in each page for the version with which an attempt or a call ends: no index is touched then.
alter table jobs.attempt set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table jobs.provider_call set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table jobs.event set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table jobs.output set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
-- Few rows that are written all the time.
alter table jobs.dispatcher set (fillfactor = 50);
alter table jobs.tally set (fillfactor = 50);
alter table jobs.job_wait set (fillfactor = 50);
