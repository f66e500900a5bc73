"""What a sandboxed child does to itself before it runs a student's first line. Linux only.

bubblewrap has built the outer walls already: no network, a read-only system, an own process table,
no way to make further namespaces. Here every child gets a process table, a /tmp and a shared
memory of its own, so that nothing of one submission is there for the next, and gives up the one
capability that this took.
"""

import ctypes
import errno
import mmap
import os
import resource
import struct
from pathlib import Path

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 0x1000, 0x4000, 1 << 18
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 4, 22, 24
CAPABILITY_VERSION = 0x20080522

# System calls that are refused, by machine: x86-64's number, then that of 64-bit ARM.
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # place, AUDIT_ARCH
MMAP, SOCKET, SOCKETPAIR = (9, 222), (41, 198), (53, 199)
AF_UNIX = 1
REFUSED = {
    # Keyrings belong to the user: a key would wait there for the next student.
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # Memory that is no process's own, so that nobody would count it.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    # Kernel memory that is counted for no process: what waits in a pipe or for a listener, events.
    "vmsplice": (278, 75),
    "listen": (50, 201),
    "bind": (49, 200),
    "setsockopt": (54, 208),  # its buffers: 200 kB as they come, megabytes if asked for
    "inotify_init": (253, 26),  # ARM has the other alone
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    # All of the machine share one supply of these.
    "io_setup": (206, 0),
    # Wide doors into the kernel that no exercise needs.
    "syslog": (103, 116),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    # These name the places of the machine that are shown behind the walls.
    "statmount": (457, 457),
    "listmount": (458, 458),
}
# Linux shares the processors out by session: many sessions would be many shares of them.
REFUSED_TO_A_STUDENT = {"setsid": (112, 157)}

libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def _call(name, *args):
    if getattr(libc, name)(*args):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def not_dumpable():
    """No process of the same user may look into this one."""
    _call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def refuse_calls(calls):
    """Refuse these system calls, and most kinds of sockets, here and in every child, for good."""
    machine = os.uname().machine
    if machine not in MACHINES:
        raise OSError(f"no list of system calls for {machine}")
    place, architecture = MACHINES[machine]
    load, equal, above, both, give = 0x20, 0x15, 0x35, 0x54, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | errno.EPERM
    rules = [
        (load, 0, 0, 4),  # the architecture: 32-bit calls go by other numbers
        (equal, 1, 0, architecture),
        (give, 0, 0, refuse),
        (load, 0, 0, 0),  # the call's number; x32 sets a high bit in it
        (above, 0, 1, 0x40000000),
        (give, 0, 0, refuse),
    ]
    for numbers in calls.values():
        rules += [(equal, 0, 1, numbers[place]), (give, 0, 0, refuse)]
    # Without a network other families are still doors: to the machine's host, to its kernel.
    for numbers in (SOCKET, SOCKETPAIR):
        rules += [
            (equal, 0, 4, numbers[place]),
            (load, 0, 0, 16),
            (equal, 1, 0, AF_UNIX),
            (give, 0, 0, refuse),
            (load, 0, 0, 0),
        ]
    rules += [
        (equal, 0, 4, MMAP[place]),
        (load, 0, 0, 16 + 8 * 3),  # its flags: shared memory without a file is nobody's, too
        (both, 0, 0, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS),
        (equal, 0, 1, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS),
        (give, 0, 0, refuse),
        (give, 0, 0, allow),
    ]
    code = b"".join(struct.pack("=HBBI", *rule) for rule in rules)
    _call("prctl", PR_SET_SECCOMP, 2, ctypes.byref(_Filter(len(rules), code)), 0, 0)


def leave_the_others():
    """The next process forked here is the first of a process table of its own."""
    _call("unshare", CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)


def fresh_folders(disk):
    """Empty, bounded and private /tmp and /dev/shm."""
    _call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    for folder, size in ((b"/tmp", disk), (b"/dev/shm", disk)):
        options = f"size={size},nr_inodes=2000,mode=0700".encode()
        _call("mount", b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV, options)
    # A shared mapping of /dev/zero is memory that no process is counted for.
    _call("mount", b"/dev/null", b"/dev/zero", None, MS_BIND, None)


def drop_capabilities():
    """Give up every capability for good (bubblewrap has set no_new_privs)."""
    for number in range(64):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # fails past the last one the kernel knows
    empty = (_Data * 2)()
    _call("capset", ctypes.byref(_Header(CAPABILITY_VERSION, 0)), ctypes.byref(empty))


def limit_memory(most):
    """No more than so many bytes for this process."""
    _limit("AS", most)


def limit_resources(limits, *, alone):
    """Limits of the kernel, which this process and its children cannot raise again.

    The number of processes is counted by user: it is limited only where the user is `alone`.
    """
    most = {
        "AS": limits.memory,
        "CPU": int(limits.wall_seconds) + 1,
        "FSIZE": limits.disk,
        "NOFILE": 64,  # each may hold 200 kB in the kernel
        "CORE": 0,
        "MSGQUEUE": 0,
        "MEMLOCK": 0,
        **({"NPROC": limits.processes} if alone else {}),
    }
    for name, value in most.items():
        _limit(name, value)


def _limit(name, value):
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
