"""What to do about an error, by its code, in words for an operator. Pure."""

from __future__ import annotations

from pipelines.operations.runbooks import runbook
from steps.core.errors import ExitCode
from steps.core.models import Model
from steps.core.outcome import CANCELLED, EXPIRED, PASSED_OVER, UNEXPECTED, JobError
from steps.core.status import JobStatus

STOPPED, OPERATOR = "stopped on request", "needs an operator"
PASSED, LATE = "another job took its place", "its turn came too late"
TEMPORARY, PERMANENT = "temporary; all attempts used", "permanent; not tried again"
RERUNS = {
    STOPPED: "It was cancelled; it can go on from {from_step}.",
    OPERATOR: "Running it again from {from_step} may help once the setting that the error names is mended.",
    TEMPORARY: "Running it again from {from_step} may help: the fault was not in its input.",
    PASSED: "Nothing was wrong with it. A rerun waits for its turn as any new job does.",
    LATE: "Nothing was wrong with it. A rerun waits for its turn anew.",
}

_DOCUMENT = "Send the job again with a document that it can read."
_SETTINGS = "Correct the setting that the message names, start again, then rerun from this step."
_PROVIDER = "Nothing is wrong with the input. Rerun from this step when the provider answers again."
_SHORTER = "Send a shorter document, or its parts one by one."
_MODEL = "Rerun from this step; if it happens again, choose another model with JOBS_OPENAI_MODEL."
_TEMPLATE = "Correct the pipeline's file as the message says, run `bgjobs render`, deploy it, then rerun."
_CLUSTER = "Nothing is wrong with the input. Rerun it when the Kubernetes API answers again."

NOT_ITS_FAULT = {
    **dict.fromkeys(PASSED_OVER, PASSED),
    EXPIRED: LATE,
}

