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
MOST_KEYS = 10_000  # of a set or dict: chosen numbers collide, and each is held against all others
MOST_BUFFERS = 100_000
TEXT_SHARE = 4  # JSON takes twenty times its size in memory: a quarter of a message at most
HEADER = struct.Struct(">I")
READ = 1 << 16  # bytes read at a time


class BadMessage(Exception):
    """What came is no message of ours."""


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """Nothing came in time."""


class Opaque:
    """Stands for a value that does not cross; its class carries the name of the value's type."""

    def __repr__(self):
        return f"<{type(self).__name__}>"


class Numbers(Opaque):
    """Stands for one that NumPy takes for an array."""

    def __array__(self, dtype=None, copy=None):
        return np.array(self.array, dtype)


def opaque(name, array=None):
    base, body = (Opaque, {}) if array is None else (Numbers, {"array": array})
    return type(plain_name(name), (base,), body)()


def plain_name(name):
    """A name that a class can have, whatever came as one."""
    name = name[:80] if isinstance(name, str) else ""
    return "".join(letter for letter in name if letter.isprintable()) or "object"


# Encoding ---------------------------------------------------------------------------------------


def encode(value, buffers, depth=0, seen=None):
    """`value` as a JSON node; bytes of arrays are appended to `buffers`, once for each array."""
    seen = {} if seen is None else seen
    if depth > DEEPEST:
        return {"opaque": "too deeply nested value"}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.generic):
        return _array(np.asarray(value), buffers, {"scalar": True})
    if isinstance(value, np.ndarray):
        if id(value) not in seen:
            extra = {} if value.flags.writeable else {"locked": True}
            seen[id(value)] = _array(np.asarray(value), buffers, extra), value
        return seen[id(value)][0]
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
        return [encode(item, buffers, depth + 1, seen) for item in value]
    for kind in (tuple, set, frozenset):
        if isinstance(value, kind):
            return {kind.__name__: [encode(item, buffers, depth + 1, seen) for item in value]}
    if isinstance(value, dict):
        pairs = value.items()
        return {"dict": [[encode(v, buffers, depth + 1, seen) for v in pair] for pair in pairs]}
    return _unknown(value, buffers)


def _unknown(value, buffers):
    """A deque, a range, an array.array: the name of its type, and its numbers where it has them."""
    name = type(value).__name__
    try:
        array = np.asarray(value)
    except Exception:
        return {"opaque": name}
    if array.dtype.kind not in "biuf":
        return {"opaque": name}
    return {"numbers": [name, _array(array, buffers, {})]}


def _array(array, buffers, extra):
    if not DTYPE.match(array.dtype.str):
        return {"opaque": "ndarray"}
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    order = "F" if fortran else "C"
    buffers.append(array.tobytes(order))
    node = {"array": len(buffers) - 1, "dtype": array.dtype.str, "shape": list(array.shape)}
    return {**node, "order": order, **extra}


def stray(node):
    """The type's name of something in an encoded value that did not cross; None where all did."""
    if isinstance(node, list):
        return next(filter(None, map(stray, node)), None)
    if isinstance(node, dict):
        return node.get("opaque") or stray(list(node.values()))
    return None


def decode(node, buffers, shared=None):
    """The value of a JSON node. Raises BadMessage where it is not one that `encode` writes.

    An array that stands there twice becomes two, or, with a dict as `shared`, stays one.
    """
    try:
        return _decode(node, buffers, 0, shared)
    except BadMessage:
        raise
    except Exception as error:  # whatever a hostile node makes NumPy or Python say
        raise BadMessage(f"cannot be read: {type(error).__name__}: {error}") from None


