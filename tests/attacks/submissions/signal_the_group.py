"""Signal the process group that this process was born in, and slow it down."""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
names = ["SIGINT", "SIGTERM", "SIGHUP", "SIGTSTP", "SIGSTOP", "SIGKILL", "SIGUSR1", "SIGPIPE"]
for whose in (os.PRIO_PGRP, os.PRIO_USER):
    try:
        os.setpriority(whose, 0, 19)
    except OSError as error:
        print("refused:", error)
for name in names:
    for group in (-1, 0):
        try:
            os.kill(group, getattr(signal, name))
        except OSError as error:
            print("refused:", error)
