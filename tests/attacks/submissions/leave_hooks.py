"""Leave timers, handlers and functions for the end of the process."""

import atexit
import signal

atexit.register(lambda: [time.sleep(1) for _ in range(60)])
os.register_at_fork(after_in_child=lambda: print("GOT the next student"))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_PROF, 0.01, 0.01)
signal.signal(signal.SIGPROF, lambda *_: None)
threading.Thread(target=time.sleep, args=(60,), daemon=False).start()
