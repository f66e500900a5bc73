"""Find the coordinator's environment, here or in /proc."""

if SECRET.search(str(dict(os.environ))):
    got(os.environ)
try_to(os.listdir, "/proc")
try_to(open, "/proc/1/environ", "rb")
libc.getenv.restype = ctypes.c_char_p
if libc.getenv(b"CLASS_TOKEN") or libc.getenv(b"COURSE_SEED"):
    got("getenv")
