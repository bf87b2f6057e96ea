"""No network, no other process, no other limits: the system calls for them are refused (seccomp, Linux)."""

from __future__ import annotations

import ctypes
import os
import struct
import sys

# Numbers of system calls: x86-64, then AArch64; -1 where an architecture has none (Linux, syscall_64.tbl, unistd.h).
_REFUSED = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "clone": (56, 220), "clone3": (435, 435), "fork": (57, -1), "vfork": (58, -1), "execve": (59, 221),
    "execveat": (322, 281), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "setrlimit": (160, 164), "prlimit64": (302, 261), "memfd_create": (319, 279),
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "chroot": (161, 51),
    "open_by_handle_at": (304, 265), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
}  # fmt: skip
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_OTHER_ABI = 0x40000000  # x32 calls the same kernel by other numbers
_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def refuse_calls() -> bool:
    """Whether the kernel refuses them from now on, with EPERM; nothing takes that back."""
    if sys.platform != "linux" or os.uname().machine not in _ARCHITECTURES:
        return False
    code = program(os.uname().machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    filters = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(system.prctl(_SET_FILTER, _FILTER_MODE, ctypes.byref(filters), 0, 0) == 0)


def program(machine: str) -> bytes:
    """The filter as classic BPF: another architecture ends the process, a call of the list is refused."""
    column, architecture = _ARCHITECTURES[machine]
    numbers = [pair[column] for pair in _REFUSED.values() if pair[column] >= 0]
    code = [
        _instruction(_LOAD, _ARCHITECTURE_AT),
        _instruction(_EQUALS, architecture, yes=1),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER_AT),
        _instruction(_AT_LEAST, _OTHER_ABI, yes=len(numbers) + 1),
        *(_instruction(_EQUALS, number, yes=len(numbers) - at) for at, number in enumerate(numbers)),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSE),
    ]
    return b"".join(code)


def _instruction(operation: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """`yes` and `no`: how many instructions a comparison skips."""
    return struct.pack("=HBBI", operation, yes, no, value)
