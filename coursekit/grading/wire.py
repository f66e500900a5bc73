"""Values and messages between the judge and the sandbox: JSON and raw array bytes, nothing else.

A message is a frame: the length of its JSON text, the text, then the bytes of its arrays. Whoever
reads a frame builds every value from scratch, so that a hostile sender can send nonsense but no
code. What has no place here (a function, an object array) crosses as the name of its type.
"""

import json
import math
import re
import select
import struct
import time

import numpy as np

DTYPE = re.compile(r"[<>|=]?(?:[?bBhHiIlLqQefdgFDG]|[biufcSU]\d{1,9})\Z")
DEEPEST = 64  # levels of nested tuples, lists and dicts
HEADER = struct.Struct(">I")


class BadMessage(Exception):
    """What came is no message of ours."""


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """Nothing came in time."""


class Opaque:
    """Stands for a value that does not cross; its class carries the name of the value's type."""


def opaque(name):
    return type(name, (Opaque,), {})()


# Encoding ---------------------------------------------------------------------------------------


def encode(value, buffers, depth=0):
    """`value` as a JSON node; bytes of arrays are appended to `buffers`."""
    if depth > DEEPEST:
        return {"opaque": "too deeply nested value"}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.generic):
        return _array(np.asarray(value), buffers, {"scalar": True})
    if isinstance(value, np.ndarray):
        return _array(np.asarray(value), buffers, {} if value.flags.writeable else {"locked": True})
    if isinstance(value, int):
        number = int(value)
        return number if number.bit_length() < 10_000 else {"opaque": "int"}
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, (bytes, bytearray)):
        buffers.append(bytes(value))
        return {"bytes": len(buffers) - 1}
    if isinstance(value, list):
        return [encode(item, buffers, depth + 1) for item in value]
    for kind in (tuple, set, frozenset):
        if isinstance(value, kind):
            return {kind.__name__: [encode(item, buffers, depth + 1) for item in value]}
    if isinstance(value, dict):
        pairs = value.items()
        return {"dict": [[encode(v, buffers, depth + 1) for v in pair] for pair in pairs]}
    return {"opaque": type(value).__name__}


def _array(array, buffers, extra):
    if not DTYPE.match(array.dtype.str):
        return {"opaque": "ndarray"}
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    order = "F" if fortran else "C"
    buffers.append(array.tobytes(order))
    node = {"array": len(buffers) - 1, "dtype": array.dtype.str, "shape": list(array.shape)}
    return {**node, "order": order, **extra}


def decode(node, buffers, depth=0):
    """The value of a JSON node. Raises BadMessage where it is not one that `encode` writes."""
    try:
        return _decode(node, buffers, depth)
    except BadMessage:
        raise
    except Exception as error:  # whatever a hostile node makes NumPy or Python say
        raise BadMessage(f"cannot be read: {type(error).__name__}: {error}") from None


def _decode(node, buffers, depth):
    if depth > DEEPEST + 1:
        raise BadMessage("nested too deeply")
    if node is None or isinstance(node, (bool, int, float, str)):
        return node
    if isinstance(node, list):
        return [_decode(item, buffers, depth + 1) for item in node]
    if not isinstance(node, dict):
        raise BadMessage("no value")
    if "array" in node:
        return _decode_array(node, buffers)
    ((kind, inside),) = node.items()
    if kind == "complex":
        real, imag = inside
        return complex(float(real), float(imag))
    if kind == "bytes":
        return bytes(buffers[_place(inside, buffers)])
    if kind in ("tuple", "set", "frozenset") and isinstance(inside, list):
        make = {"tuple": tuple, "set": set, "frozenset": frozenset}[kind]
        return make([_decode(item, buffers, depth + 1) for item in inside])
    if kind == "dict" and isinstance(inside, list):
        return {
            _decode(key, buffers, depth + 1): _decode(value, buffers, depth + 1)
            for key, value in inside
        }
    if kind == "opaque":
        return opaque(str(inside)[:80])
    raise BadMessage(f"no value of kind {kind[:40]!r}")


def _place(number, buffers):
    if type(number) is not int or not 0 <= number < len(buffers):
        raise BadMessage("names a buffer that did not come")
    return number


def _decode_array(node, buffers):
    data = buffers[_place(node["array"], buffers)]
    text, shape, order = node["dtype"], node["shape"], node["order"]
    if not (isinstance(text, str) and DTYPE.match(text) and order in ("C", "F")):
        raise BadMessage("an array of no known dtype or order")
    dtype = np.dtype(text)
    whole = isinstance(shape, list) and all(type(n) is int and n >= 0 for n in shape)
    if not whole or len(shape) > 32 or math.prod(shape) * dtype.itemsize != len(data):
        raise BadMessage("an array whose bytes do not fill its shape")
    # A copy, so that a value owns its memory and two values never share it.
    array = np.frombuffer(data, dtype).reshape(shape, order=order).copy(order="K")
    if node.get("scalar"):
        return array[()]
    if node.get("locked"):
        array.flags.writeable = False
    return array


# Messages ---------------------------------------------------------------------------------------


class Channel:
    """Frames over a stream socket, with a limit on their size and on the time they may take."""

    def __init__(self, sock, limit):
        self.sock, self.limit = sock, limit
        sock.setblocking(False)

    def send(self, message, buffers=(), *, seconds=30.0):
        text = json.dumps({"message": message, "sizes": [len(b) for b in buffers]}).encode()
        size = len(text) + sum(map(len, buffers))
        if size > self.limit:
            raise BadMessage(f"{size} bytes are more than the {self.limit} that may cross at once")
        parts = [HEADER.pack(len(text)) + text, *buffers]
        end = time.monotonic() + seconds
        for part in parts:
            view = memoryview(part).cast("B") if len(part) else b""
            while view:
                try:
                    view = view[self.sock.send(view) :]
                except BlockingIOError:
                    self._wait(select.POLLOUT, end)
                except OSError:
                    raise Closed("the other side is gone") from None

    def receive(self, *, seconds=None):
        """(message, buffers) of the next frame. Raises Late, Closed or BadMessage."""
        end = None if seconds is None else time.monotonic() + seconds
        (length,) = HEADER.unpack(self._exactly(HEADER.size, end))
        if length > self.limit:
            raise BadMessage(f"announces {length} bytes of text")
        try:
            head = json.loads(self._exactly(length, end))
            message, sizes = head["message"], head["sizes"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise BadMessage("is no JSON of ours") from None
        if not isinstance(message, dict) or not isinstance(sizes, list):
            raise BadMessage("has no message")
        if any(type(n) is not int or n < 0 for n in sizes) or length + sum(sizes) > self.limit:
            raise BadMessage("announces more bytes than may cross at once")
        return message, [self._exactly(size, end) for size in sizes]

    def _exactly(self, size, end):
        data = bytearray(size)
        view = memoryview(data)
        while view:
            try:
                count = self.sock.recv_into(view)
            except BlockingIOError:
                self._wait(select.POLLIN, end)
                continue
            except OSError:
                raise Closed("the other side is gone") from None
            if not count:
                raise Closed("the other side is gone")
            view = view[count:]
        return data

    def _wait(self, event, end):
        poll = select.poll()
        poll.register(self.sock, event)
        left = None if end is None else 1000 * (end - time.monotonic())
        if left is not None and left <= 0 or not poll.poll(left):
            raise Late("nothing came in time")

    def close(self):
        self.sock.close()
