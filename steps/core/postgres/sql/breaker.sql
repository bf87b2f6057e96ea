-- open_breaker --
-- Leaves a provider alone from now on.
select jobs.open_breaker(%(provider)s, %(reason)s, %(seconds)s)

-- why_open --
-- Why a provider is left alone, and for how many seconds more; no row where it is not.
select reason, seconds from jobs.why_open(%(provider)s)

-- close_breaker --
-- Lets a provider be called again.
select jobs.close_breaker(%(provider)s)
