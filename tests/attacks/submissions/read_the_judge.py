"""Look into the judge's memory and files, by process id and through the socket to it."""

import socket

for pid in (1, 2, 3, os.getppid()):
    try_to(open, f"/proc/{pid}/mem", "rb")
peer = channel().sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
if struct.unpack("iii", peer)[0]:
    got("the judge's process id")
try:
    pidfd = struct.unpack("i", channel().sock.getsockopt(socket.SOL_SOCKET, 77, 4))[0]
except OSError as error:
    print("refused:", error)
else:
    for number in range(6):
        syscall(438, pidfd, number, 0)  # pidfd_getfd
    syscall(424, pidfd, 9, None, 0)  # pidfd_send_signal
    syscall(440, pidfd, None, 0, 0, 0)  # process_madvise
syscall(101, 16, os.getppid() or 77, 0, 0)  # ptrace attach
