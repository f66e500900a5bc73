"""Starts the warm interpreters, inside bubblewrap's walls or without them, and talks with them."""

import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil

from coursekit.errors import CourseError
from coursekit.execute import PINNED
from coursekit.grading.zygote import FOLDER

REFERENCE = "lossutils"  # what the lessons import; of the engine only its folder is known
PACKAGES = ("coursekit", REFERENCE)
INSIDE = "/course"  # where packages lie behind the walls
PATH = f"{INSIDE}:{INSIDE}/purelib:{INSIDE}/platlib"
SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
NOBODY = "65534"
START_SECONDS = 120.0
TALK_SECONDS = 20.0
ENVIRONMENT = {
    **PINNED,
    "HOME": "/tmp",
    "IPYTHONDIR": "/tmp/ipython",
    "LANG": "C.UTF-8",
    "USER": "student",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
}
NO_WALLS = (
    "{why}\nStudent code must not run outside a sandbox on a machine that matters. Install "
    "bubblewrap (Debian: `apt-get install bubblewrap`), or, in a container or virtual machine that "
    "you can throw away, say so: --no-sandbox."
)


class SandboxError(Exception):
    """A warm interpreter does not do what it should; throw it away and start another."""


class StartError(SandboxError):
    """A warm interpreter does not even start, before any student's code: nothing can be graded."""


def missing_walls():
    """Why no sandbox can be built here; "" where one can."""
    if sys.platform != "linux" or shutil.which("bwrap") is None:
        return "bubblewrap (`bwrap`) is not installed here."
    trial = [*_walls(), "/usr/bin/true"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False, timeout=60)
    said = done.stderr.strip()
    return f"bubblewrap cannot build a sandbox here: {said}" if done.returncode else ""


def require_walls(hidden=()):
    """Raise a CourseError, with the remedy, where no sandbox can be built or would show too much.

    `hidden` are folders of which no student's code may see anything.
    """
    why = missing_walls()
    if why:
        raise CourseError(NO_WALLS.format(why=why))
    for folder in (Path(place).resolve() for place in hidden):
        for place in (Path(shown).resolve() for shown in _shown().values()):
            if folder.is_relative_to(place):
                raise CourseError(
                    f"{folder} lies in {place}, which a sandbox shows to students' code. Move the "
                    "course to another folder, like one in /srv or /home."
                )


