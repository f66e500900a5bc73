"""Send replies before anything is asked, so that judge and sandbox are out of step."""

right = frame({"message": {"value": [0.25, 0.75], "printed": [], "warned": []}, "sizes": []})
channel().sock.setblocking(True)
channel().sock.sendall(right * 20)
