-- free --
-- Connections left by the limits of server, database and role; a limit of -1 is none. A superuser has none of the last two.
select least(
    current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
        - coalesce(current_setting('reserved_connections', true), '0')::integer
        - (select sum(numbackends) from pg_stat_database),
    case when d.datconnlimit >= 0 and not r.rolsuper then d.datconnlimit - pg_stat_get_db_numbackends(d.oid) end,
    case when r.rolconnlimit >= 0 and not r.rolsuper
        then r.rolconnlimit - (select count(*) from pg_stat_activity where usesysid = r.oid) end)
from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()
