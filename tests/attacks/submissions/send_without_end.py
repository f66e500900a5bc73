"""Send frames as fast as they go and never read."""

WITH = ["frames", "bytes"]


def call(*_):
    sock = channel().sock
    sock.setblocking(True)
    data = frame({"message": {"printed": [["stdout", "x" * 100_000]], "warned": []}, "sizes": []})
    while True:
        sock.sendall(data if WITH == "frames" else b"\0" * 100_000)


agent.ACTIONS["call"] = call
