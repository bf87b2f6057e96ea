-- open_breaker --
-- Leaves a provider alone from now on.
insert into jobs.breaker (provider, reason, open_until)
values (%(provider)s, %(reason)s, clock_timestamp() + make_interval(secs => %(seconds)s))
on conflict (provider) do update
set reason = excluded.reason, opened_at = excluded.opened_at, open_until = excluded.open_until

-- why_open --
-- Why a provider is left alone, and for how many seconds more; no row where it is not.
select reason, ceil(extract(epoch from least(open_until, timestamptz '9999-12-30 00:00:00+00') - clock_timestamp()))::bigint
from jobs.breaker where provider = %(provider)s and open_until > clock_timestamp()

-- close_breaker --
-- Lets a provider be called again.
delete from jobs.breaker where provider = %(provider)s
