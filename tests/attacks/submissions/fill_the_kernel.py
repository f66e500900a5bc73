"""Fill memory that the kernel holds and counts for no process: in pipes, sockets and queues."""

WITH = ["connections", "buffers", "pages in a pipe", "networks", "events"]
import mmap
import socket


def fill(sock):
    """Write until nothing more goes in; how much that was."""
    sock.setblocking(False)
    total = 0
    while True:
        try:
            total += sock.send(bytes(100_000))
        except OSError:
            return total


if WITH == "connections":
    # What a client wrote waits for a listener that never looks; its own file is closed again.
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0eve")
    listener.listen(4096)
    held = 0
    for _ in range(50):
        with socket.socket(socket.AF_UNIX) as one:
            one.connect("\0eve")
            held += fill(one)
    got(f"{held} bytes behind one file")
if WITH == "buffers":
    one, other = socket.socketpair()
    try_to(one.setsockopt, socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
    if fill(one) > 1 << 20:
        got("a socket of megabytes")
if WITH == "pages in a pipe":

    class Piece(ctypes.Structure):
        _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    memory = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory[:1] = b"x"
    piece = Piece(ctypes.addressof(ctypes.c_char.from_buffer(memory)), 4096)
    # A page of a huge page keeps two megabytes, also when the process gives them up.
    syscall(278, os.pipe()[1], ctypes.byref(piece), ctypes.c_ulong(1), 0)
if WITH == "networks":
    for family in (socket.AF_INET, socket.AF_INET6):
        try_to(socket.socket, family)
        try_to(socket.socket, family, socket.SOCK_DGRAM)
if WITH == "events":
    for number in (253, 294):
        syscall(number, 0)
    syscall(300, 0x200, 0)
    syscall(206, 60_000, ctypes.byref(ctypes.c_ulong(0)))
