"""What a forked process must not do on macOS: Apple's frameworks crash where they are used between fork and exec.

The fork server has one thread and uses none of them, so the Objective-C runtime lets its children initialize classes
(it refuses that to children of a process with several threads), and OBJC_DISABLE_INITIALIZE_FORK_SAFETY is not needed.
Two libraries that steps use reach for such frameworks by themselves, and both can be told not to.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from urllib.request import getproxies


def for_forked(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process whose forked children connect to PostgreSQL and speak HTTP."""
    if sys.platform != "darwin":
        return dict(environment)
    return without_frameworks(environment, getproxies())


def without_frameworks(environment: Mapping[str, str], proxies: Mapping[str, str]) -> dict[str, str]:
    """`proxies`: by scheme, those of the system's settings. What the environment says already stays.

    PGGSSENCMODE: libpq looks for Kerberos tickets before each connection (psycopg's issue 1136). Proxies: Python asks
    SystemConfiguration for them unless a variable names some (CPython's issue 104578).
    """
    told = {"PGGSSENCMODE": "disable", **environment}
    if not any(name.lower().endswith("_proxy") for name in environment):
        told |= {f"{scheme}_proxy": url for scheme, url in proxies.items() if scheme != "no"}
        told["no_proxy"] = "localhost,127.0.0.1,::1" if proxies else "*"
    return told
