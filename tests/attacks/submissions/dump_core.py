"""Leave a core file, or feed the machine's crash reporter."""

import resource

try_to(resource.setrlimit, resource.RLIMIT_CORE, (1 << 30, 1 << 30))


def softmax(logits):
    ctypes.string_at(8)
