"""Leave a key in the kernel's keyrings, which belong to the user."""

for keyring in (-1, -2, -3, -4, -5):
    syscall(248, b"user", b"left_by_eve", b"here", 4, keyring)
