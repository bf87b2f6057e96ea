-- configure --
-- Gives this connection its settings; answers whether PostgreSQL itself is at the other end. `backend` is the process
-- that was announced: behind a pooler another one answers, whose settings other clients would meet.
select pg_backend_pid() = %(backend)s as direct, count(set_config(given.key, given.value, false))
from (
    select key, value from jsonb_each_text(%(reported)s::jsonb)
    union all
    select key, value from jsonb_each_text(%(direct)s::jsonb) where pg_backend_pid() = %(backend)s
) given
