"""What PostgreSQL refused of an event, as jobs.send says it: the field, a sentence, and of many events the place."""

from __future__ import annotations

import psycopg

from steps.core.errors import PermanentError

INVALID, TAKEN = "invalid_event", "id_taken"


class Refusal(PermanentError):
    """An event is refused: `invalid_event`, or `id_taken` where its id belongs to an event of another pipeline.

    `field`: the argument of jobs.send at fault; `sentence`: what is wrong with it; `place`: of many events, from 0.
    """

    def __init__(self, code: str, field: str, sentence: str, place: int | None = None) -> None:
        super().__init__(code, f"{field}: {sentence}")
        self.field, self.sentence, self.place = field, sentence, place


def refusal_of(error: psycopg.Error) -> Refusal | None:
    """The refusal that jobs.refuse raised; None for any other error."""
    field, message = error.diag.column_name, error.diag.message_primary or ""
    if not field or not message.startswith(f"{field}: "):
        return None
    code = TAKEN if isinstance(error, psycopg.errors.UniqueViolation) else INVALID
    place = error.diag.message_detail
    return Refusal(code, field, message.removeprefix(f"{field}: "), int(place) if place else None)
