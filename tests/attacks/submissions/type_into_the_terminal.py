"""Put characters into the instructor's terminal."""

import fcntl

for fd in range(3):
    try_to(fcntl.ioctl, fd, 0x5412, b"x")
try_to(open, "/dev/tty", "w")
