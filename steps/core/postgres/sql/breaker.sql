-- open_breaker --
insert into jobs.breaker (provider, reason, open_until)
values (%(provider)s, %(reason)s, clock_timestamp() + make_interval(secs => %(seconds)s))
on conflict (provider) do update
set reason = excluded.reason, opened_at = excluded.opened_at, open_until = excluded.open_until

-- why_open --
select reason, ceil(extract(epoch from open_until - clock_timestamp()))::int
from jobs.breaker where provider = %(provider)s and open_until > clock_timestamp()

-- close_breaker --
delete from jobs.breaker where provider = %(provider)s
