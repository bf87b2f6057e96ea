"""What one system has and another has not is named in steps/core/system alone; make's recipes run in each shell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = "steps/core/system/"
NAMES = {
    # sockets
    "SOCK_SEQPACKET", "SOCK_CLOEXEC", "SOCK_NONBLOCK", "MSG_NOSIGNAL", "MSG_CMSG_CLOEXEC", "SO_PEERCRED",
    "SO_BINDTODEVICE", "TCP_KEEPIDLE", "TCP_USER_TIMEOUT", "TCP_QUICKACK", "TCP_CORK", "AF_NETLINK", "AF_PACKET",
    # processes
    "prctl", "unshare", "setns", "syscall", "sched_getaffinity", "sched_setaffinity", "pidfd_open",
    "pidfd_send_signal", "prlimit", "rlimit", "RLIMIT_AS", "sigtimedwait", "sigwaitinfo", "SIGRTMIN", "SIGRTMAX",
    "SIGPWR", "preexec_fn", "posix_spawn", "ru_maxrss", "io_counters", "cpu_affinity",
    # files and memory
    "memfd_create", "eventfd", "O_PATH", "O_TMPFILE", "O_DIRECT", "copy_file_range", "splice", "posix_fadvise",
    "posix_fallocate", "fdatasync", "getxattr", "setxattr", "epoll", "EpollSelector", "inotify", "F_SETSIG",
    "F_ADD_SEALS", "F_SETPIPE_SZ", "F_OFD_SETLK", "getrandom",
    # time
    "CLOCK_BOOTTIME", "CLOCK_TAI",
}  # fmt: skip
PATHS = ("/proc/", "/sys/", "/dev/shm")
ASKS = {("sys", "platform"), ("os", "uname"), ("platform", "system")}
LIBRARIES = {
    "ctypes": {"steps/invoices/pages/pdf.py", "pipelines/samples/generators/invoice_sample.py"}
}  # pdfium's
# GNU's own options and programs, and bash's: make's recipes and the README are for every system's shell.
GNU = re.compile(
    r"\bsed (-\w* )*-i|readlink -f|realpath|date (-d|--date)|\bnproc\b|xargs (-\w+ )*-r|grep (-\w+ )*-\w*P|stat -c|"
    r"\bsetsid\b|\btimeout \d|mktemp --|cp --|ls --|sort -\w*V|\btac\b|\bseq\b.*-w|base64 -w|find \. -printf|\[\["
)


def product(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for top in ("pipelines", "steps"):
        for path in sorted((root / top).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if not name.startswith(HERE):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def named(module: ast.Module) -> Iterator[tuple[str, int]]:
    """What of another system a module names: attributes, keywords, imports, texts, questions for the system's name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            asks = (node.value.id, node.attr) if isinstance(node.value, ast.Name) else None
            if node.attr in NAMES or asks in ASKS:
                yield node.attr, node.lineno
        elif isinstance(node, ast.keyword) and node.arg in NAMES:
            yield str(node.arg), node.value.lineno
        elif isinstance(node, ast.alias) and (node.name in NAMES or node.name in LIBRARIES):
            yield node.name, node.lineno
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and (node.value in NAMES or node.value.startswith(PATHS))
        ):
            yield node.value, node.lineno


def test_no_other_module_names_what_only_one_system_has(root: Path) -> None:
    found = [
        f"{name}:{line}: {word}"
        for name, module in product(root)
        for word, line in named(module)
        if name not in LIBRARIES.get(word, ())
    ]
    assert not found


def test_the_search_finds_what_it_looks_for() -> None:
    program = (
        "import ctypes, sys\nsocket.SOCK_SEQPACKET\nopen('/proc/self/statm')\nhasattr(os, 'memfd_create')\n"
        "if sys.platform == 'linux': run(preexec_fn=f)\nfrom os import sched_getaffinity"
    )
    assert sorted(word for word, _ in named(ast.parse(program))) == [
        "/proc/self/statm",
        "SOCK_SEQPACKET",
        "ctypes",
        "memfd_create",
        "platform",
        "preexec_fn",
        "sched_getaffinity",
    ]


def test_recipes_and_readme_run_in_every_shell(root: Path) -> None:
    for name in ("Makefile", "README.md", "pipelines/README.md", "steps/README.md", "tests/README.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert not [line for line in text.splitlines() if GNU.search(line)], name


def test_every_environment_that_a_recipe_makes_holds_the_project(root: Path) -> None:
    """What the project says of itself (its version) is read from what is installed."""
    recipes = (root / "Makefile").read_text(encoding="utf-8").split("\n\n")
    making = [text for text in recipes if "-m venv" in text]
    assert len(making) == 2
    assert [
        text.partition(":")[0] for text in making if not re.search(r"pip install .* -e \.$", text, re.M)
    ] == []
