-- enqueue_many --
-- Takes all of these events, or none.
select place, event_id, job_id::text, duplicate, data_differs from jobs.enqueue_many(%(events)s::jsonb) order by place

-- reject --
-- Keeps a refused event for whoever looks for it.
insert into jobs.rejected_event (source, name, event_id, reasons, payload)
values (%(source)s, %(name)s, %(event_id)s, %(reasons)s, %(payload)s)
