-- What may be stored: what every reader can load again. A row of another kind may be there all the same, written by
-- plain SQL; readers and counters step over it with these functions.

-- Whether Python can load this moment, in any time zone: its years are 1 to 9999. Null for null.
create or replace function jobs.loadable(moment timestamptz) returns boolean language sql immutable as $$
    select moment >= timestamptz '0001-01-02 00:00:00+00' and moment < timestamptz '9999-12-31 00:00:00+00'
$$;

-- Seconds from one moment to another; null where one of them is null or cannot be loaded (infinity has no difference).
create or replace function jobs.seconds_between(first timestamptz, last timestamptz)
returns double precision language sql immutable as $$
    select case when jobs.loadable(first) and jobs.loadable(last)
        then extract(epoch from last - first)::double precision end
$$;

-- Seconds until a deadline by this server's clock, infinite for an infinite one; null where there is no deadline.
create or replace function jobs.seconds_left(deadline_at timestamptz) returns double precision
language sql volatile as $$
    select (extract(epoch from deadline_at) - extract(epoch from clock_timestamp()))::double precision
$$;

-- A number of a JSON value as it is counted; null for what is no number, or larger than any count.
create or replace function jobs.countable(value jsonb) returns double precision language sql immutable as $$
    select case when jsonb_typeof(value) = 'number' and abs((value #>> '{}')::numeric) < 1e15
        then (value #>> '{}')::double precision end
$$;

-- Refuse what a caller sent: the error's COLUMN is the field, its message `field: sentence`.
create or replace function jobs.refuse(field text, sentence text, code text default '23514')
returns void language plpgsql as $$
begin
    raise exception using errcode = code, message = field || ': ' || sentence, column = field;
end $$;

-- Refuse a change that comes without a reason.
create or replace function jobs.check_why(why text) returns void language plpgsql as $$
begin
    if coalesce(why, '') !~ '\S' or length(why) > 500 then
        perform jobs.refuse('why', 'must say in 1 to 500 characters why');
    end if;
end $$;

-- What is wrong with an event's data, or null. Few characters can hold neither deep nesting nor a long number.
create or replace function jobs.data_fault(data jsonb) returns text language plpgsql immutable as $$
declare
    written text := data::text;
begin
    if jsonb_typeof(data) is distinct from 'object' then
        return 'must be a JSON object';
    elsif octet_length(written) <= 200 then
        return null;
    elsif octet_length(written) > 1048576 then
        return 'is larger than 1 MiB; send large inputs as documents';
    elsif jsonb_path_exists(data, 'strict $.**{101}') then
        return 'is nested more than 100 deep';
    elsif written ~ '[0-9]{250}' -- seldom, and found faster than what is asked then
          and jsonb_path_exists(data, 'strict $.** ? (@.type() == "number" && (@ > 1e308 || @ < -1e308))') then
        return 'holds a number above 1e308';
    end if;
    return null;
end $$;

create or replace function jobs.refuse_time(field text) returns void language plpgsql as $$
begin
    perform jobs.refuse(field, 'must lie between 0001-01-02 and 9999-12-30 (UTC)');
end $$;

-- A moment that a caller wrote as text, refused by its field where it is none or nobody can load it. Null for null.
create or replace function jobs.moment(field text, given text) returns timestamptz language plpgsql stable as $$
declare
    moment timestamptz;
begin
    if given is null then
        return null;
    end if;
    begin
        moment := given::timestamptz;
    exception when data_exception then
        perform jobs.refuse(field, 'must be a time such as 2026-01-31T09:30:00Z', '22023');
    end;
    if not jobs.loadable(moment) then
        perform jobs.refuse_time(field);
    end if;
    return moment;
end $$;

-- The error of a job that cannot be read: `what` is unreadable.
create or replace function jobs.unreadable_error(what text) returns jsonb language sql immutable as $$
    select jsonb_build_object('code', 'unreadable', 'message', what, 'step', null, 'attempt', null, 'retryable', false)
$$;

-- Fail queued jobs whose time cannot be loaded, at most 1,000; returns how many. jobs.claim leaves them alone. An index of
-- its own holds them, so an ordinary queue costs nothing.
create or replace function jobs.fail_unreadable() returns integer language sql as $$
    select (count(*) filter (where jobs.finish(bad.id, 'failed', jobs.unreadable_error(
        'run_at: is a time outside of the years 1 to 9999'))))::integer
    from (select j.id from jobs.job j
          where j.status = 'queued'
            and (j.run_at < timestamptz '0001-01-02 00:00:00+00' or j.run_at >= timestamptz '9999-12-31 00:00:00+00')
          order by j.id limit 1000) bad
$$;
