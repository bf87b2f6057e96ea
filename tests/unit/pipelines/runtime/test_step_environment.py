"""The processes that run steps are not told what only the control plane must know."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.runtime.step_environment import for_steps

HOOKS = """
sources:
  shop:
    signature: github
    secret: SHOP_WEBHOOK_SECRET
    reviewed: somebody, 2026-11-01
    pipeline: news-analyzer
    data: {text: /text}
"""


def test_the_control_planes_own_secrets_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "hooks.yaml"
    hooks.write_text(HOOKS)
    monkeypatch.setenv("JOBS_HOOKS", str(hooks))
    kept = {"DATABASE_URL": "postgresql://db/jobs", "OPENAI_API_KEY": "sk-1", "PATH": "/bin"}
    own = {"JOBS_TRIGGER_TOKEN": "t-1", "SHOP_WEBHOOK_SECRET": "x" * 40, "POSTGRES_PASSWORD": "p"}
    assert for_steps({**kept, **own}) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        HOOKS.replace("pipeline: news-analyzer", "pipeline: nobody-knows"),
        HOOKS
        + "  bank: {signature: stripe, secret: NOT_SET, reviewed: x, pipeline: news-analyzer, data: {}}\n",
        HOOKS + "  bank: 5\n",
        HOOKS + "more: 5\n",
    ],
)
def test_a_fault_in_the_file_of_hooks_shows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """`bgjobs work` has no server that would refuse it."""
    hooks = tmp_path / "hooks.yaml"
    hooks.write_text(wrong)
    monkeypatch.setenv("JOBS_HOOKS", str(hooks))
    assert for_steps({"PATH": "/bin", "SHOP_WEBHOOK_SECRET": "x" * 40}) == {"PATH": "/bin"}


def test_a_file_of_hooks_that_cannot_be_read_stops_no_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBS_HOOKS", str(tmp_path / "missing.yaml"))
    assert for_steps({"PATH": "/bin", "JOBS_TRIGGER_TOKEN": "t-1"}) == {"PATH": "/bin"}


def test_steps_may_have_a_role_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_STEPS_DATABASE_URL", "postgresql://steps@db/jobs")
    given = {
        "DATABASE_URL": "postgresql://owner@db/jobs",
        "JOBS_STEPS_DATABASE_URL": "postgresql://steps@db/jobs",
    }
    assert for_steps(given) == {"DATABASE_URL": "postgresql://steps@db/jobs"}
