"""Ask the kernel which folders of the machine are shown here."""

import errno

for number in (457, 458):  # statmount, listmount
    request = (ctypes.c_uint64 * 4)(32, 2**64 - 1, 0, 0)
    room = ctypes.create_string_buffer(65536)
    if syscall(number, request, room, 8192, 0) < 0 and ctypes.get_errno() != errno.EPERM:
        got(f"an answer to {number}")
