"""What a sandboxed child does to itself before it runs a student's first line. Linux only.

bubblewrap has built the outer walls already: no network, a read-only system, an own process table,
no way to make further namespaces. Here every child gets a process table, a /tmp and a shared
memory of its own, so that nothing of one submission is there for the next, and gives up the one
capability that this took.
"""

import ctypes
import os
import resource
from pathlib import Path

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 2, 4, 0x4000, 1 << 18
PR_SET_DUMPABLE, PR_CAPBSET_DROP = 4, 24
CAPABILITY_VERSION = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


def _call(name, *args):
    if getattr(libc, name)(*args):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def not_dumpable():
    """No process of the same user may look into this one."""
    _call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def leave_the_others():
    """The next process forked here is the first of a process table of its own."""
    _call("unshare", CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)


def fresh_folders(disk):
    """Empty, bounded and private /tmp and /dev/shm."""
    _call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    for folder, size in ((b"/tmp", disk), (b"/dev/shm", disk)):
        options = f"size={size},nr_inodes=2000,mode=0700".encode()
        _call("mount", b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV, options)


def drop_capabilities():
    """Give up every capability for good (bubblewrap has set no_new_privs)."""
    for number in range(64):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # fails past the last one the kernel knows
    empty = (_Data * 2)()
    _call("capset", ctypes.byref(_Header(CAPABILITY_VERSION, 0)), ctypes.byref(empty))


def limit_resources(limits, *, alone):
    """Limits of the kernel, which this process and its children cannot raise again.

    The number of processes is counted by user: it is limited only where the user is `alone`.
    """
    most = {
        "AS": limits.memory,
        "CPU": int(limits.wall_seconds) + 1,
        "FSIZE": limits.disk,
        "NOFILE": 128,
        "CORE": 0,
        "MSGQUEUE": 0,
        "MEMLOCK": 0,
        **({"NPROC": limits.processes} if alone else {}),
    }
    for name, value in most.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)  # macOS lacks some
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, value))


def write_files(folder, files):
    """Put a lesson's data into `folder` and work there."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    os.chdir(folder)
