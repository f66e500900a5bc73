"""Reach another machine, this one, or a name server."""

import socket
import urllib.request

socket.setdefaulttimeout(0.5)
for place in (("1.1.1.1", 53), ("127.0.0.1", 22), ("169.254.169.254", 80), ("10.0.0.1", 80)):
    try_to(socket.create_connection, place)
try_to(socket.getaddrinfo, "example.org", 80)
try_to(urllib.request.urlopen, "http://1.1.1.1/")
try_to(socket.socket, socket.AF_PACKET, socket.SOCK_RAW)
