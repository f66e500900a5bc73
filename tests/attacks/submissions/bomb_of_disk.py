"""Fill every folder that can be written."""

written = 0
for folder in ("/tmp", "/dev/shm", "/tmp/work"):
    for number in range(3000):
        try:
            with open(f"{folder}/bomb{number}", "wb") as file:
                written += file.write(b"x" * (4 << 20))
        except OSError as error:
            print("refused:", error)
            break
if written > 64 << 20:
    got(f"{written} bytes")
