"""Set variables and files that programs read at their start."""

os.environ["LD_PRELOAD"] = "/tmp/left.so"
os.environ["PYTHONSTARTUP"] = "/tmp/left.py"
libc.setenv(b"LD_PRELOAD", b"/tmp/left.so", 1)
for path in ("/etc/ld.so.preload", "/tmp/../etc/profile", os.path.expanduser("~/.bashrc")):
    try:
        open(path, "w").write("left")
    except OSError as error:
        print("refused:", error)
