"""`course grade`: every submission that is new or changed, from submitted/ to the gradebook.

    restore -> engine (sandbox and judge) -> record

The coordinator restores and records; the engine's workers run code. What is recorded stays
recorded, so a run that was interrupted, or killed, is repeated and does what is missing.
"""

import gc
import json
import os
import stat
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory

from coursekit.classroom import configuration
from coursekit.errors import CourseError
from coursekit.grading import engines
from coursekit.grading.database import open_gradebook
from coursekit.grading.graded import Graded
from coursekit.grading.integrity import allowed_by, flags_of
from coursekit.grading.job import ANSWER, ODD, TEST, Result, Status
from coursekit.grading.outcomes import outcomes
from coursekit.grading.record import Recorder
from coursekit.grading.restore import (
    MOST_BYTES,
    Restored,
    load_assignment,
    make_job,
    restore,
    role_of,
)
from coursekit.grading.sandbox import require_walls
from coursekit.grading.settings import Grading
from coursekit.grading.show import Silence
from coursekit.restore import grade_id

MOST_STRAYS = 20  # that are named
LONGEST_TIME = 200  # bytes of timestamp.txt
VERSION = "2"  # of the engine: a change that may change a mark grades everything again


@dataclass(frozen=True)
class Standing:
    """How one submission stands after a run, whether it was graded now or before."""

    student: str
    assignment: str
    status: Status
    reason: str
    flags: tuple
    now: bool

    @property
    def needs_a_look(self):
        return bool(self.flags) or self.status in ODD

    @property
    def why(self):
        """What an instructor should know of it, in a line."""
        flagged = f"flagged: {self.flags[0]}" if self.flags else ""
        more = f" (and {len(self.flags) - 1} more)" if len(self.flags) > 1 else ""
        return "; ".join(filter(None, (self.reason, flagged + more)))


@dataclass(frozen=True)
class Task:
    """A submission to grade, restored."""

    student: str
    assignment: object
    folder: Path
    digest: str
    restored: Restored
    job: object
    seconds: float


