"""Leave System V and POSIX shared memory, queues and semaphores."""

syscall(29, 0xE7E, 1 << 20, 0o1666)
syscall(68, 0xE7E, 0o1666)
syscall(64, 0xE7E, 1, 0o1666)
syscall(240, b"left_by_eve", 0o102, 0o666, 0)
