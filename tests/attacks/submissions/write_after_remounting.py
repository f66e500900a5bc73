"""Take the write protection off the system."""

for target in (b"/", b"/usr", b"/dev", b"/tmp"):
    if libc.mount(None, target, None, 32 | 4096, None) == 0:  # MS_REMOUNT | MS_BIND
        got(target)
    if libc.umount2(target, 2) == 0:
        got(target)
