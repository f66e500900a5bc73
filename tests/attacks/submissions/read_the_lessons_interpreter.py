"""Get at the interpreter from which this process was forked: trace it, or limit it."""

import resource

for pid in range(2, 60):
    for action in (lambda: os.kill(pid, 0), lambda: resource.prlimit(pid, resource.RLIMIT_AS)):
        try:
            action()
        except OSError:
            continue
        got(f"process {pid}")
