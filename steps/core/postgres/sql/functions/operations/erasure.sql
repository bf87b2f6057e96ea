-- How a person's data is erased: payloads, results, logs, texts of errors, answers of providers. Rows keep their ids and
-- times, and say that they are erased. The text that was looked for is stored nowhere.

-- Whether a text names one of `needles`, whatever its case, and `field` as well, where that is not empty.
create or replace function jobs.mentions(given text, field text, needles text[]) returns boolean language sql immutable as $$
    select coalesce(strpos(lower(given), lower(field)) > 0
        and exists (select from unnest(needles) needle where strpos(lower(given), lower(needle)) > 0), false)
$$;

-- Whether anything that a job was given, left or was told names one of `needles`.
create or replace function jobs.job_mentions(j jobs.job, needles text[]) returns boolean language sql stable as $$
    select jobs.mentions(j.error::text, '', needles)
        or exists (select from jobs.event e where e.id = j.event_id and jobs.event_mentions(e, needles))
        or exists (select from jobs.attempt a where a.job_id = j.id and jobs.mentions(concat_ws(' ', a.log, a.error), '', needles))
        or exists (select from jobs.output o where o.job_id = j.id and jobs.mentions(o.data::text, '', needles))
        or exists (select from jobs.provider_call c where c.job_id = j.id
            and jobs.mentions(concat_ws(' ', c.response, c.error, c.usage, c.upload_url), '', needles))
        or exists (select from jobs.document d where d.job_id = j.id and jobs.mentions(concat_ws(' ', d.name, d.uri), '', needles))
        or exists (select from jobs.job_wait w where w.job_id = j.id and jobs.mentions(w.message, '', needles))
$$;

create or replace function jobs.event_mentions(e jobs.event, needles text[]) returns boolean language sql stable as $$
    select jobs.mentions(concat_ws(' ', e.id, e.data, e.tags, e.tenant), '', needles)
$$;

-- What is left of an error: its code and place.
create or replace function jobs.erased_error(error jsonb) returns jsonb language sql immutable as $$
    select case when error is not null then jsonb_build_object(
        'code', error -> 'code', 'message', 'erased', 'step', error -> 'step', 'attempt', error -> 'attempt',
        'retryable', error -> 'retryable') end
$$;

-- Add to the counts of a receipt.
create or replace function jobs.add_counts(receipt jsonb, added jsonb) returns jsonb language sql immutable as $$
    select coalesce(receipt, '{}') || coalesce(jsonb_object_agg(
        key, coalesce((receipt ->> key)::bigint, 0) + value::bigint), '{}') from jsonb_each_text(added)
$$;

