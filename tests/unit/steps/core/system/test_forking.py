"""On macOS forked processes are kept from Apple's frameworks, unless the environment says otherwise."""

from __future__ import annotations

import pytest

from steps.core.system import forking

PROXIES = {"http": "http://proxy.example:3128", "https": "http://proxy.example:3129"}
LOCAL = "localhost,127.0.0.1,::1"


@pytest.mark.parametrize(
    ("environment", "proxies", "told"),
    [
        ({"A": "1"}, {}, {"A": "1", "PGGSSENCMODE": "disable", "no_proxy": "*"}),
        ({"PGGSSENCMODE": "require"}, {}, {"PGGSSENCMODE": "require", "no_proxy": "*"}),
        (
            {},
            PROXIES,
            {
                "PGGSSENCMODE": "disable",
                "http_proxy": "http://proxy.example:3128",
                "https_proxy": "http://proxy.example:3129",
                "no_proxy": LOCAL,
            },
        ),
        (
            {"HTTPS_PROXY": "http://mine:1"},
            PROXIES,
            {"HTTPS_PROXY": "http://mine:1", "PGGSSENCMODE": "disable"},
        ),
    ],
)
def test_what_forked_processes_are_told(
    environment: dict[str, str], proxies: dict[str, str], told: dict[str, str]
) -> None:
    assert forking.without_frameworks(environment, proxies) == told


def test_linux_is_told_nothing() -> None:
    assert forking.for_forked({"A": "1"}) == {"A": "1"}
