"""Take all memory, in this process and in children."""

WITH = ["here", "children"]
if WITH == "children":
    for _ in range(10):
        if os.fork() == 0:
            break
try:
    held = [bytearray(b"x" * (8 << 20)) for _ in range(1000)]
except MemoryError:
    held = bytearray(b"x" * (150 << 20))
time.sleep(60)
