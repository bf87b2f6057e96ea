-- known --
-- What is known of a server and model; no row where it is to be found out.
select serial, dialect, refusal, tokens_per_second, reading_per_second, age
from jobs.model_server(%(server)s, %(model)s, jsonb_build_object('refused_for', %(refused_for)s::double precision))

-- claim --
-- The number of the probe that the caller may make; null while another makes one.
select jobs.claim_probe(%(server)s, %(model)s, jsonb_build_object(
    'seconds', %(seconds)s::double precision, 'refused_for', %(refused_for)s::double precision))

-- record --
-- What a probe found.
select jobs.record_probe(%(server)s, %(model)s, %(serial)s, jsonb_build_object(
    'dialect', %(dialect)s::text, 'refusal', %(refusal)s::text,
    'tokens_per_second', %(tokens_per_second)s::double precision,
    'reading_per_second', %(reading_per_second)s::double precision))

-- forget --
-- Whether the next question probes anew.
select jobs.forget_probe(%(server)s, %(model)s, %(serial)s, jsonb_build_object(
    'older_than', %(older_than)s::double precision))
