-- For whom an event was sent, and what else its sender tells of it: keys of limits, filters and erasure.
alter table jobs.event
    add tenant text check (length(tenant) between 1 and 200),
    add tags jsonb not null default '{}' check (jsonb_typeof(tags) = 'object');
create index event_tenant on jobs.event (tenant, received_at) where tenant is not null;
create index event_tags on jobs.event using gin (tags jsonb_path_ops) where tags <> '{}';