def _decode(node, buffers, depth, shared):
    if depth > DEEPEST + 1:
        raise BadMessage("nested too deeply")
    if node is None or isinstance(node, (bool, int, float, str)):
        return node
    if isinstance(node, list):
        return [_decode(item, buffers, depth + 1, shared) for item in node]
    if not isinstance(node, dict):
        raise BadMessage("no value")
    if "array" in node:
        if shared is None:
            return _decode_array(node, buffers)
        if node["array"] not in shared:
            shared[node["array"]] = _decode_array(node, buffers)
        return shared[node["array"]]
    ((kind, inside),) = node.items()
    if kind in ("set", "frozenset", "dict") and len(inside) > MOST_KEYS:
        raise BadMessage(f"a {kind} of more than {MOST_KEYS} items")
    if kind == "complex":
        real, imag = inside
        return complex(float(real), float(imag))
    if kind == "bytes":
        return bytes(buffers[_place(inside, buffers)])
    if kind in ("tuple", "set", "frozenset") and isinstance(inside, list):
        make = {"tuple": tuple, "set": set, "frozenset": frozenset}[kind]
        return make([_decode(item, buffers, depth + 1, shared) for item in inside])
    if kind == "dict" and isinstance(inside, list):
        return {
            _decode(key, buffers, depth + 1, shared): _decode(value, buffers, depth + 1, shared)
            for key, value in inside
        }
    if kind == "opaque":
        return opaque(inside)
    if kind == "numbers":
        name, array = inside
        return opaque(name, _decode_array(array, buffers))
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
    if dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise BadMessage("a truth value that is neither true nor false")
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
        self.ahead = bytearray()  # came with what was read, and is not asked for yet
        sock.setblocking(False)

    def send(self, message, buffers=(), *, seconds=30.0):
        text = json.dumps({"message": message, "sizes": [len(b) for b in buffers]}).encode()
        size = len(text) + sum(map(len, buffers))
        if size > self.limit or len(text) > self.limit // TEXT_SHARE:
            raise BadMessage(f"{size} bytes are more than may cross at once")
        end = time.monotonic() + seconds
        # In one piece: the other side wakes up once, and finds all of it.
        view = memoryview(b"".join([HEADER.pack(len(text)), text, *buffers]))
        while view:
            try:
                view = view[self.sock.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, end)
            except OSError:
                raise Closed("the other side is gone") from None

    def ready(self, seconds):
        """Whether something has come, or comes in time."""
        return bool(self.ahead or select.select([self.sock], [], [], seconds)[0])

    def receive(self, *, seconds=None):
        """(message, buffers) of the next frame. Raises Late, Closed or BadMessage."""
        end = None if seconds is None else time.monotonic() + seconds
        (length,) = HEADER.unpack(self._exactly(HEADER.size, end))
        if length > self.limit // TEXT_SHARE:
            raise BadMessage(f"announces {length} bytes of text")
        try:
            head = json.loads(self._exactly(length, end))
            message, sizes = head["message"], head["sizes"]
        except (ValueError, TypeError, KeyError, RecursionError, MemoryError):
            raise BadMessage("is no JSON of ours") from None
        whole = isinstance(sizes, list) and len(sizes) <= MOST_BUFFERS
        if not isinstance(message, dict) or not whole:
            raise BadMessage("has no message")
        if any(type(n) is not int or n < 0 for n in sizes) or length + sum(sizes) > self.limit:
            raise BadMessage("announces more bytes than may cross at once")
        return message, [self._exactly(size, end) for size in sizes]

    def _exactly(self, size, end):
        while len(self.ahead) < size:
            try:
                part = self.sock.recv(READ)
            except BlockingIOError:
                self._wait(select.POLLIN, end)
                continue
            except OSError:
                raise Closed("the other side is gone") from None
            if not part:
                raise Closed("the other side is gone")
            self.ahead += part
        data = self.ahead[:size]
        del self.ahead[:size]
        return data

    def _wait(self, event, end):
        poll = select.poll()
        poll.register(self.sock, event)
        left = None if end is None else 1000 * (end - time.monotonic())
        if (left is not None and left <= 0) or not poll.poll(left):
            raise Late("nothing came in time")

    def close(self):
        self.sock.close()
