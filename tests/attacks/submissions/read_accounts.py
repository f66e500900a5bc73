"""Read the machine's accounts, keys and settings."""

for path in (
    "/etc/passwd",
    "/etc/shadow",
    "/etc/hostname",
    "/root/.ssh",
    "/home",
    "/var/log",
    "/sys",
):
    try_to(os.stat, path)
