"""What grading leaves in files: the autograded/ folder, and the journal beside it."""

import os
import re
import shutil
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import quote_from_bytes

from nbgrader.utils import parse_utc as utc

from coursekit.errors import CourseError
from coursekit.grading.graded import Entry

SECRET, LONGEST_SECRET = "submission_secret.txt", 4096  # bytes


class Folders:
    """The autograded/ folder of a class."""

    def __init__(self, converter):
        self._coursedir = converter.coursedir
        self._mode = int(str(converter.permissions), 8)
        step = converter.coursedir.autograded_directory
        self.root = Path(os.path.normpath(self._coursedir.format_path(step, ".", ".")))

    def write(self, graded, text):
        """Put the notebook and its data in place; whatever was there before is gone."""
        path = self._path(self._coursedir.autograded_directory, graded)
        mark = sha256(os.fsencode(path.name)).hexdigest()[:16]
        new, old = path.with_name(f".new-{mark}"), path.with_name(f".old-{mark}")
        _remove(new)
        _remove(old)
        new.mkdir(parents=True)
        ours = {"timestamp.txt": self._stamp(graded), SECRET: self._secret(graded)}
        files = dict(graded.files) | {name: data for name, data in ours.items() if data}
        for name, data in {**files, f"{graded.notebook_name}.ipynb": text.encode()}.items():
            self._put(new, name, data)
        self._open_to_group(new)
        if os.path.lexists(path):
            os.rename(path, old)
        os.rename(new, path)
        _remove(old)

    def holds(self, student, assignment, notebook_name):
        """Whether the autograded notebook is there."""
        step = self._coursedir.autograded_directory
        folder = Path(self._coursedir.format_path(step, student, assignment))
        try:
            return (folder / f"{notebook_name}.ipynb").stat().st_size > 0
        except OSError:
            return False

    def lacks(self, graded, notebook_name):
        """Whether the student did not hand in this notebook."""
        folder = self._path(self._coursedir.submitted_directory, graded)
        return not (folder / f"{notebook_name}.ipynb").exists()

    def _path(self, step, graded):
        for name in (graded.student, graded.assignment, graded.notebook_name):
            if name in ("", ".", "..") or "/" in name:
                raise CourseError(f"`{name}` cannot be the name of a student or a lesson")
        return Path(self._coursedir.format_path(step, graded.student, graded.assignment))

    def _stamp(self, graded):
        """timestamp.txt as it was handed in, unless that is already the next submission's."""
        if graded.timestamp is None:
            return None
        file = self._path(self._coursedir.submitted_directory, graded) / "timestamp.txt"
        with suppress(OSError, ValueError, OverflowError):
            data = file.read_bytes()
            if utc(data.decode().strip()) == utc(graded.timestamp):
                return data
        return f"{utc(graded.timestamp):%Y-%m-%d %H:%M:%S.%f} UTC".encode()

    def _secret(self, graded):
        """What nbgrader's exchange finds a student's feedback by."""
        file = self._path(self._coursedir.submitted_directory, graded) / SECRET
        with suppress(OSError):
            about = file.lstat()
            if stat.S_ISREG(about.st_mode) and about.st_size <= LONGEST_SECRET:
                return file.read_bytes()
        return None

    def _put(self, folder, name, data):
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts:
            raise CourseError(f"`{name}` is not a path inside a lesson's folder")
        path = folder / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(self._mode)

    def _open_to_group(self, folder):
        if not self._coursedir.groupshared:
            return
        for path in (folder, *(p for p in folder.rglob("*") if p.is_dir()), self.root):
            mode = path.stat().st_mode
            if mode & 0o2770 != 0o2770:
                with suppress(PermissionError):  # another instructor's folder
                    path.chmod((mode | 0o2770) & 0o2777)


def _remove(path):
    """Remove a folder, read-only ones too."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        for folder, _, _ in os.walk(path):
            os.chmod(folder, 0o700)
        shutil.rmtree(path)


class Journal:
    """One small file a student and assignment."""

    def __init__(self, root):
        self.root = root

    def write(self, entry):
        path = self._path(entry.assignment, entry.student)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(entry.to_json(), "utf-8")
        os.replace(partial, path)

    def read(self, assignment, student):
        """The Entry of a student, or None: also where a file was cut short or is from elsewhere."""
        entry = _read_entry(self._path(assignment, student))
        same = entry and (entry.assignment, entry.student) == (assignment, student)
        return entry if same else None

    def all(self, assignment):
        folder = self._folder(assignment)
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        return [entry for entry in map(_read_entry, files) if entry is not None]

    def forget(self, assignment, student):
        self._path(assignment, student).unlink(missing_ok=True)

    def _folder(self, assignment):
        return self.root / _file_name(assignment)

    def _path(self, assignment, student):
        return self._folder(assignment) / f"{_file_name(student)}.json"


def _read_entry(path):
    try:
        return Entry.from_json(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _file_name(name):
    """The name itself where every file system takes it and tells it apart, else something like it.

    Two names that differ in case alone are one file on some systems.
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", name) and not name.endswith("."):
        return name
    data = os.fsencode(name)
    return f"{quote_from_bytes(data, safe='')[:64]}~{sha256(data).hexdigest()[:16]}"
