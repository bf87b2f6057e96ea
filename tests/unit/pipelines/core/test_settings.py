"""Settings of the control plane: read from the environment as those of the steps are."""

from __future__ import annotations

import pytest

from pipelines.core.settings import ControlSettings, load_control_settings
from steps.core.errors import ConfigurationError
from steps.core.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in ControlSettings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def test_every_setting_has_a_variable_of_its_own() -> None:
    aliases = [f.alias for kind in (ControlSettings, Settings) for f in kind.model_fields.values()]
    assert len(set(aliases)) == len(aliases)
    assert all(str(field.alias).startswith("JOBS_") for field in ControlSettings.model_fields.values())


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in ControlSettings.model_fields.values():
        monkeypatch.setenv(str(field.alias), "")
    assert load_control_settings() == ControlSettings()


def test_wrong_values_name_their_variables_but_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_PORT", "canary")
    monkeypatch.setenv("JOBS_EXECUTOR", "canary")
    monkeypatch.setenv("JOBS_LIVE_WORKFLOWS", "0")
    with pytest.raises(ConfigurationError) as refused:
        load_control_settings()
    assert refused.value.message == (
        "JOBS_PORT: must be a whole number; "
        "JOBS_EXECUTOR: must be one of 'local', 'argo' or 'kubernetes'; "
        "JOBS_LIVE_WORKFLOWS: must be at least 1"
    )
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("value", ["canary", "canary canary canary", "canary-canary-canary\n", " " * 20])
def test_a_trigger_token_that_proves_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("JOBS_TRIGGER_TOKEN", value)
    with pytest.raises(ConfigurationError) as refused:
        load_control_settings()
    assert refused.value.message.startswith("JOBS_TRIGGER_TOKEN: must ")
    assert "canary" not in refused.value.message


def test_trusted_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1,::1")
    networks = [str(network) for network in load_control_settings().trusted_proxies or ()]
    assert networks == ["10.0.0.0/8", "127.0.0.1/32", "::1/128"]


@pytest.mark.parametrize("value", ["*", "proxy", "10.0.0.1/8", "10.0.0.0/8;::1", ","])
def test_a_proxy_that_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("JOBS_TRUSTED_PROXIES", value)
    with pytest.raises(ConfigurationError) as refused:
        load_control_settings()
    assert refused.value.message.startswith("JOBS_TRUSTED_PROXIES")