class Grader:
    """One run over a class. `show` is told of the plan and of every submission that is done."""

    def __init__(self, course, *, walled=True, workers=0, scheduler=None):
        self.course, self.walled, self.scheduler = course, walled, scheduler
        self.config = configuration(course)
        self.coursedir = CourseDirectory(config=self.config)
        settings = Grading(config=self.config)
        self.limits, self.workers = settings.limits(), workers or settings.workers
        self.seed = settings.class_seed(course.classroom)

    def grade(self, names, *, student=None, force=False, show=None):
        """Grade what is new or changed. Returns the Standing of every submission asked for."""
        show = show or Silence()
        # On a cluster the walls are the workers'.
        if self.walled and not self.scheduler:
            require_walls(hidden=(self.course.root, self.coursedir.root))
        with self._alone(), Recorder(self.coursedir, self.config, say=show.say) as recorder:
            found = self._submissions(names, student, show)
            waiting = [one for one in found if force or not recorder.is_current(*one[:2], one[3])]
            show.plan(len(waiting), len(found) - len(waiting))
            done = set()
            if waiting:
                for name in self._run(waiting, recorder, show):
                    done.add(name)
            return self._standings(recorder, found, done)

    @contextmanager
    def _alone(self):
        """Two runs at a time would grade everything twice."""
        path = self.course.classroom / "grading" / "lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", errors="replace") as file:
            if not _lock(file):
                file.seek(0)
                raise CourseError(f"another `course grade` is at work ({file.read().strip()})")
            file.truncate(0)
            file.write(f"process {os.getpid()}\n")
            file.flush()
            yield

    # What there is to do

    def _submissions(self, names, student, show):
        """(student, assignment's name, folder, digest, Assignment) of what was asked for."""
        found = []
        with open_gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            self._name_strays(gradebook, show)
            for name in self._selected(names, gradebook):
                assignment = load_assignment(gradebook, self.course, name)
                if assignment.stamp not in ("", self._present_stamp(assignment)):
                    show.say(f"{name} has changed since it was released; graded as released")
                base = self._fingerprint(assignment)
                for who, folder in self._folders(name, student, show):
                    found.append((who, name, folder, _digest(base, folder), assignment))
        if student is not None and not found:
            where = self.course.relative(self._folder(student, "*"))
            raise CourseError(f"nothing was handed in by `{student}`: there is no {where}")
        return found

    def _name_strays(self, gradebook, show):
        """Say what lies in submitted/ and will never be graded there."""
        released = {one.name for one in gradebook.assignments}
        root = self._folder("x", "x").parent.parent
        found = [path for path in root.glob("*") if not os.path.isdir(path)]
        found += [p for p in root.glob("*/*") if p.name not in released or not os.path.isdir(p)]
        for path in sorted(found)[:MOST_STRAYS]:
            shown = self.course.relative(path)
            show.say(f"{shown} is not graded: it is not STUDENT/ASSIGNMENT of a release")

    def _present_stamp(self, assignment):
        """The version of the lesson as it stands in solutions/; "" where it is gone."""
        path = self.course.solutions / assignment.name / f"{assignment.notebook}.ipynb"
        try:
            return json.loads(path.read_bytes())["metadata"]["course"]["version"]
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _selected(self, names, gradebook):
        released = sorted(one.name for one in gradebook.assignments)
        if not released:
            raise CourseError(
                "nothing is released yet: `nbgrader generate_assignment LESSON` first"
            )
        chosen = []
        for name in names:
            number = name.zfill(2) if name.isdigit() else None
            matches = [one for one in released if one == name or one[:2] == number]
            if not matches:
                there = ", ".join(released)
                raise CourseError(f"no assignment `{name}` in the gradebook; there are: {there}")
            chosen += matches
        return list(dict.fromkeys(chosen)) or released

    def _folder(self, student, name):
        directory = self.coursedir.submitted_directory
        return Path(self.coursedir.format_path(directory, student, name))

    def _folders(self, name, student, show):
        """(student, folder) of everyone who handed in the assignment."""
        excluded = set(self.coursedir.student_id_exclude.split(","))
        root = self._folder("x", name).parent.parent
        who = sorted(path.name for path in root.iterdir()) if root.is_dir() else []
        for one in who:
            if problem := _problem_with(one):
                show.say(f"submitted/{one} is left out: its name {problem}; rename it")
                continue
            folder = self._folder(one, name)
            try:
                handed_in = folder.is_dir()
                link = folder.is_symlink() or folder.parent.is_symlink()
            except OSError as error:
                show.say(f"submitted/{one} is left out: {error.strerror}")
                continue
            if link:  # to the work of another, most likely
                show.say(f"submitted/{one} is left out: it is a link")
                continue
            if handed_in and one not in excluded and student in (None, one):
                yield one, folder

    def _fingerprint(self, assignment):
        digest = sha256(f"{VERSION}\0{self.seed}\0{self.limits}\0{assignment.points}".encode())
        for cell in assignment.known.values():
            digest.update(f"{cell.source}\0".encode("utf-8", "replace"))
        for name, data in assignment.files:
            digest.update(name.encode() + b"\0" + data)
        return digest.digest()

    # Doing it

    def _run(self, waiting, recorder, show):
        """Grade and record; yield the name of each submission that is done."""
        tasks = {}

        def jobs():
            for student, _, folder, digest, assignment in waiting:
                task = self._task(student, assignment, folder, digest)
                if task.restored.refused:
                    reason = task.restored.refused
                    refused.append((task, Result(student, assignment.name, Status.REFUSED, reason)))
                else:
                    tasks[student, assignment.name] = task
                    yield task.job

        refused = []
        gc.collect()
        gc.freeze()  # or every collection walks through all that was imported, for 0.1 s
        if self.scheduler:
            engine = engines.dask(self.scheduler, walled=self.walled)
        else:
            engine = engines.local(min(self.workers, len(waiting)), walled=self.walled)
        with engine as running:
            for result in running.results(jobs()):
                task = tasks.pop((result.student, result.assignment))
                yield self._record(task, result, recorder, show)
                while refused:
                    yield self._record(*refused.pop(), recorder, show)
        while refused:
            yield self._record(*refused.pop(), recorder, show)

    def _task(self, student, assignment, folder, digest):
        start = time.perf_counter()
        try:
            restored = restore(assignment, folder)
            job = make_job(assignment, student, restored, self.limits, self.seed)
        except Exception as error:  # a fault of ours in one file must not stop a class
            reason = f"its notebook cannot be restored ({type(error).__name__}: {error})"
            restored, job = _nothing(assignment, reason), None
        seconds = time.perf_counter() - start
        return Task(student, assignment, folder, digest, restored, job, seconds)

    def _record(self, task, result, recorder, show):
        start = time.perf_counter()
        try:
            graded = self._graded(task, result)
            recorder.record(graded)
        except CourseError:
            raise
        except Exception as error:
            reason = f"its notebook cannot be recorded ({type(error).__name__}: {error})"
            result = replace(result, status=Status.REFUSED, reason=reason, ran=())
            task = replace(task, restored=_nothing(task.assignment, reason), job=None)
            graded = self._graded(task, result)
            recorder.record(graded)
        show.done(graded, result, task.seconds, time.perf_counter() - start)
        return task.student, task.assignment.name

    def _graded(self, task, result):
        """What is recorded of a submission that ran, or was refused."""
        notebook, assignment = task.restored.notebook, task.assignment
        put_outputs(notebook, task.job, result)
        status, reason = result.status, result.reason
        cells = task.job.cells if task.job else ()
        if status is Status.GRADED and _is_untouched(assignment, task):
            status = Status.NOT_ATTEMPTED
        # Those too that were left blank: the answer may stand in a cell that the student added.
        found = {}
        answers = [grade_id(cell) for cell in notebook.cells if role_of(cell) == ANSWER]
        for flag in flags_of(cells, allowed_by(assignment)):
            # What stands in a cell that the student added may serve any answer.
            for name in [flag.cell] if flag.cell in answers else answers:
                found.setdefault(name, []).append(str(flag))
        stands = outcomes(notebook, task.restored.untouched)
        return Graded(
            student=task.student,
            assignment=assignment.name,
            notebook_name=assignment.notebook,
            notebook=notebook,
            timestamp=self._timestamp(task),
            # Not the student's fault, so the next run tries again.
            digest="" if status is Status.WORKER_LOST else task.digest,
            status=status,
            reason=reason,
            flags=found,
            outcomes={one.name: (one.status.value, one.message) for one in stands},
            seconds={"restore": task.seconds, "execute": result.seconds},
            files=assignment.files,
            stamp=assignment.stamp,
            notes=tuple(task.restored.notes),
        )

    def _timestamp(self, task):
        try:
            # nbgrader reads whatever is there: a pipe without end, or a hundred megabytes.
            about = (task.folder / "timestamp.txt").lstat()
            if not stat.S_ISREG(about.st_mode) or about.st_size > LONGEST_TIME:
                raise ValueError("no timestamp")
            return self.coursedir.get_existing_timestamp(str(task.folder))
        except FileNotFoundError:
            return None
        except Exception:  # also of nbgrader's own report that it is no time
            task.restored.notes.append("timestamp.txt holds no time; taken as handed in on time")
            return None

    def _standings(self, recorder, found, done):
        entries = {name: recorder.entries(name) for name in {one[1] for one in found}}
        standings = []
        for student, name, *_ in found:
            entry = entries[name].get(student)
            if entry is not None:
                now = (student, name) in done
                flags = tuple(text for said in entry.flags.values() for text in said)
                facts = entry.status, entry.reason, flags
                standings.append(Standing(student, name, *facts, now))
        return standings


