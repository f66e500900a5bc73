"""Exhaust the stack, of Python and of C."""

sys.setrecursionlimit(10**9)


def softmax(logits):
    return softmax(logits)
