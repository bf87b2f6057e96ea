-- The whole present schema, written by `make schema`: to be read, neither edited nor run.
-- It comes about by migrations/ and functions/; the bodies of the functions and all comments stand there.

create sequence jobs.owner_id as integer;

create table jobs.admission (
    singleton boolean default true not null,
    done double precision default 0 not null,
    declared text,
    PRIMARY KEY (singleton),
    CHECK (singleton)
);

create table jobs.admission_turn (
    pipelines text not null,
    fair text default ''::text not null,
    looked_at timestamp with time zone default '-infinity'::timestamp with time zone not null,
    PRIMARY KEY (pipelines)
) with (fillfactor=50);

create table jobs.arrival (
    look_at timestamp with time zone not null,
    job_id uuid not null,
    pipeline text default ''::text not null,
    PRIMARY KEY (look_at, job_id),
    FOREIGN KEY (job_id) REFERENCES jobs.job(id) ON DELETE CASCADE
);
CREATE INDEX arrival_job ON jobs.arrival USING btree (job_id);
CREATE INDEX arrival_of ON jobs.arrival USING btree (pipeline, look_at, job_id);

create table jobs.attempt (
    job_id uuid not null,
    step text not null,
    number integer not null,
    generation integer not null,
    status text not null,
    exit_code integer,
    error jsonb,
    done bigint,
    total bigint,
    host text,
    pid integer,
    started_at timestamp with time zone default clock_timestamp() not null,
    finished_at timestamp with time zone,
    log text,
    PRIMARY KEY (job_id, step, number),
    FOREIGN KEY (job_id) REFERENCES jobs.job(id) ON DELETE CASCADE,
    CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text, 'waiting'::text, 'lost'::text])))
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_cost_limit=2000);

create table jobs.audit (
    id uuid default jobs.new_id() not null,
    at timestamp with time zone default clock_timestamp() not null,
    act text not null,
    job_id uuid,
    subject text,
    door text not null,
    actor text not null,
    address text,
    database_role text default SESSION_USER not null,
    details jsonb default '{}'::jsonb not null,
    PRIMARY KEY (id),
    CHECK ((act = ANY (ARRAY['sent'::text, 'cancelled'::text, 'reran'::text, 'token_made'::text, 'token_revoked'::text, 'setting_changed'::text, 'limit_set'::text, 'limit_cleared'::text, 'paused'::text, 'resumed'::text, 'weight_set'::text, 'runs_set'::text, 'runs_cleared'::text, 'schedule_set'::text, 'schedule_paused'::text, 'schedule_resumed'::text, 'schedule_removed'::text, 'schedule_run'::text, 'deleted'::text, 'operation_started'::text, 'operation_paused'::text, 'operation_resumed'::text, 'operation_stopped'::text, 'operation_undone'::text]))),
    CHECK ((door = ANY (ARRAY['api'::text, 'page'::text, 'cli'::text, 'control'::text, 'sql'::text])))
);
CREATE INDEX audit_job ON jobs.audit USING btree (job_id) WHERE (job_id IS NOT NULL);
CREATE INDEX audit_rerun ON jobs.audit USING btree (((details ->> 'rerun_of'::text))) WHERE (act = 'reran'::text);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON jobs.audit FOR EACH STATEMENT EXECUTE FUNCTION jobs.audit_append_only();
CREATE TRIGGER audit_kept BEFORE DELETE ON jobs.audit FOR EACH ROW EXECUTE FUNCTION jobs.audit_append_only();

create table jobs.breaker (
    provider text not null,
    reason text not null,
    opened_at timestamp with time zone default clock_timestamp() not null,
    open_until timestamp with time zone not null,
    PRIMARY KEY (provider)
);

create table jobs.declared_limit (
    name text not null,
    kind text not null,
    n integer,
    every interval,
    burst integer,
    at_most interval,
    on_excess text default 'wait'::text not null,
    collect boolean default false not null,
    path text[],
    PRIMARY KEY (name),
    CHECK ((kind = ANY (ARRAY['concurrent'::text, 'rate'::text, 'quiet'::text, 'batch'::text]))),
    CHECK ((name ~ '^[a-z][a-z0-9_.-]{0,60}$'::text)),
    CHECK ((on_excess = ANY (ARRAY['wait'::text, 'skip'::text, 'replace'::text, 'latest'::text])))
);

create table jobs.dispatcher (
    id integer not null,
    seen_at timestamp with time zone default clock_timestamp() not null,
    about jsonb default '{}'::jsonb not null,
    busy integer default 0 not null,
    PRIMARY KEY (id)
) with (fillfactor=50);

create table jobs.document (
    id uuid default jobs.new_id() not null,
    job_id uuid,
    role text not null,
    uri text not null,
    name text,
    media_type text,
    bytes bigint,
    sha256 text,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone,
    PRIMARY KEY (id),
    UNIQUE (job_id, role),
    FOREIGN KEY (job_id) REFERENCES jobs.job(id) ON DELETE CASCADE
);
CREATE INDEX document_expires ON jobs.document USING btree (expires_at) WHERE (expires_at IS NOT NULL);

