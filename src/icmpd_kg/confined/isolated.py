"""Take from this process what it does not need: memory beyond a bound, the network, a life after its parent.

Memory is bounded on every POSIX system. The rest is Linux's, and a second wall there: what reaches the engine was
looked at before.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import sys
from pathlib import Path

# Numbers of prctl(2), seccomp(2) and bpf; of a machine, what the kernel calls it and its number of socket(2).
_PARENT_DEATH, _NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 1, 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def bound_memory(mebibytes: int) -> None:
    """Let this process take so much more address space than it has now, and no more."""
    size = mebibytes * 2**20
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        size += pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        import signal

        ctypes.CDLL(None).prctl(_PARENT_DEATH, int(signal.SIGKILL), 0, 0, 0)


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def forbid_sockets() -> None:
    """Have the kernel refuse this process, for good, every socket that it does not hold yet (seccomp)."""
    known = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return
    architecture, socket = known
    steps = [
        _Instruction(_LOAD, 0, 0, 4),
        _Instruction(_EQUAL, 1, 0, architecture),
        _Instruction(_RETURN, 0, 0, _ALLOW),
        _Instruction(_LOAD, 0, 0, 0),
        _Instruction(_EQUAL, 0, 1, socket),
        _Instruction(_RETURN, 0, 0, _NOT_PERMITTED),
        _Instruction(_RETURN, 0, 0, _ALLOW),
    ]
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    prctl = ctypes.CDLL(None).prctl
    prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
