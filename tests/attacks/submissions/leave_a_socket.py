"""Listen where the next student can be heard: abstract and local sockets."""

import socket

one = socket.socket(socket.AF_UNIX)
one.bind("\0left_by_eve")
one.listen()
two = socket.socket()
two.bind(("127.0.0.1", 4321))
two.listen()
