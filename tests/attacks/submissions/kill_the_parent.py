"""Kill the interpreter that forked this one, and the judge."""

import signal

for pid in [os.getppid(), *range(2, 300)]:
    for name in ("SIGKILL", "SIGINT", "SIGSTOP"):
        try:
            if pid:
                os.kill(pid, getattr(signal, name))
                got(f"killed {pid}")
        except OSError:
            pass
