"""Make files without end, empty ones."""

made = 0
try:
    while True:
        os.close(os.open(f"/tmp/{made}", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError as error:
    print("refused:", error)
if made > 5000:
    got(f"{made} files")
