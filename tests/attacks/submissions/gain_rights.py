"""Become root: by setuid programs, new namespaces, capabilities."""

import subprocess

for numbers in (
    [272, 0x10000000],
    [272, 0x00020000],
    [272, 0x20000000],
    [272, 0x40000000],
    [105, 0],
):
    syscall(*numbers)


class Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


data = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
if libc.capset(ctypes.byref(Header(0x20080522, 0)), data) == 0:
    got("capset")
for command in (
    ["su", "-c", "id"],
    ["mount", "-t", "tmpfs", "x", "/usr"],
    ["unshare", "-r", "id"],
    ["passwd"],
):
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=1)
    if done.returncode == 0:
        got(command)
