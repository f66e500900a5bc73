"""What an attacker brings along. It stands before each attack in the same answer cell."""

import ctypes
import gc
import json
import os
import re
import struct
import sys
import threading
import time

import numpy as np

from coursekit.grading import agent, wire

libc = ctypes.CDLL(None, use_errno=True)
SECRET = re.compile("CANARY[-]SECRET")  # stands in every secret; the pattern is none itself


def got(what):
    """Say that something worked that must not."""
    print("GOT", str(what)[:300])


def try_to(action, *arguments, **options):
    """Do it, say so if it worked, and hand on what came of it."""
    try:
        value = action(*arguments, **options)
    except BaseException as error:
        print(f"refused: {type(error).__name__}: {error}")
        return None
    got(f"{getattr(action, '__name__', action)}{arguments} -> {value!r}")
    return value


def syscall(number, *arguments):
    """A system call of x86-64; says so if it worked."""
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        print(f"refused: system call {number}: {os.strerror(ctypes.get_errno())}")
    else:
        got(f"system call {number}")
    return result


def channel():
    """The way to the judge."""
    return next(thing for thing in gc.get_objects() if isinstance(thing, wire.Channel))


def answer_calls(action):
    """From now on `action(arguments)` makes the whole reply to a call: fields and buffers."""

    def call(shell, message, buffers):
        arguments, _ = wire.decode(message["arguments"], buffers)
        reply, out = action(*arguments)
        return {"printed": [], "warned": [], **reply}, out

    agent.ACTIONS["call"] = call


def send_raw(data):
    """From now on every call is answered by these bytes."""

    def call(*_):
        sock = channel().sock
        sock.setblocking(True)
        sock.sendall(data)
        time.sleep(60)

    agent.ACTIONS["call"] = call


def frame(text, *buffers, sizes=None):
    """A frame of the wire, as long or as short as it says."""
    text = text if isinstance(text, bytes) else json.dumps(text).encode()
    return struct.pack(">I", len(text) if sizes is None else sizes) + text + b"".join(buffers)


def softmax(logits):
    """A wrong answer, unless an attack makes it look right."""
    return np.zeros_like(logits)
