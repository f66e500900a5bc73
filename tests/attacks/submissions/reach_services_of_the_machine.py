"""Connect to the sockets of services: D-Bus, X11, Docker, systemd."""

import socket

for name in (
    "/run/dbus/system_bus_socket",
    "\0/tmp/.X11-unix/X0",
    "/var/run/docker.sock",
    "/run/systemd/private",
):
    try_to(socket.socket(socket.AF_UNIX).connect, name)