create table jobs.event (
    id text not null,
    name text not null,
    data jsonb not null,
    ts timestamp with time zone not null,
    received_at timestamp with time zone default now() not null,
    tenant text,
    tags jsonb default '{}'::jsonb not null,
    erased_at timestamp with time zone,
    PRIMARY KEY (id),
    CHECK (((length(id) >= 1) AND (length(id) <= 200))),
    CHECK (((length(tenant) >= 1) AND (length(tenant) <= 200))),
    CHECK ((jsonb_typeof(tags) = 'object'::text)),
    CHECK ((length(name) <= 256))
) with (autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_cost_limit=2000);
CREATE INDEX event_name ON jobs.event USING btree (name, received_at);
CREATE INDEX event_received ON jobs.event USING btree (received_at);
CREATE INDEX event_tags ON jobs.event USING gin (tags jsonb_path_ops) WHERE (tags <> '{}'::jsonb);
CREATE INDEX event_tenant ON jobs.event USING btree (tenant, received_at) WHERE (tenant IS NOT NULL);

create table jobs.function_file (
    name text not null,
    sha256 text not null,
    release integer[] not null,
    functions text[] not null,
    applied_at timestamp with time zone default now() not null,
    PRIMARY KEY (name)
);

create table jobs.gate (
    id text not null,
    tat timestamp with time zone not null,
    PRIMARY KEY (id)
) with (fillfactor=50);

create table jobs.gdpr_export (
    request_id uuid not null,
    subject_hash text not null,
    requested_by text not null,
    verified_how text not null,
    state text not null,
    object_key text not null,
    sha256 text,
    bytes bigint,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone not null,
    purged_at timestamp with time zone,
    PRIMARY KEY (request_id),
    CHECK ((state = ANY (ARRAY['building'::text, 'ready'::text, 'purged'::text])))
);
CREATE INDEX gdpr_export_expires ON jobs.gdpr_export USING btree (expires_at) WHERE (state <> 'purged'::text);
CREATE INDEX gdpr_export_subject ON jobs.gdpr_export USING btree (subject_hash);

create table jobs.gdpr_export_event (
    id bigint generated always as identity not null,
    request_id uuid not null,
    event text not null,
    actor text not null,
    at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (id),
    CHECK ((event = ANY (ARRAY['requested'::text, 'created'::text, 'downloaded'::text, 'purged'::text])))
);
CREATE INDEX gdpr_export_event_request ON jobs.gdpr_export_event USING btree (request_id);
CREATE TRIGGER gdpr_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON jobs.gdpr_export_event FOR EACH STATEMENT EXECUTE FUNCTION jobs.gdpr_append_only();

create table jobs.gdpr_secret (
    singleton boolean default true not null,
    inner_pad bytea not null,
    outer_pad bytea not null,
    PRIMARY KEY (singleton),
    CHECK (singleton)
);

create table jobs.job (
    id uuid not null,
    pipeline text not null,
    event_id text not null,
    status text default 'queued'::text not null,
    generation integer default 0 not null,
    priority smallint default 0 not null,
    rerun_of uuid,
    rerun_from text,
    run_at timestamp with time zone not null,
    deadline_at timestamp with time zone,
    executor text,
    owner integer,
    workflow text,
    error jsonb,
    queued_at timestamp with time zone default now() not null,
    dispatched_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    workflow_ended_at timestamp with time zone,
    idle interval default '00:00:00'::interval not null,
    gates text[] default '{}'::text[] not null,
    lane text,
    fair text default ''::text not null,
    units integer default 1 not null,
    merge_key text,
    give_up_at timestamp with time zone,
    taken_by uuid,
    gathered integer default 0 not null,
    operation uuid,
    erased_at timestamp with time zone,
    moved jsonb,
    PRIMARY KEY (id),
    FOREIGN KEY (event_id) REFERENCES jobs.event(id),
    CHECK (((priority >= '-3'::integer) AND (priority <= 3))),
    CHECK ((pipeline ~ '^[a-z][a-z0-9-]{0,40}$'::text)),
    CHECK ((status = ANY (ARRAY['queued'::text, 'dispatched'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'skipped'::text]))),
    CHECK ((units > 0))
) with (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=10000, autovacuum_analyze_scale_factor=0.02, autovacuum_analyze_threshold=10000, autovacuum_vacuum_cost_limit=2000);
CREATE INDEX job_error ON jobs.job USING gin (jobs.error_words(error)) WHERE (error IS NOT NULL);
CREATE INDEX job_event ON jobs.job USING btree (event_id);
CREATE INDEX job_finished ON jobs.job USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX job_give_up ON jobs.job USING btree (give_up_at) WHERE ((status = 'queued'::text) AND (give_up_at IS NOT NULL));
CREATE INDEX job_lane ON jobs.job USING btree (lane, run_at, id) WHERE ((status = 'queued'::text) AND (lane IS NOT NULL));
CREATE INDEX job_live ON jobs.job USING btree (owner) WHERE (status = ANY (ARRAY['dispatched'::text, 'running'::text]));
CREATE INDEX job_merge ON jobs.job USING btree (merge_key, id) WHERE ((status = 'queued'::text) AND (merge_key IS NOT NULL));
CREATE INDEX job_on_cluster ON jobs.job USING btree (id) WHERE ((executor <> ALL (ARRAY['local'::text, 'warm'::text])) AND (workflow_ended_at IS NULL));
CREATE INDEX job_operation ON jobs.job USING btree (operation, id) WHERE (operation IS NOT NULL);
CREATE INDEX job_pipeline ON jobs.job USING btree (pipeline, id);
CREATE INDEX job_queue ON jobs.job USING btree (priority, run_at, id) WHERE ((status = 'queued'::text) AND (lane IS NULL));
CREATE INDEX job_queue_of ON jobs.job USING btree (pipeline, priority, run_at, id) WHERE ((status = 'queued'::text) AND (lane IS NULL));
CREATE INDEX job_rerun ON jobs.job USING btree (rerun_of) WHERE (rerun_of IS NOT NULL);
CREATE INDEX job_taken_by ON jobs.job USING btree (taken_by) WHERE (taken_by IS NOT NULL);
CREATE INDEX job_unhappy ON jobs.job USING btree (id) WHERE (status = ANY (ARRAY['failed'::text, 'cancelled'::text, 'skipped'::text]));
CREATE INDEX job_unloadable ON jobs.job USING btree (id) WHERE ((status = 'queued'::text) AND ((run_at < '0001-01-02 00:00:00+00'::timestamp with time zone) OR (run_at >= '9999-12-31 00:00:00+00'::timestamp with time zone)));

