"""The port the server listens on, and who has it if it is taken."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket

from steps.core.errors import ConfigurationError


def listen(host: str, port: int, *, setting: str = "JOBS_PORT") -> socket.socket:
    """A listening socket. `setting`: what names its port. Errors: ConfigurationError `port_taken` saying by whom,
    `address_unusable`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except PermissionError:
        raise ConfigurationError(
            "address_unusable", f"port {port} is not open to this user; set {setting}"
        ) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise ConfigurationError(
                "address_unusable", f"{host} cannot be listened on: {error.strerror}"
            ) from None
        by = holder(port)
        message = f"port {port} is taken{f' by {by}' if by else ''}; stop it, or set {setting} to another"
        raise ConfigurationError("port_taken", message) from None


def holder(port: int) -> str | None:
    """The process that listens on this port, where this user may see it: its command and its number."""
    try:
        import psutil
    except ImportError:
        return None
    try:
        pid = next(
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.pid and connection.status == "LISTEN" and connection.laddr[1:] == (port,)
        )
        process = psutil.Process(pid)
        # `bgjobs dev` shares its port with the server's process; the parent is the one to stop.
        owner = process.parent() if "pipelines.server" in process.cmdline() else process
        process = owner or process
        name = "another `bgjobs dev`" if _is_ours(process.cmdline()) else process.name()
        return f"{name} (process {process.pid})"
    except (psutil.Error, StopIteration):
        return None


def _is_ours(words: list[str]) -> bool:
    names = [os.path.basename(word) for word in words]
    return "dev" in names and bool({"bgjobs", "pipelines"} & set(names))


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
