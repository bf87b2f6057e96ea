"""A check that passed is only information; one that failed says so in its own words."""

from __future__ import annotations

from steps.core.models import Check


def test_a_passed_check_is_information() -> None:
    assert Check.of("sums", True, "all add up") == Check(code="sums", passed=True, detail="all add up")
    assert Check.of("sums", True, "seen", "warn", fault="one is off").detail == "seen"
    assert Check.of("sums", True, fault="one is off").detail == ""


def test_a_failed_check_is_as_grave_as_it_says() -> None:
    assert Check.of("sums", False, "one is off") == Check(
        code="sums", passed=False, severity="error", detail="one is off"
    )
    failed = Check.of("sums", False, "seen", "warn", fault="one is off")
    assert (failed.severity, failed.detail) == ("warn", "one is off")
    assert Check.of("sums", False, severity="info").severity == "info"
