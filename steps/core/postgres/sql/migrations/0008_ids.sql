-- UUIDv7 with the microseconds behind its milliseconds (RFC 9562, 6.2, method 3): what one caller makes one after the other
-- sorts so, also within a millisecond. Lists, the queue's order among jobs of one time, and the audit go by it.
create or replace function jobs.new_id() returns uuid language plpgsql volatile as $$
declare
    us bigint := extract(epoch from clock_timestamp()) * 1000000;
begin
    return encode(overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send(us / 1000) from 3) || int2send((28672 + us % 1000 * 4096 / 1000)::int2) -- 0x7000
        from 1 for 8), 'hex')::uuid;
end $$;
