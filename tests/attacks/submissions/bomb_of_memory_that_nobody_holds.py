"""Fill memory that counts as no process's: memfd, System V, shared mappings that are not touched."""

import mmap

fd = syscall(319, b"bomb", 0)
syscall(29, 1, 1 << 30, 0o1666)
try_to(mmap.mmap, -1, 64 << 20)
libc.mmap.restype = ctypes.c_void_p
zero = os.open("/dev/zero", os.O_RDWR)
for protection in (1, 3):
    address = libc.mmap(None, ctypes.c_size_t(64 << 20), protection, mmap.MAP_SHARED, zero, 0)
    if address != ctypes.c_void_p(-1).value:
        got("shared zeros")
