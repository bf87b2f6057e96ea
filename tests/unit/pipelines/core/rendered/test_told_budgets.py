"""Budgets that an installation is told: the workflow's, and those of the steps that ask a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import PIPELINES
from pipelines.core.pipeline import budgets
from pipelines.core.rendered.container import seconds_given
from pipelines.core.rendered.template import load_templates
from pipelines.core.rendered.told_budgets import with_budgets
from pipelines.core.settings import load_control_settings
from steps.core.errors import ConfigurationError

FOLDER = Path(__file__).resolve().parents[5] / "k8s" / "workflows"


def test_only_what_is_told_changes() -> None:
    templates = load_templates(FOLDER)
    changed = with_budgets(templates, {"news-analyzer": 600, "gone": 1})
    assert changed.keys() == templates.keys()
    assert [name for name in templates if changed[name] != templates[name]] == ["news-analyzer"]
    news = changed["news-analyzer"]
    assert news.spec.active_deadline_seconds == 600
    asking = news.template("process-news-analyzer")
    assert (seconds_given(asking), asking.active_deadline_seconds) == (375, 390)
    assert seconds_given(news.template("validate-job")) == 60
    assert budgets(PIPELINES, {"news-analyzer": 600})["news-analyzer"] == 600


def test_a_pipeline_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match="JOBS_BUDGETS: there is no pipeline 'newsanalyzer'"):
        budgets(PIPELINES, {"newsanalyzer": 600})


@pytest.mark.parametrize(
    "value", ["news-analyzer=soon", "news-analyzer=0", "news-analyzer", "news-analyzer=1e9"]
)
def test_a_budget_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("JOBS_BUDGETS", value)
    with pytest.raises(ConfigurationError, match="JOBS_BUDGETS"):
        load_control_settings()


def test_budgets_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_BUDGETS", "news-analyzer=600, meeting-summarizer=3600")
    assert load_control_settings().budgets == {"news-analyzer": 600, "meeting-summarizer": 3600}
