"""End this process in the middle of a call."""

WITH = ["exit", "abort", "segv", "sigkill", "stop", "quit"]


def softmax(logits):
    import signal

    if WITH == "exit":
        os._exit(0)
    if WITH == "abort":
        os.abort()
    if WITH == "segv":
        ctypes.string_at(0)
    if WITH == "quit":
        sys.exit(0)
    os.kill(os.getpid(), signal.SIGKILL if WITH == "sigkill" else signal.SIGSTOP)
    return np.zeros_like(logits)