def put_outputs(notebook, job, result):
    """Lay the outputs into an unexecuted notebook. A test that did not run says so: it earns 0."""
    ran = {one.index: one for one in result.ran}
    tests = {cell.index for cell in job.cells if cell.role == TEST} if job else None
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        if index in ran:
            cell.outputs = [nbformat.from_dict(output) for output in ran[index].outputs]
            cell.execution_count = ran[index].count
        elif graded if tests is None else index in tests:
            said = result.reason or "this check did not run"
            line = f"NotRun: {said}"
            error = {"output_type": "error", "ename": "NotRun", "evalue": said, "traceback": [line]}
            cell.outputs = [nbformat.from_dict(error)]


def _is_untouched(assignment, task):
    own = any(cell.role == "own" for cell in task.job.cells)
    return not own and set(assignment.stubs) <= task.restored.untouched


def _nothing(assignment, reason):
    """The assignment as it was released, standing in for a submission of which nothing is left."""
    cells = [nbformat.from_dict(cell) for cell in assignment.cells]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=assignment.metadata)
    return Restored(notebook, [], frozenset(assignment.stubs), reason)


def _digest(base, folder):
    """What a mark depends on: the notebooks handed in, and what they are held against."""
    digest, left = sha256(base), MOST_BYTES
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        names = []
    for name in names:
        path = Path(folder) / name
        try:
            about = path.lstat()
            digest.update(os.fsencode(name) + b"\0")
            if not (name.lower().endswith(".ipynb") or name == "timestamp.txt"):
                continue
            if stat.S_ISREG(about.st_mode) and about.st_size <= left:
                left -= about.st_size
                digest.update(path.read_bytes())
            else:  # more than is read of a submission
                digest.update(f"{about.st_size} {about.st_mtime_ns}".encode())
        except OSError:
            continue
    return digest.hexdigest()


def _problem_with(name):
    """Why a folder's name cannot be a student's."""
    if any("\ud800" <= sign <= "\udfff" for sign in name):  # so come bytes that are not UTF-8
        return "is not UTF-8"  # no database takes it, and it would stop all others
    if not name.isprintable():
        return "holds a sign that cannot be printed"
    if name != name.strip():
        return "begins or ends with a blank"  # which nbgrader takes off: another student's name
    if set(name) & set("*?["):
        return "holds *, ? or [, which nbgrader takes for a pattern"
    return ""


def _lock(file):
    try:
        import fcntl
    except ImportError:  # Windows, where there is no sandbox either
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
