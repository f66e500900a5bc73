"""Leave a process that waits for the next student."""

if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    else:
        while True:
            time.sleep(0.1)
            open("/tmp/left_by_eve", "w").write("here")