create table jobs.job_wait (
    job_id uuid not null,
    code text not null,
    message text not null,
    since timestamp with time zone default clock_timestamp() not null,
    seen_at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (job_id),
    FOREIGN KEY (job_id) REFERENCES jobs.job(id) ON DELETE CASCADE
) with (fillfactor=50);

create table jobs.lane_turn (
    pipelines text not null,
    share text not null,
    lane text not null,
    PRIMARY KEY (pipelines, share),
    FOREIGN KEY (pipelines) REFERENCES jobs.admission_turn(pipelines) ON DELETE CASCADE
) with (fillfactor=50);

create table jobs.limit_override (
    name text not null,
    key text not null,
    n integer not null,
    every interval,
    until timestamp with time zone,
    who text not null,
    why text not null,
    at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (name, key),
    CHECK (((n >= 0) AND (n <= 1000000))),
    CHECK ((every > '00:00:00'::interval)),
    CHECK ((length(key) <= 200))
);

create table jobs.migration (
    name text not null,
    applied_at timestamp with time zone default now() not null,
    PRIMARY KEY (name)
);

create table jobs.model_server (
    server text not null,
    model text not null,
    serial integer default 1 not null,
    claimed_until timestamp with time zone not null,
    dialect text,
    refusal text,
    tokens_per_second double precision,
    reading_per_second double precision,
    probed_at timestamp with time zone,
    PRIMARY KEY (server, model),
    CHECK ((dialect = ANY (ARRAY['responses'::text, 'chat'::text, 'none'::text])))
);

