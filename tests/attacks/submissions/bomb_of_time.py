"""Never end: in the cell, in a call, deaf to the alarm, or deep in C."""

WITH = ["loop", "call", "deaf", "blocked", "power", "regex", "del", "sleep"]
import re
import signal


def forever():
    if WITH == "deaf":
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
    if WITH == "blocked":
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()))
    if WITH == "power":
        return 9**9**9
    if WITH == "regex":
        return re.match("(a+)+b", "a" * 60)
    if WITH == "sleep":
        time.sleep(1000)
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


class Undead:
    def __del__(self):
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass


def softmax(logits):
    if WITH == "del":
        thing = Undead()
        return np.zeros_like(logits)
    forever()


if WITH == "loop":
    forever()