-- Erase what hangs on no job of the operation: refused events, events without a job (by id), words of the audit and of
-- operations, schedules and keys of limits. `about`: how, value, field, needles, `events`, and `gathering`: how many of
-- the last items only brought the person's events along. Jobs of the operation that are at work are cancelled. In the
-- transaction that freezes the selection, since the text is known in no other.
create or replace function jobs.erase_mentions(the_operation uuid, about jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    field text := about ->> 'field';
    needles text[] := array(select jsonb_array_elements_text(about -> 'needles'));
    rejected bigint;
    events bigint;
    audited bigint;
    worded bigint;
    cancelled bigint;
    late bigint;
    scheduled bigint;
begin
    select * into o from jobs.operation where id = the_operation;
    perform set_config('jobs.erasing', 'on', true);
    update jobs.rejected_event r set payload = '', reasons = '{erased}', name = null, event_id = null
    where jobs.mentions(concat_ws(' ', r.payload, r.name, r.event_id, array_to_string(r.reasons, ' ')), field, needles);
    get diagnostics rejected = row_count;
    update jobs.event e set data = '{}', tags = '{}', tenant = null, erased_at = clock_timestamp()
    where e.id in (select jsonb_array_elements_text(about -> 'events')) and e.erased_at is null
      and not exists (select from jobs.job j where j.event_id = e.id);
    get diagnostics events = row_count;
    update jobs.audit a set
        details = case when jobs.mentions(a.details::text, field, needles) then '{"erased": true}' else a.details end,
        subject = coalesce(jobs.erased_subject(a.act, a.subject, about ->> 'how', about ->> 'value', needles), a.subject)
    where jobs.mentions(a.details::text, field, needles)
       or jobs.erased_subject(a.act, a.subject, about ->> 'how', about ->> 'value', needles) is not null;
    get diagnostics audited = row_count;
    update jobs.operation p set selection = 'erased', why = null
    where p.id <> o.id and jobs.mentions(concat_ws(' ', p.selection, p.why), field, needles);
    get diagnostics worded = row_count;
    update jobs.breaker b set reason = 'erased' where field = '' and jobs.mentions(b.reason, '', needles);
    perform set_config('jobs.erasing', 'off', true);
    scheduled := jobs.erase_schedules(about ->> 'how', about ->> 'value', needles);
    select c.cancelled, c.late into cancelled, late from jobs.cancel_erased(o) c;
    o.receipt := jsonb_build_object('rejected_events', rejected, 'events', events,
        'audit_rows', audited, 'operations', worded, 'schedules', scheduled, 'cancelled', cancelled,
        'gathering_jobs', late + coalesce((about ->> 'gathering')::bigint, 0)) || jobs.erase_keys(o, about);
    update jobs.operation set receipt = o.receipt where id = o.id;
end $$;

-- Schedules that send a person's data send no more: they are paused, and what they would send is gone. how: `match`,
-- `tenant` or `tag.NAME`. Answers with how many.
create or replace function jobs.erase_schedules(how text, value text, needles text[]) returns bigint language plpgsql as $$
declare
    many bigint;
begin
    update jobs.schedule s
    set data = '{}', tags = '{}', tenant = null, declared = null, error = null, paused_at = coalesce(paused_at, clock_timestamp()),
        paused_by = 'erasure', paused_why = 'its data was erased'
    where case how when 'tenant' then s.tenant = value
        when 'match' then jobs.mentions(concat_ws(' ', s.data, s.tags, s.tenant, s.declared, s.error, s.paused_why), '', needles)
        else s.tags ->> substr(how, 5) = value end;
    get diagnostics many = row_count;
    return many;
end $$;

-- Lock the next `most` items of an erasure with their jobs. `uris`: the files that their events and rows name and that no
-- event names which stays; `export`: the key of a personal data export. A job that was cancelled a moment ago is not due,
-- since its process may still write.
create or replace function jobs.next_erasures(the_operation uuid, most integer)
returns table (number integer, job_id uuid, why_not text, uris text[], export text) language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    j jobs.job;
begin
    select * into o from jobs.operation
    where id = the_operation and state = 'working' and kind = 'erase' for no key update skip locked;
    if not found then
        return;
    end if;
    for number, job_id in
        select i.number, i.job_id from jobs.operation_item i
        where i.operation = o.id and i.number > o.position order by i.number limit most
    loop
        select * into j from jobs.job where id = job_id for update;
        exit when j.status = 'cancelled' and j.finished_at between clock_timestamp() - interval '30 seconds' and clock_timestamp()
            or j.executor not in ('local', 'warm') and j.workflow_ended_at is null
               and j.finished_at between clock_timestamp() - interval '5 minutes' and clock_timestamp();
        why_not := case when j.id is null then 'gone' when not jobs.final(j.status) then 'not_final' end;
        export := (select e.object_key from jobs.gdpr_export e where e.request_id = job_id and e.state <> 'purged');
        uris := array(
            select u.uri from (
                select path #>> '{}' as uri from jobs.event e cross join jsonb_path_query(e.data, '$.**.uri') path
                where e.id = j.event_id and jsonb_typeof(path) = 'string' and not jobs.only_gathered(o, next_erasures.number)
                union select d.uri from jobs.document d where d.job_id = j.id
                union select path #>> '{}' from jobs.output w cross join jsonb_path_query(w.data, '$.**.uri') path
                where w.job_id = j.id and strpos(path::text, 'jobs/' || j.id) > 0) u
            where not exists (
                select from jobs.event other
                where (other.id <> j.event_id or jobs.only_gathered(o, next_erasures.number))
                  and strpos(other.data::text, to_json(u.uri)::text) > 0
                  and not exists (select from jobs.operation_item i join jobs.job its on its.id = i.job_id
                                  where i.operation = o.id and its.event_id = other.id and not jobs.only_gathered(o, i.number))));
        return next;
    end loop;
end $$;

-- End these items, whose files are gone: `{number, why_not, files, uris}`. Answers as jobs.save_progress.
create or replace function jobs.erase_items(the_operation uuid, items jsonb) returns double precision
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    o jobs.operation;
    item jobs.operation_item;
    given record;
begin
    select * into o from jobs.operation where id = the_operation and state = 'working' for no key update;
    if not found then
        return null;
    end if;
    for given in
        select * from jsonb_to_recordset(items) as g (number integer, why_not text, files integer, uris text[]) order by g.number
    loop
        select * into item from jobs.operation_item i where i.operation = o.id and i.number = given.number;
        item.reason := given.why_not;
        if item.reason is null then
            o.receipt := jobs.add_counts(o.receipt, jobs.erase_job(o, item, given.uris)
                || jsonb_build_object('jobs', 1, 'files', given.files));
        end if;
        o := jobs.end_item(o, item);
    end loop;
    return jobs.save_progress(o);
end $$;

-- Erase what a job's rows say, and its event's, unless another item is still to come that is a job of this event: then
-- what is interrupted is found again. Of a job that only brought the event along, its own event stays, and its gates with
-- that. Answers with how many rows of each kind had something to say.
create or replace function jobs.erase_job(o jobs.operation, item jobs.operation_item, uris text[]) returns jsonb
language plpgsql as $$
declare
    the_job uuid := item.job_id;
    others boolean := jobs.only_gathered(o, item.number);
    counts jsonb := '{}';
    many bigint;
begin
    update jobs.event e set data = '{}', tags = '{}', tenant = null, erased_at = clock_timestamp()
    where not others and e.id = (select j.event_id from jobs.job j where j.id = the_job) and e.erased_at is null
      and not exists (select from jobs.job other join jobs.operation_item i on i.job_id = other.id
                      where other.event_id = e.id and i.operation = item.operation and i.number > item.number);
    get diagnostics many = row_count;
    counts := counts || jsonb_build_object('events', many);
    update jobs.attempt set log = null, error = jobs.erased_error(error)
    where job_id = the_job and (log is not null or error is not null);
    get diagnostics many = row_count;
    counts := counts || jsonb_build_object('attempts', many);
    delete from jobs.output where job_id = the_job;
    get diagnostics many = row_count;
    counts := counts || jsonb_build_object('outputs', many);
    update jobs.provider_call set response = null, upload_url = null, error = jobs.erased_error(error), usage = (
        select jsonb_object_agg(u.key, u.value) from jsonb_each(case when jsonb_typeof(usage) = 'object' then usage else '{}' end) u
        where jsonb_typeof(u.value) = 'number')
    where job_id = the_job;
    get diagnostics many = row_count;
    counts := counts || jsonb_build_object('provider_calls', many);
    delete from jobs.document where job_id = the_job or uri = any (uris);
    get diagnostics many = row_count;
    counts := counts || jsonb_build_object('documents', many);
    delete from jobs.job_wait where job_id = the_job;
    update jobs.gdpr_export set state = 'purged', purged_at = clock_timestamp() where request_id = the_job and state <> 'purged';
    get diagnostics many = row_count;
    if many > 0 then
        insert into jobs.gdpr_export_event (request_id, event, actor) values (the_job, 'purged', 'erasure');
    end if;
    update jobs.job set error = jobs.erased_error(error), erased_at = clock_timestamp() where id = the_job;
    update jobs.job set gates = '{}', lane = null, fair = '', merge_key = null where id = the_job and not others;
    return counts || jsonb_build_object('exports', many);
end $$;