create table jobs.operation (
    id uuid default jobs.new_id() not null,
    kind text not null,
    state text default 'working'::text not null,
    selection text not null,
    from_step text,
    rate double precision,
    why text,
    origin jsonb not null,
    total integer default 0 not null,
    position integer default 0 not null,
    done integer default 0 not null,
    left_alone integer default 0 not null,
    undone_to integer default 0 not null,
    undone integer default 0 not null,
    next_at timestamp with time zone default clock_timestamp() not null,
    problem text,
    receipt jsonb,
    created_at timestamp with time zone default clock_timestamp() not null,
    ended_at timestamp with time zone,
    PRIMARY KEY (id),
    CHECK (((rate > (0)::double precision) AND (rate <= (10000)::double precision))),
    CHECK ((kind = ANY (ARRAY['rerun'::text, 'cancel'::text, 'delete'::text, 'erase'::text]))),
    CHECK ((length(why) <= 500)),
    CHECK ((state = ANY (ARRAY['working'::text, 'paused'::text, 'stopped'::text, 'done'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX operation_at_work ON jobs.operation USING btree (id) WHERE (state = ANY (ARRAY['working'::text, 'undoing'::text]));
CREATE INDEX operation_ended ON jobs.operation USING btree (ended_at) WHERE (ended_at IS NOT NULL);

create table jobs.operation_item (
    operation uuid not null,
    number integer not null,
    job_id uuid not null,
    state text default 'pending'::text not null,
    reason text,
    new_job uuid,
    ended_at timestamp with time zone,
    PRIMARY KEY (operation, number),
    FOREIGN KEY (operation) REFERENCES jobs.operation(id) ON DELETE CASCADE,
    CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'left_alone'::text, 'undone'::text])))
);
CREATE INDEX operation_item_left ON jobs.operation_item USING btree (operation, number) WHERE (reason IS NOT NULL);

create table jobs.output (
    job_id uuid not null,
    step text not null,
    data jsonb not null,
    stored_at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (job_id, step),
    FOREIGN KEY (job_id) REFERENCES jobs.job(id) ON DELETE CASCADE
) with (autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_cost_limit=2000);

create table jobs.pause (
    name text not null,
    key text not null,
    until timestamp with time zone,
    who text not null,
    why text not null,
    at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (name, key),
    CHECK ((length(key) <= 200))
);

create table jobs.pipeline (
    name text not null,
    known_since timestamp with time zone default now() not null,
    limits text[] default '{}'::text[] not null,
    fair_by text[],
    units text[],
    ageing interval,
    give_up_after interval,
    runs text default 'pods'::text not null,
    PRIMARY KEY (name),
    CHECK ((name ~ '^[a-z][a-z0-9-]{0,40}$'::text)),
    CHECK ((runs = ANY (ARRAY['warm'::text, 'pods'::text, 'pod'::text])))
);

create table jobs.provider_call (
    job_id uuid not null,
    step text not null,
    provider text not null,
    fingerprint text not null,
    state text default 'intent'::text not null,
    attempts integer default 1 not null,
    lost integer default 0 not null,
    external_id text,
    upload_url text,
    response jsonb,
    usage jsonb,
    cost_usd numeric,
    error jsonb,
    created_at timestamp with time zone default clock_timestamp() not null,
    updated_at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (job_id, step, fingerprint),
    FOREIGN KEY (job_id) REFERENCES jobs.job(id) ON DELETE CASCADE,
    CHECK ((state = ANY (ARRAY['intent'::text, 'uploaded'::text, 'submitted'::text, 'succeeded'::text, 'failed'::text, 'unknown'::text, 'deleted'::text])))
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_cost_limit=2000);

create table jobs.recorder_mark (
    singleton boolean default true not null,
    decided_to timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (singleton),
    CHECK (singleton)
);

create table jobs.rejected_event (
    id uuid default jobs.new_id() not null,
    source text not null,
    name text,
    event_id text,
    reasons text[] not null,
    payload text not null,
    received_at timestamp with time zone default now() not null,
    PRIMARY KEY (id)
);

create table jobs.runs_override (
    pipeline text not null,
    runs text not null,
    who text not null,
    why text not null,
    at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (pipeline),
    FOREIGN KEY (pipeline) REFERENCES jobs.pipeline(name) ON DELETE CASCADE,
    CHECK ((runs = ANY (ARRAY['warm'::text, 'pods'::text, 'pod'::text])))
);

create table jobs.schedule (
    name text not null,
    pipeline text not null,
    data jsonb not null,
    cron text,
    every integer,
    tz text default 'UTC'::text not null,
    anchor timestamp with time zone default date_trunc('second'::text, clock_timestamp()) not null,
    jitter integer default 0 not null,
    catch_up integer default 3600 not null,
    at_most integer default 1 not null,
    priority integer default 0 not null,
    tenant text,
    tags jsonb default '{}'::jsonb not null,
    declared jsonb,
    next_at timestamp with time zone,
    due_at timestamp with time zone default clock_timestamp(),
    paused_at timestamp with time zone,
    paused_by text,
    paused_why text,
    sent bigint default 0 not null,
    missed bigint default 0 not null,
    missed_at timestamp with time zone,
    last_at timestamp with time zone,
    last_job_id uuid,
    error text,
    error_at timestamp with time zone,
    set_at timestamp with time zone default clock_timestamp() not null,
    set_by text default SESSION_USER not null,
    PRIMARY KEY (name),
    CHECK (((anchor >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (anchor <= '3000-01-01 00:00:00+00'::timestamp with time zone))),
    CHECK (((at_most >= 0) AND (at_most <= 100))),
    CHECK (((catch_up >= 0) AND (catch_up <= 2678400))),
    CHECK (((cron IS NULL) <> (every IS NULL))),
    CHECK (((every >= 10) AND (every <= 31622400))),
    CHECK (((jitter >= 0) AND (jitter <= 86400))),
    CHECK (((length(cron) >= 1) AND (length(cron) <= 200))),
    CHECK (((length(tenant) >= 1) AND (length(tenant) <= 200))),
    CHECK (((length(tz) >= 1) AND (length(tz) <= 100))),
    CHECK (((next_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (next_at <= '3000-01-01 00:00:00+00'::timestamp with time zone))),
    CHECK (((priority >= '-3'::integer) AND (priority <= 3))),
    CHECK ((jsonb_typeof(data) = 'object'::text)),
    CHECK ((jsonb_typeof(tags) = 'object'::text)),
    CHECK ((length(paused_why) <= 500)),
    CHECK ((name ~ '^[a-z0-9][a-z0-9._-]{0,79}$'::text))
);
CREATE INDEX schedule_due ON jobs.schedule USING btree (due_at) WHERE (paused_at IS NULL);

create table jobs.share (
    key text not null,
    weight double precision default 1 not null,
    done double precision default 0 not null,
    PRIMARY KEY (key),
    CHECK (((weight > (0)::double precision) AND (weight <= (1000000)::double precision)))
) with (fillfactor=50);

create table jobs.tally (
    metric text not null,
    labels jsonb not null,
    value double precision not null,
    PRIMARY KEY (metric, labels)
) with (fillfactor=50);

create table jobs.tally_mark (
    singleton boolean default true not null,
    counted_to timestamp with time zone not null,
    last_job uuid not null,
    PRIMARY KEY (singleton),
    CHECK (singleton)
);

create table jobs.token (
    id uuid default jobs.new_id() not null,
    name text not null,
    hash bytea not null,
    scopes text[] not null,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    PRIMARY KEY (id),
    UNIQUE (hash),
    UNIQUE (name),
    CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['send'::text, 'read'::text, 'operate'::text]))),
    CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

create table jobs.workflow_record (
    job_id uuid not null,
    generation integer not null,
    workflow text not null,
    version integer not null,
    bytes integer not null,
    expires_at timestamp with time zone,
    recorded_at timestamp with time zone default clock_timestamp() not null,
    PRIMARY KEY (job_id, generation),
    CHECK ((bytes >= 0))
);
CREATE INDEX workflow_record_expiry ON jobs.workflow_record USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX workflow_record_live ON jobs.workflow_record USING btree (job_id) WHERE (expires_at IS NULL);

-- migrations/
-- function jobs.error_words(error jsonb) returns tsvector immutable
-- function jobs.new_id() returns uuid

-- functions/admission/admit.sql
-- function jobs.admit(new_owner integer, new_executor text, places integer, options jsonb DEFAULT '{}'::jsonb) returns SETOF jobs.job

-- functions/admission/gates.sql
-- function jobs.event_value(e jobs.event, path text[]) returns text immutable
-- function jobs.gate_text(the_name text, the_key text) returns text immutable
-- function jobs.held_pipelines() returns text[] stable
-- function jobs.key_text(raw text) returns text immutable
-- function jobs.lane_of(fair text, priority integer, the_pipeline text, gates text[]) returns text immutable
-- function jobs.queue_place(the_pipeline text, e jobs.event, priority integer, run_at timestamp with time zone, OUT gates text[], OUT lane text, OUT fair text, OUT units integer, OUT merge_key text, OUT give_up_at timestamp with time zone) returns record stable
-- function jobs.rooms(gates text[], moment timestamp with time zone) returns TABLE(gate text, name text, key text, kind text, n integer, held bigint, room bigint, most integer, emission interval, floor_tat timestamp with time zone, paused boolean, on_excess text) stable

-- functions/admission/lanes.sql
-- function jobs.anybody_waits(share text, beside uuid[] DEFAULT '{}'::uuid[]) returns boolean stable
-- function jobs.due_heads(lanes text[], moment timestamp with time zone) returns TABLE(lane text, id uuid, gates text[], merge_key text) stable
-- function jobs.lanes_in_turn(served text[], moment timestamp with time zone, most integer) returns text[]
-- function jobs.next_lanes(from_lane text, to_lane text, most integer) returns SETOF text stable
-- function jobs.next_shares(from_share text, most integer) returns SETOF text stable
-- function jobs.take_arrivals(served text[], moment timestamp with time zone) returns uuid[]
-- function jobs.turn_start(done double precision, of_others double precision) returns double precision immutable

-- functions/admission/looking.sql
-- function jobs.gates_waiting(most_lanes integer, most_jobs integer) returns TABLE(gate text, jobs bigint, cut boolean) stable
-- function jobs.gathering(the_job uuid) returns TABLE(gate text, kind text, jobs bigint, n integer, due timestamp with time zone, latest timestamp with time zone) stable
-- function jobs.prospects(the_job uuid) returns TABLE(gate text, kind text, jobs bigint, cut boolean, seconds double precision, pace double precision)
-- function jobs.waiting_lanes(from_lane text, most integer, most_found integer DEFAULT NULL::integer, of_gates text[] DEFAULT NULL::text[], of_limit text DEFAULT NULL::text) returns TABLE(lane text, gates text[], looked_at integer) stable

-- functions/admission/merging.sql
-- function jobs.gathered_events(the_job uuid) returns jsonb stable set search_path=pg_catalog, pg_temp
-- function jobs.leader(the_gate text, moment timestamp with time zone) returns SETOF uuid
-- function jobs.limit_of(the_gate text) returns jobs.declared_limit stable
-- function jobs.make_room(the_gate text, for_job uuid, wanted bigint) returns bigint
-- function jobs.merge_into(the_leader uuid, the_gate text, moment timestamp with time zone) returns void
-- function jobs.merge_waiting(lanes text[], moment timestamp with time zone) returns void
-- function jobs.pass_over(the_job uuid, by_job uuid, new_status text, the_error jsonb) returns boolean
-- function jobs.passed_over_error(code text, sentence text, the_gate text) returns jsonb immutable

-- functions/admission/overrides.sql
-- function jobs.check_change(the_name text, the_key text, options jsonb) returns void
-- function jobs.check_limit_name(the_name text) returns void
-- function jobs.clear_limit(the_name text, the_key text, origin jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.declare_limits(declared jsonb) returns void
-- function jobs.forget_gates() returns void
-- function jobs.pause_gate(the_name text, the_key text, options jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.resume_gate(the_name text, the_key text, origin jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.set_limit(the_name text, the_key text, options jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.set_weight(the_key text, the_weight double precision, origin jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp

-- functions/admission/waiting.sql
-- function jobs.arm(lanes text[], early jsonb, rates jsonb, moment timestamp with time zone) returns void
-- function jobs.expire() returns integer
-- function jobs.next_look(options jsonb DEFAULT '{}'::jsonb) returns double precision
-- function jobs.park_held(held text[]) returns integer
-- function jobs.shut_gates(the_job uuid) returns TABLE(gate text, name text, key text, kind text, n integer, held bigint, room bigint, most integer, emission interval, paused boolean)

-- functions/audit.sql
-- function jobs.audit_append_only() returns trigger
-- function jobs.audit_kept() returns interval immutable
-- function jobs.forget_audit() returns bigint set search_path=pg_catalog, pg_temp
-- function jobs.note_setting(the_name text, the_value text, origin jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.record_act(the_act text, origin jsonb, the_job uuid DEFAULT NULL::uuid, the_subject text DEFAULT NULL::text, the_details jsonb DEFAULT '{}'::jsonb) returns void set search_path=pg_catalog, pg_temp

-- functions/claim.sql
-- function jobs.adopt(new_owner integer, new_executor text, places integer, options jsonb DEFAULT '{}'::jsonb) returns SETOF jobs.job
-- function jobs.beat(the_owner integer, options jsonb DEFAULT '{}'::jsonb) returns void
-- function jobs.bounded() returns boolean stable
-- function jobs.claim(new_owner integer, new_executor text, places integer, options jsonb DEFAULT '{}'::jsonb) returns SETOF jobs.job
-- function jobs.cluster_room(places integer, live_limit integer) returns integer
-- function jobs.dispatch(chosen uuid[], new_owner integer, new_executor text, options jsonb) returns SETOF jobs.job
-- function jobs.due_of(pipelines text[], places integer, moment timestamp with time zone) returns TABLE(id uuid) stable
-- function jobs.give_back(the_job uuid, seconds double precision) returns void
-- function jobs.live_owners() returns integer[]
-- function jobs.queued() returns SETOF jobs.job stable
-- function jobs.unseen(j jobs.job) returns double precision stable

-- functions/enqueue.sql
-- function jobs.enqueue(pipeline text, data jsonb, event_id text DEFAULT NULL::text, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, priority integer DEFAULT 0, options jsonb DEFAULT '{}'::jsonb) returns uuid set search_path=pg_catalog, pg_temp
-- function jobs.enqueue_many(events jsonb) returns TABLE(place integer, event_id text, job_id uuid, duplicate boolean, data_differs boolean)
-- function jobs.queue_job(job_id uuid, the_pipeline text, the_event text, priority integer, run_at timestamp with time zone) returns void
-- function jobs.send(pipeline text, data jsonb, event_id text DEFAULT NULL::text, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, priority integer DEFAULT 0, options jsonb DEFAULT '{}'::jsonb, OUT job_id uuid, OUT event text, OUT duplicate boolean, OUT data_differs boolean) returns record set search_path=pg_catalog, pg_temp
-- function jobs.send_options() returns text[] immutable
-- function jobs.tags_fault(tags jsonb) returns text immutable

-- functions/finish.sql
-- function jobs.cancel(the_job uuid, the_error jsonb, origin jsonb DEFAULT '{}'::jsonb) returns text set search_path=pg_catalog, pg_temp
-- function jobs.finish(the_job uuid, new_status text, the_error jsonb DEFAULT NULL::jsonb) returns boolean
-- function jobs.lose_attempts(those uuid[], the_error jsonb) returns void
-- function jobs.stop(the_job uuid, the_error jsonb) returns void

-- functions/limits.sql
-- function jobs.check_why(why text) returns void
-- function jobs.countable(value jsonb) returns double precision immutable
-- function jobs.data_fault(data jsonb) returns text immutable
-- function jobs.fail_unreadable() returns integer
-- function jobs.loadable(moment timestamp with time zone) returns boolean immutable
-- function jobs.moment(field text, given text) returns timestamp with time zone stable
-- function jobs.refuse(field text, sentence text, code text DEFAULT '23514'::text) returns void
-- function jobs.refuse_time(field text) returns void
-- function jobs.seconds_between(first timestamp with time zone, last timestamp with time zone) returns double precision immutable
-- function jobs.seconds_left(deadline_at timestamp with time zone) returns double precision
-- function jobs.unreadable_error(what text) returns jsonb immutable

-- functions/names.sql
-- function jobs.event_name(pipeline text) returns text immutable
-- function jobs.final(status text) returns boolean immutable
-- function jobs.lock_class() returns integer immutable
-- function jobs.lost_again_error() returns jsonb immutable
-- function jobs.lost_error(runner text) returns jsonb immutable
-- function jobs.result_step(pipeline text) returns text immutable
-- function jobs.workflow_name(pipeline text, id uuid, generation integer) returns text immutable

-- functions/operations/deletion.sql
-- function jobs.delete_items(the_operation uuid, items jsonb) returns double precision set search_path=pg_catalog, pg_temp
-- function jobs.delete_job(the_job uuid) returns void
-- function jobs.next_deletions(the_operation uuid, most integer) returns TABLE(number integer, job_id uuid, why_not text) set search_path=pg_catalog, pg_temp

-- functions/operations/erased_jobs.sql
-- function jobs.cancel_erased(o jobs.operation, OUT cancelled bigint, OUT late bigint) returns record
-- function jobs.gathering_jobs(those uuid[]) returns TABLE(id uuid, event_id text) stable
-- function jobs.only_gathered(o jobs.operation, number integer) returns boolean immutable

-- functions/operations/erased_keys.sql
-- function jobs.erasable_limits(about jsonb) returns TABLE(pauses bigint, bounds bigint, weights bigint, reasons bigint) stable
-- function jobs.erase_keys(o jobs.operation, about jsonb) returns jsonb
-- function jobs.erased_keys(how text, value text) returns TABLE(kind text, name text, key text) stable
-- function jobs.erased_subject(act text, subject text, how text, value text, needles text[]) returns text stable
-- function jobs.is_erased_key(the_name text, the_key text, how text, value text) returns boolean stable
-- function jobs.is_erased_share(the_key text, how text, value text) returns boolean immutable

-- functions/operations/erasure.sql
-- function jobs.add_counts(receipt jsonb, added jsonb) returns jsonb immutable
-- function jobs.erase_items(the_operation uuid, items jsonb) returns double precision set search_path=pg_catalog, pg_temp
-- function jobs.erase_job(o jobs.operation, item jobs.operation_item, uris text[]) returns jsonb
-- function jobs.erase_mentions(the_operation uuid, about jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.erase_schedules(how text, value text, needles text[]) returns bigint
-- function jobs.erased_error(error jsonb) returns jsonb immutable
-- function jobs.event_mentions(e jobs.event, needles text[]) returns boolean stable
-- function jobs.job_mentions(j jobs.job, needles text[]) returns boolean stable
-- function jobs.mentions(given text, field text, needles text[]) returns boolean immutable
-- function jobs.next_erasures(the_operation uuid, most integer) returns TABLE(number integer, job_id uuid, why_not text, uris text[], export text) set search_path=pg_catalog, pg_temp

-- functions/operations/operations.sql
-- function jobs.cancel_item(o jobs.operation, the_job uuid) returns text
-- function jobs.cancelled_error(o jobs.operation) returns jsonb immutable
-- function jobs.end_item(o jobs.operation, item jobs.operation_item) returns jobs.operation
-- function jobs.open_operation(about jsonb) returns uuid set search_path=pg_catalog, pg_temp
-- function jobs.origin_of(o jobs.operation) returns jsonb immutable
-- function jobs.pace_from(o jobs.operation) returns timestamp with time zone
-- function jobs.passes(state text) returns boolean immutable
-- function jobs.rerun_item(o jobs.operation, the_job uuid, plans jsonb, OUT made uuid, OUT why_not text) returns record
-- function jobs.room_of(o jobs.operation, most integer) returns integer
-- function jobs.save_progress(o jobs.operation) returns double precision
-- function jobs.seal_operation(the_operation uuid) returns integer set search_path=pg_catalog, pg_temp
-- function jobs.work_on(the_operation uuid, most integer, plans jsonb DEFAULT '{}'::jsonb, OUT worked integer, OUT wait double precision) returns record set search_path=pg_catalog, pg_temp

-- functions/operations/rerun.sql
-- function jobs.rerun(the_job uuid, options jsonb DEFAULT '{}'::jsonb) returns uuid set search_path=pg_catalog, pg_temp

-- functions/operations/steering.sql
-- function jobs.steer_operation(the_operation uuid, act text, origin jsonb DEFAULT '{}'::jsonb) returns text set search_path=pg_catalog, pg_temp
-- function jobs.undo_next(the_operation uuid, most integer, OUT worked integer, OUT wait double precision) returns record set search_path=pg_catalog, pg_temp

-- functions/places.sql
-- function jobs.all_runs() returns TABLE(pipeline text, runs text) stable
-- function jobs.anybody_serves(the_runs text, the_pipeline text) returns boolean
-- function jobs.clear_runs(the_pipeline text, origin jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.goes_on_here(j jobs.job, served text[], options jsonb) returns boolean stable
-- function jobs.known_runs(the_pipeline text) returns text stable
-- function jobs.let_go(the_job uuid, the_owner integer, the_move jsonb DEFAULT NULL::jsonb) returns boolean
-- function jobs.longest_wait(the_runs text) returns integer set search_path=pg_catalog, pg_temp
-- function jobs.moved_to(j jobs.job) returns text immutable
-- function jobs.runs(the_pipeline text) returns text stable
-- function jobs.runs_of(j jobs.job) returns text stable
-- function jobs.served(options jsonb) returns text[] stable
-- function jobs.set_runs(the_pipeline text, options jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.takers(owners integer[], the_runs text, the_pipeline text) returns bigint stable
-- function jobs.takes(share jsonb, the_runs text, the_pipeline text) returns boolean immutable
-- function jobs.waiting_to_run(the_runs text) returns integer set search_path=pg_catalog, pg_temp

-- functions/reconcile.sql
-- function jobs.end_attempt_of_pod(the_job uuid, pod text, the_exit_code integer, the_error jsonb) returns boolean
-- function jobs.hand_over(the_job uuid, former text, the_workflow text, new_deadline timestamp with time zone) returns boolean
-- function jobs.settle(the_job uuid, the_workflow text, new_status text, the_error jsonb DEFAULT NULL::jsonb) returns boolean
-- function jobs.start_anew(the_job uuid, the_workflow text, seconds double precision) returns text
-- function jobs.trigger_again(the_job uuid, the_workflow text, seconds double precision) returns boolean
-- function jobs.workflow_ended(the_job uuid, the_workflow text) returns void

-- functions/roles.sql
-- function jobs.grant_roles() returns text[]
-- function jobs.missing_roles() returns text[] stable
-- function jobs.role_functions() returns TABLE(role text, functions text[]) immutable
-- function jobs.roles_without_grants() returns text[] stable

-- functions/schedules/acts.sql
-- function jobs.pause_schedule(the_name text, options jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.remove_schedule(the_name text, options jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.resume_schedule(the_name text, options jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.run_schedule(the_name text, options jsonb DEFAULT '{}'::jsonb) returns uuid set search_path=pg_catalog, pg_temp
-- function jobs.set_schedule(the_name text, definition jsonb, options jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp

-- functions/schedules/planned.sql
-- function jobs.miss_scheduled(the_name text, why text, options jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.schedule_now() returns timestamp with time zone
-- function jobs.scheduled_event(schedule text, planned timestamp with time zone) returns text stable
-- function jobs.send_scheduled(the_name text, planned timestamp with time zone[], options jsonb) returns void set search_path=pg_catalog, pg_temp

-- functions/steps/attempts.sql
-- function jobs.begin_attempt(the_job uuid, the_step text, options jsonb DEFAULT '{}'::jsonb) returns TABLE(outcome text, pipeline text, status text, queued_at timestamp with time zone, deadline_at timestamp with time zone, number integer, data jsonb, outputs jsonb) set search_path=pg_catalog, pg_temp
-- function jobs.begun_within(the_job uuid, the_step text, seconds double precision) returns boolean
-- function jobs.end_and_begin(the_job uuid, the_step text, the_number integer, options jsonb, next_step text, next_options jsonb DEFAULT '{}'::jsonb) returns TABLE(stored boolean, outcome text, pipeline text, status text, queued_at timestamp with time zone, deadline_at timestamp with time zone, number integer, data jsonb, outputs jsonb) set search_path=pg_catalog, pg_temp
-- function jobs.end_attempt(the_job uuid, the_step text, the_number integer, new_status text, options jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.end_lost_attempt(the_job uuid, the_step text, the_exit_code integer, the_error jsonb) returns void
-- function jobs.wait_for(the_job uuid, the_code text, the_message text) returns void

-- functions/steps/gdpr.sql
-- function jobs.gdpr_append_only() returns trigger
-- function jobs.gdpr_close_export(request uuid, the_sha256 text, the_bytes bigint) returns void set search_path=pg_catalog, pg_temp
-- function jobs.gdpr_open_export(request uuid, about jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.gdpr_subject_hash(subject text) returns text stable set search_path=pg_catalog, pg_temp

-- functions/steps/ledger.sql
-- function jobs.close_breaker(the_provider text) returns void set search_path=pg_catalog, pg_temp
-- function jobs.open_breaker(the_provider text, the_reason text, seconds double precision) returns void set search_path=pg_catalog, pg_temp
-- function jobs.open_call(the_job uuid, the_step text, the_provider text, the_fingerprint text, options jsonb DEFAULT '{}'::jsonb) returns TABLE(state text, attempts integer, lost integer, external_id text, upload_url text, response jsonb, usage jsonb, fresh boolean) set search_path=pg_catalog, pg_temp
-- function jobs.record_call(the_job uuid, the_step text, the_fingerprint text, new_state text, options jsonb DEFAULT '{}'::jsonb) returns void set search_path=pg_catalog, pg_temp
-- function jobs.why_open(the_provider text) returns TABLE(reason text, seconds integer) set search_path=pg_catalog, pg_temp

-- functions/steps/model_servers.sql
-- function jobs.claim_probe(the_server text, the_model text, options jsonb DEFAULT '{}'::jsonb) returns integer set search_path=pg_catalog, pg_temp
-- function jobs.forget_probe(the_server text, the_model text, the_serial integer, options jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.model_server(the_server text, the_model text, options jsonb DEFAULT '{}'::jsonb) returns TABLE(serial integer, dialect text, refusal text, tokens_per_second double precision, reading_per_second double precision, age double precision) set search_path=pg_catalog, pg_temp
-- function jobs.record_probe(the_server text, the_model text, the_serial integer, options jsonb DEFAULT '{}'::jsonb) returns void set search_path=pg_catalog, pg_temp

-- functions/steps/reads_and_writes.sql
-- function jobs.report_progress(the_job uuid, the_step text, the_number integer, new_done bigint, new_total bigint) returns boolean set search_path=pg_catalog, pg_temp
-- function jobs.result_of(the_job uuid) returns TABLE(pipeline text, status text, data jsonb) stable set search_path=pg_catalog, pg_temp
-- function jobs.unfinished_steps(the_job uuid, but text) returns TABLE(step text, number integer, status text, exit_code integer, error jsonb, finished_at timestamp with time zone) stable set search_path=pg_catalog, pg_temp
-- function jobs.write_log(the_job uuid, the_step text, the_number integer, new_log text) returns void set search_path=pg_catalog, pg_temp

-- functions/tally.sql
-- function jobs.buckets() returns double precision[] immutable
-- function jobs.roll_up() returns integer set enable_seqscan=off set enable_hashjoin=off set enable_mergejoin=off set jit=off

-- functions/tokens.sql
-- function jobs.make_token(the_name text, the_hash bytea, the_scopes text[], options jsonb DEFAULT '{}'::jsonb) returns jobs.token set search_path=pg_catalog, pg_temp
-- function jobs.revoke_token(the_name text, origin jsonb DEFAULT '{}'::jsonb) returns boolean set search_path=pg_catalog, pg_temp
