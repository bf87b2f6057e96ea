"""What the code declares of limits, as the database is told it, and what does not fit together."""

from __future__ import annotations

import pytest

from pipelines.core.declarations.declared_limits import declared
from pipelines.core.limits import Concurrent, Limit, LimitFault, Quiet, Rate
from pipelines.core.pipeline import Pipeline

OPENAI = Concurrent(25, name="openai")


def gdpr(*limits: Limit, **known: object) -> Pipeline:
    return Pipeline("gdpr-exporter", "process-gdpr-exporter", 600, limits=limits, **known)  # type: ignore[arg-type]


def news(*limits: Limit) -> Pipeline:
    return Pipeline("news-analyzer", "process-news-analyzer", 120, limits=limits)


def test_a_named_limit_is_shared_and_an_unnamed_one_is_called_by_its_key() -> None:
    told = declared(
        [
            gdpr(
                OPENAI, Concurrent(1, per="subject_id", on_excess="skip"), give_up_after=60, fair_by="tenant"
            ),
            news(OPENAI, Rate(100, every=60, per="tenant", burst=10)),
        ]
    )
    assert {limit["name"]: limit for limit in told["limits"]} == {
        "openai": {"name": "openai", "kind": "concurrent", "n": 25, "on_excess": "wait"},
        "subject_id": {
            "name": "subject_id",
            "kind": "concurrent",
            "n": 1,
            "on_excess": "skip",
            "path": ["data", "subject_id"],
        },
        "tenant": {
            "name": "tenant",
            "kind": "rate",
            "n": 100,
            "every": 60,
            "burst": 10,
            "on_excess": "wait",
            "path": ["tenant"],
        },
    }
    assert told["pipelines"]["gdpr-exporter"] == {
        "limits": ["openai", "subject_id"],
        "fair_by": ["tenant"],
        "units": None,
        "ageing": None,
        "give_up_after": 60,
        "runs": "pods",
    }


@pytest.mark.parametrize(
    ("pipelines", "says"),
    [
        (
            [gdpr(Concurrent(1, per="tenant"), Rate(1, 1, per="tenant"))],
            "two of its limits are called tenant",
        ),
        (
            [gdpr(Concurrent(1, per="tenant")), news(Concurrent(1, per="tenant"))],
            "another limit called tenant",
        ),
        ([gdpr(OPENAI), news(Concurrent(24, name="openai"))], "another limit called openai"),
        ([gdpr(Quiet(1, name="q")), news(Quiet(1, name="q"))], "only one pipeline may list it"),
        ([gdpr(Quiet(1, name="q"), Concurrent(1, name="c", on_excess="skip"))], "q and c both"),
        ([gdpr(Concurrent(1, per="subjectid"))], "did you mean 'subject_id'"),
        ([gdpr(Concurrent(1, name="gdpr-exporter"))], "called like a pipeline"),
        ([gdpr(give_up_after=0)], "give_up_after must be seconds"),
        ([gdpr(*(Concurrent(1, name=f"l{n}") for n in range(9)))], "at most 8 limits"),
    ],
)
def test_what_does_not_fit_together_names_the_pipeline(pipelines: list[Pipeline], says: str) -> None:
    with pytest.raises(LimitFault, match=f"gdpr-exporter: .*{says}|news-analyzer: .*{says}"):
        declared(pipelines)