ADVICE = {
    "invalid_input": "Correct the fields that the message names and run it again with edited data.",
    "invalid_event": "Correct the fields that the message names and run it again with edited data.",
    "invalid_schedule": "Correct the fields that the message names; if the code declares it, in SCHEDULES.",
    "schedule_declared": "Pause it, or remove its line from SCHEDULES and deploy.",
    "invalid_records": "Correct the lines that the message names and send the document again.",
    "invalid_turns": "Correct the turns that the message names and send it again.",
    "too_many_records": "Split the document and send its parts one by one.",
    "empty_document": _DOCUMENT,
    "damaged_document": _DOCUMENT,
    "unsupported_document": _DOCUMENT,
    "unsafe_document": _DOCUMENT,
    "not_audio": "Send a recording (wav, mp3, m4a, flac or ogg).",
    "audio_too_short": "Send a recording with speech in it.",
    "encrypted_document": "Take the password off the document and send it again.",
    "document_missing": "Upload the document again and send a new event; the old one is gone from storage.",
    "document_changed": "The file is not the one that was announced. Upload it again and send a new event.",
    "document_outside_storage": "Upload the document through this server and name the reference it answers with.",
    "document_too_big": _SHORTER,
    "document_too_complex": "Export the document again in a simpler form (print it to a new PDF), or send its parts.",
    "reader_unavailable": "Nothing is wrong with the input. Rerun from this step when the machine has room again.",
    "input_too_large": _SHORTER,
    "answer_too_long": _SHORTER,
    "audio_too_long": "Split the recording and send its parts.",
    "provider_billing": "Pay the provider's bill or raise its spend limit, then rerun from this step.",
    "provider_key": "Set OPENAI_API_KEY to a valid key, start again, then rerun from this step.",
    "speech_key_refused": "Set ASSEMBLYAI_API_KEY to a valid key, start again, then rerun from this step.",
    "no_speech_key": "Set ASSEMBLYAI_API_KEY, or run `bgjobs dev`, then rerun from this step.",
    "provider_forbidden": "Ask the provider what this account may do, then rerun from this step.",
    "provider_model": "Set JOBS_OPENAI_MODEL to a model that the server has, then rerun from this step.",
    "provider_no_schema": "Choose a model or server that obeys a JSON schema, then rerun from this step.",
    "model_too_slow": "Choose a faster model or server, or raise JOBS_BUDGETS, start again, then rerun from this step.",
    "provider_rate_limited": _PROVIDER,
    "provider_unavailable": _PROVIDER,
    "provider_timeout": _PROVIDER,
    "provider_unreachable": _PROVIDER,
    "storage_unavailable": "Nothing is wrong with the input. Rerun from this step when the storage answers again.",
    "storage_forbidden": "Give the job's account access to the storage, then rerun from this step.",
    "answer_invalid": _MODEL,
    "model_refused": "The model will not work on this text. Another model may: JOBS_OPENAI_MODEL.",
    "content_filtered": "The provider's filter stopped this text. Another model may take it: JOBS_OPENAI_MODEL.",
    "deadline_exceeded": "`bgjobs explain` and the job's page show where its time went. Rerun it, or raise its budget.",
    "not_ready_in_time": "The provider took longer than the step may wait. Rerun from this step: it goes on looking.",
    "out_of_time": "`bgjobs explain` and the job's page show where its time went. Rerun from this step.",
    "died": "Its process ended without recording an error: see how far its log goes. Rerun from this step.",
    "out_of_memory": "Give the step more memory in the pipeline's file and render, or send less; then rerun from it.",
    "killed": "Its pod or process was removed from outside. Rerun from this step.",
    "unreadable": "Its row holds what no program here can read, as plain SQL wrote it. Send a new event instead.",
    "lost_again": "See in logs and events of the machine why its process ends (memory?); then rerun from this step.",
    "lost": "The machine or process that ran it is gone. Rerun from this step.",
    "workflow_failed": "The workflow ended before a step could speak: look at its pods in the Argo UI.",
    "executor_failed": "The executor could not run it: look at the dispatcher's log.",
    "task_down": "See the log for `task_failed`: it names the error. Mend that and start again; the job goes on.",
    "start_refused": "Correct what the message names and start again.",
    "no_step_package": "Set JOBS_STEP_PACKAGES to packages that are installed here, and start again.",
    "unknown_pipeline": "This pipeline's code is not installed here. Deploy it, then rerun.",
    "unknown_step": "This step's code is not in the image. Deploy the image that has it, then rerun.",
    "subject_not_found": "Nobody has this key in the data map. Check the subject's id and send it again.",
    "gdpr_not_configured": "Set JOBS_GDPR_DATABASE_URL and JOBS_GDPR_DATA_MAP, then rerun from this step.",
    "data_map_drift": "The database has changed since the map's review: `bgjobs gdpr check` shows the difference.",
    "unexpected": "This is a fault in the step's code; its log tells where. Rerun from this step once it is mended.",
    "answer_incomplete": _MODEL,
    "ungrounded": _MODEL,
    "too_many_items": "Send fewer texts at once, as many as the message names.",
    "no_such_result": "Name a completed job of that pipeline, or send the transcript itself.",
    "document_unreadable": "Let the account that runs this read the file, then send it again.",
    "audio_unreachable": _PROVIDER,
    "transcription_failed": _PROVIDER,
    "provider_garbled": _PROVIDER,
    "provider_unreadable": "Check that the base URL is a provider's, not a proxy's page; then rerun from this step.",
    "provider_rejected": "The provider refuses this request for good. Its words in the message say what to change.",
    "provider_url": "Set OPENAI_BASE_URL to an http:// or https:// address, start again, then rerun from this step.",
    "no_provider": "Set OPENAI_API_KEY, or run `bgjobs dev`, then rerun from this step.",
    "speech_base_url": "Set ASSEMBLYAI_BASE_URL to the address of a server, start again, then rerun from this step.",
    "transcript_not_ready": "The provider is still working. Rerun from this step: it goes on looking.",
    "transcript_submitted_again": "The provider failed and got the recording once more. Rerun from this step.",
    "transcript_deleted": "The provider has no transcript any more. Rerun the whole job to have it made anew.",
    "transcript_garbled": "What the provider answers cannot be read. Rerun the whole job to have it made anew.",
    "transcript_inconsistent": "The transcript breaks its own rules. Rerun the whole job to have it made anew.",
    "database_unavailable": "Nothing is wrong with the input. Rerun from this step when PostgreSQL answers again.",
    "database_connections": "Nothing is wrong with the input. Give PostgreSQL more connections, or take fewer of them.",
    "database_full": "Nothing is wrong with the input. Make room on PostgreSQL's disk; then it goes on by itself.",
    "database_memory": "Nothing is wrong with the input. Give PostgreSQL more memory; then it goes on by itself.",
    "database_read_only": "Nothing is wrong with the input. It goes on once PostgreSQL takes writes again.",
    "database_busy": "Rerun from this step; if it happens again, look for a statement_timeout of the role or database.",
    "database_login": "Correct user and password in DATABASE_URL, then start again.",
    "database_access": "Let this machine and user in (pg_hba.conf, `grant connect`), then start again.",
    "database_missing": "Make the database, or correct its name in DATABASE_URL; then run `bgjobs migrate`.",
    "database_tls": "Correct sslmode and the certificates that DATABASE_URL names, then start again.",
    "database_url": "Correct the address that the message names, then start again.",
    "database_encoding": "Make a database with the encoding UTF8, name it in DATABASE_URL and run `bgjobs migrate`.",
    "database_forbidden": "Grant the right that is missing, or use the schema's owner; then start again.",
    "database_refused": "Look at PostgreSQL's log: it says which statement it refused, and why.",
    "schema_missing": "Run `bgjobs migrate`, then start again.",
    "schema_forbidden": "Run `bgjobs migrate` as the role that the message names, or grant what it names.",
    "foreign_schema": "Give background-jobs a database of its own, then run `bgjobs migrate`.",
    "needs_session": "Set DATABASE_DIRECT_URL to an address that leads past the pooler, then start again.",
    "disk_full": "Nothing is wrong with the input. Make room on the disk; then it goes on by itself.",
    "no_files": "Nothing is wrong with the input. Raise the limit of open files (ulimit -n), then start again.",
    "no_process": "Nothing is wrong with the input. Raise the limits of processes and memory; then it goes on.",
    "no_database": "Set DATABASE_URL, or run `bgjobs dev`, then rerun from this step.",
    "settings": _SETTINGS,
    "need_not_declared": "Name what the message says in the NEEDS of the step's module, render, deploy, then rerun.",
    "storage_bucket": "Make the bucket, or correct JOBS_STORAGE, then rerun from this step.",
    "storage_endpoint": "Give JOBS_STORAGE_ENDPOINT an https address, start again, then rerun from this step.",
    "storage_url": "Correct JOBS_STORAGE as the message says, start again, then rerun from this step.",
    "data_map_invalid": "Correct the lines of the data map that the message names, then rerun from this step.",
    "data_map_missing": "Put the data map where JOBS_GDPR_DATA_MAP says, then rerun from this step.",
    "data_map_not_reviewed": "Review the data map, fill in `reviewed`, then rerun from this step.",
    "data_map_subject": "Name a table with one row per person, and its key.",
    "gdpr_database_forbidden": "Let the account of JOBS_GDPR_DATABASE_URL read the tables, then rerun from this step.",
    "rows_changed": "A view gives other rows at each look: exclude it in the data map, then rerun from this step.",
    "wire_model": "This is a fault in the step's code, not in the input. Mend the model that it names, then rerun.",
    "terminated": "Its container was told to stop: deadline, eviction or cancellation. Rerun from this step.",
    "no_template": "Run `bgjobs render` and deploy what it wrote, then rerun.",
    "unknown_template": _TEMPLATE,
    "unsupported_template": _TEMPLATE,
    "unsupported_expression": _TEMPLATE,
    "exit_handler_failed": "The step that ends jobs failed itself: its log tells why. Rerun once it is mended.",
    "workflow_error": "Argo could not run the workflow: its message tells why. Rerun once that is mended.",
    "workflow_terminated": "Somebody terminated its workflow. Rerun it if it was a mistake.",
    "workflow_deleted": "Somebody deleted its workflow. Rerun it if it was a mistake.",
    "workflow_lost": "The cluster lost its workflow several times. Rerun it when the cluster is well.",
    "workflow_refused": "Compare the rendered template with the cluster's version of Argo, then rerun.",
    "cluster_unavailable": _CLUSTER,
    "watch_ended": _CLUSTER,
    "trigger_unavailable": "The event source or its bus is away; its pods' logs say why. Jobs go on when it answers.",
    "trigger_refused": "Set JOBS_TRIGGER_TOKEN to the event source's token and start again.",
    "trigger_misplaced": "Correct JOBS_TRIGGER_URL and start again.",
    "no_trigger_url": "Set JOBS_TRIGGER_URL to the address of the event source and start again.",
    "cluster_refused": "Give the control plane's service account the rights that the message names.",
    "no_argo": "Install Argo Workflows in the namespace.",
    "no_cluster": "Set KUBECONFIG, or run it in a pod with a service account.",
    "cancelled": "Somebody asked for this. Rerun it if it was a mistake.",
    "skipped": "Its limit was full, and what exceeds it is skipped. Rerun it if the job that was at work does not do.",
    "merged": "Its event went along with the job that took its place: look there for the result.",
    "superseded": "A newer event of the same key came while it waited: look at the job that took its place.",
    "replaced": "A newer event of the same key came, so it was cancelled: look at the job that took its place.",
    "expired": "It waited longer than give_up_after. Raise the limit that kept it back (`bgjobs limits`), then rerun.",
    "invalid_limits": "Correct the limits in the pipeline's line as the message says, then render and deploy again.",
}  # fmt: skip