def _walls():
    """The command before the command: no network, nothing to write to, nothing secret to read."""
    shown = _shown()
    as_root = os.geteuid() == 0
    inner = [
        *("bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--new-session"),
        *("--die-with-parent", "--as-pid-1", "--clearenv", "--uid", "1000", "--gid", "1000"),
        # For `isolate` alone, which gives every child a process table of its own and drops it.
        *("--cap-add", "CAP_SYS_ADMIN"),
        *_files({place: place for place in shown} if as_root else shown),
        *("--dev", "/dev", "--tmpfs", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/"),
    ]
    for name, value in {**ENVIRONMENT, "PYTHONPATH": PATH}.items():
        inner += ["--setenv", name, value]
    if not as_root:
        return inner
    # As root: limits on processes do not bind that user, so become nobody first. A view of the
    # same files comes before that, because nobody may not look into root's folders.
    return [
        *("bwrap", "--die-with-parent", *_files(shown), "--dev-bind", "/dev", "/dev"),
        *("--proc", "/proc", "--tmpfs", "/tmp", "--chdir", "/"),
        *("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
        *("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"),
        *inner,
    ]


def _shown():
    """{place behind the walls: what is shown there}: system, Python, its packages, and ours.

    Nothing of the course's own folder: `require_walls` refuses one that lies in any of these.
    """
    base = str(Path(sys.base_prefix).resolve())
    shown = {place: place for place in (*SYSTEM, base) if Path(place).exists()}
    for name in ("purelib", "platlib"):  # one folder on most systems
        shown[f"{INSIDE}/{name}"] = sysconfig.get_path(name)
    for name in PACKAGES:
        shown[f"{INSIDE}/{name}"] = str(Path(find_spec(name).origin).parent)
    return shown


def _files(shown):
    """bubblewrap's arguments that show these places and none else, read-only."""
    arguments, made = [], set()
    for place in sorted(shown):
        if place.startswith("/usr/"):
            continue  # with /usr
        for parent in reversed(Path(place).parents):
            if str(parent) not in {"/", *made}:
                arguments += ["--perms", "0755", "--dir", str(parent)]
                made.add(str(parent))
        arguments += ["--ro-bind", shown[place], place]
    for name in ("bin", "sbin", "lib", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", f"usr/{name}", str(path)]
        elif path.exists():
            arguments += ["--ro-bind", str(path), str(path)]
    return arguments


class Zygote:
    """A warm interpreter for one lesson, in role "sandbox" or "judge", behind walls or not."""

    def __init__(self, role, *, prelude, files, limits, walled):
        self.folder = None if walled else tempfile.mkdtemp(prefix="course-")
        mine, theirs = socket.socketpair()
        words = ["-P", "-s", "-m", "coursekit.grading.zygote", role]
        if walled:  # the Python below a virtual environment, whose folder is not shown
            # Should memory run out between two looks, the kernel ends the student's process first.
            first = role == "sandbox" and shutil.which("choom")
            before = [first, "-n", "1000", "--"] if first else []
            words = [*before, *_walls(), os.path.realpath(sys.executable), *words, "walled"]
        else:
            words = [sys.executable, *words, "open"]
        environment = {**os.environ, **ENVIRONMENT, "PATH": os.environ.get("PATH", "")}
        if not walled:
            environment["HOME"] = environment["MPLCONFIGDIR"] = self.folder
            environment["IPYTHONDIR"] = self.folder
        self.process = subprocess.Popen(
            words,
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,  # a few lines at most, and none once it is ready
            env=environment,
            start_new_session=True,  # Ctrl-C is for the coordinator alone
        )
        theirs.close()
        self.control = mine
        setup = {"prelude": prelude, "files": files, "limits": limits, "reference": REFERENCE}
        setup["folder"] = FOLDER if walled else self.folder
        data = pickle.dumps(setup)
        self.control.settimeout(START_SECONDS)
        self._talk(self.control.sendall, len(data).to_bytes(8, "big") + data)

    def wait(self):
        """The outputs of the opening cells, once they have run."""
        ran = self._reply()["ran"]
        self.control.settimeout(TALK_SECONDS)
        return ran

    def start(self, *sockets):
        """Fork a child that gets these sockets."""
        fds = [sock.fileno() for sock in sockets]
        self._talk(socket.send_fds, self.control, [b'"start"'], fds)
        return self._reply()

    def stop(self):
        """End the child; how it had ended, or "killed"."""
        self._talk(self.control.sendall, b'"stop"')
        ended = self._reply()["ended"]
        if ended == "stays":
            raise SandboxError("a child could not be ended")
        return ended

    def _talk(self, send, *args):
        try:
            return send(*args)
        except OSError as error:
            raise SandboxError(self._story(error)) from None

    def _reply(self):
        size = int.from_bytes(self._read(8), "big")
        return json.loads(self._read(size))

    def _read(self, size):
        data = b""
        while len(data) < size:
            part = self._talk(self.control.recv, size - len(data))
            if not part:
                raise SandboxError(self._story("it ended"))
            data += part
        return data

    def _story(self, error):
        self.process.kill()
        try:
            said = self.process.communicate(timeout=5)[1].decode("utf-8", "replace").strip()
        except (subprocess.TimeoutExpired, ValueError):
            said = ""
        return f"{error}. {said[-2000:]}"

    def _family(self):
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def own_memory(self):
        """Bytes that the processes hold, what they share counted once; slower than `use`."""
        total = 0
        for member in self._family():
            with suppress(psutil.Error):
                about = member.memory_info()
                with suppress(psutil.Error):  # not every user may look so closely
                    about = member.memory_full_info()
                total += getattr(about, "pss", about.rss)
        return total

    def use(self):
        """(bytes, processor seconds) that the processes behind the walls hold, and have taken."""
        memory, seconds = 0, 0.0
        for member in self._family():
            try:
                with member.oneshot():
                    memory += member.memory_info().rss
                    seconds += sum(member.cpu_times()[:4])  # with those of ended children
            except psutil.Error:
                continue
        return memory, seconds

    def close(self):
        """End it and everything in it. Safe to call twice."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
