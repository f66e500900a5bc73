"""Send a good reply, a byte every half second."""


def call(*_):
    sock = channel().sock
    sock.setblocking(True)
    for byte in frame(
        {"message": {"value": [0.25, 0.75], "printed": [], "warned": []}, "sizes": []}
    ):
        sock.send(bytes([byte]))
        time.sleep(0.5)


agent.ACTIONS["call"] = call