class Advice(Model):
    """`text`: what to do, in one or two sentences. `nature`: the kind of error, in a few words.

    `helps`: whether a rerun with the same input may end otherwise, at once or once an operator has mended what `text`
    names; else the input must change first.

    `runbook`: the file that tells an operator more, in the repository.
    """

    text: str
    helps: bool
    nature: str
    runbook: str | None = None


def advice(error: JobError, exit_code: int | None = None) -> Advice:
    """For a code that nobody foresaw, what its kind of error calls for. `exit_code`: of the attempt that decided it."""
    known, more = ADVICE.get(error.code), runbook(error.code)
    if error.code == CANCELLED:
        return Advice(text=ADVICE[CANCELLED], helps=True, nature=STOPPED)
    if error.code in NOT_ITS_FAULT:
        return Advice(text=known or "", helps=True, nature=NOT_ITS_FAULT[error.code], runbook=more)
    if exit_code == ExitCode.CONFIGURATION:
        # Not retryable, because the next attempt meets the same setting; a rerun meets the mended one.
        return Advice(text=known or _SETTINGS, helps=True, nature=OPERATOR, runbook=more)
    if error.retryable:
        text = known or "Trying again may help: rerun from this step."
        return Advice(text=text, helps=True, nature=TEMPORARY, runbook=more)
    # A step's own `unexpected` is retryable; this one stands for a record without a code.
    if known is None or error.code == UNEXPECTED:
        known = "Trying again with the same input will fail again. Correct what the message names, then run it anew."
    return Advice(text=known, helps=False, nature=PERMANENT, runbook=more)


def rerun_advice(status: JobStatus | str, told: Advice | None, from_step: str) -> str:
    """Whether running a final job again can help, and from where. `told`: the advice about its error, if it has one."""
    if status == JobStatus.COMPLETED:
        return "It completed; a rerun makes a new job and leaves this one as it is."
    if told is not None and not told.helps:
        return (
            "Running it again as it is will fail again: edit its data, or mend what the error names, first."
        )
    return RERUNS[told.nature if told else TEMPORARY].format(from_step=from_step)
