"""Take a share of the processors for each of many sessions."""

for _ in range(3):
    if not os.fork():
        try_to(os.setsid)
        os._exit(0)
try_to(os.setsid)
