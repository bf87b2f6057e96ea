-- The live schema as the system catalog knows it. Partitions and what belongs to extensions stay out.

-- relations --
-- Every column of every table and view.
select n.nspname, c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod),
    format_type(a.atttypid, -1), t.typcategory::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
      select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by n.nspname, c.relname, a.attnum

-- unique_keys --
-- What identifies a row: primary keys first.
select n.nspname, c.relname, i.indisprimary, array_agg(a.attname order by key.position)
from pg_index i
join pg_class c on c.oid = i.indrelid and not c.relispartition
join pg_namespace n on n.oid = c.relnamespace
cross join lateral unnest(i.indkey::int2[]) with ordinality as key (attnum, position)
join pg_attribute a on a.attrelid = c.oid and a.attnum = key.attnum
where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and key.position <= i.indnkeyatts
group by n.nspname, c.relname, i.indexrelid, i.indisprimary
order by n.nspname, c.relname, i.indisprimary desc, i.indexrelid

-- foreign_keys --
-- A foreign key of a partitioned table has clones on each partition (conparentid); one on a partition counts for the whole.
select distinct cn.nspname, cc.relname, child.columns, pn.nspname, pc.relname, parent.columns
from pg_constraint f
join pg_class cc on cc.oid = coalesce(pg_partition_root(f.conrelid), f.conrelid)
join pg_namespace cn on cn.oid = cc.relnamespace
join pg_class pc on pc.oid = coalesce(pg_partition_root(f.confrelid), f.confrelid)
join pg_namespace pn on pn.oid = pc.relnamespace
cross join lateral (
    select array_agg(a.attname order by key.position) as columns
    from unnest(f.conkey) with ordinality as key (attnum, position)
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = key.attnum) child
cross join lateral (
    select array_agg(a.attname order by key.position) as columns
    from unnest(f.confkey) with ordinality as key (attnum, position)
    join pg_attribute a on a.attrelid = f.confrelid and a.attnum = key.attnum) parent
where f.contype = 'f' and f.conparentid = 0
order by 1, 2, 3, 4, 5, 6
