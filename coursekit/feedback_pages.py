"""`course feedback`: the pages that students read, written by several processes."""

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from traitlets.config import Config

from coursekit.classroom import Classroom
from coursekit.errors import CourseError
from coursekit.paths import Course

FEW = 3  # pages that are written sooner than a second process starts
UNREMARKABLE = ("graded", "not attempted")


@dataclass(frozen=True)
class Page:
    """A student's page, or why there is none."""

    student: str
    assignment: str
    path: Path | None
    problem: str = ""
    seconds: float = 0.0


def submissions(course, assignments=(), student=None):
    """[(assignment, student)] of all who have an autograded notebook, in order."""
    folder = course.classroom / "autograded"
    found = sorted(
        (path.parent.name, path.parent.parent.name)
        for path in folder.glob("*/*/*.ipynb")
        if (not assignments or path.parent.name in assignments)
        and (student is None or path.parent.parent.name == student)
    )
    return list(dict.fromkeys(found))


def write_pages(course, wanted, entries=None, *, processes=None):
    """Write the page of each (assignment, student), yielding a Page as soon as it stands.

    `entries` is {assignment: {student: journal entry}}; what is odd is said on the page. One page
    that cannot be written is a Page with a problem, and stops no other.
    """
    jobs = [(course.root, *job, _remark(entries or {}, *job)) for job in wanted]
    processes = min(processes or os.cpu_count() or 1, len(jobs))
    if len(jobs) <= FEW or processes == 1:
        yield from (_write(*job) for job in jobs)
        return
    # Processes, because nbgrader changes the working directory; spawned, because it has threads.
    lost = []
    for job, page in _in_processes(jobs, processes):
        if page is None:
            lost.append(job)
        else:
            yield page
    # One page ended its process, and with it the others that waited: each again, by itself.
    for job in lost:
        ((_, page),) = _in_processes([job], 1)
        _, assignment, student, _ = job
        yield page or Page(student, assignment, None, "the process that wrote the page was ended")


def _in_processes(jobs, processes):
    """(job, Page) as they come; None in place of a Page whose process is gone."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"))
    try:
        running = {pool.submit(_write, *job): job for job in jobs}
        for future in as_completed(running):
            error, job = future.exception(), running[future]
            if error is None:
                yield job, future.result()
            elif isinstance(error, BrokenProcessPool):
                yield job, None
            else:
                _, assignment, student, _ = job
                yield job, Page(student, assignment, None, repr(error))
    finally:
        pool.shutdown(cancel_futures=True)


def _remark(entries, assignment, student):
    """(status, reason) of an odd submission, else two empty strings."""
    entry = entries.get(assignment, {}).get(student, {})
    status = entry.get("status", "")
    return ("", "") if status in UNREMARKABLE else (status, entry.get("reason", ""))


@cache
def _classroom(root):
    return Classroom(Course(root))


def _write(root, assignment, student, remark):
    start, classroom = perf_counter(), _classroom(root)
    status, reason = remark
    said = {"status": status, "reason": reason}
    classroom.api.update_config(Config({"ExercisesOnly": said}))
    try:
        path, problem = classroom.feedback(student, assignment), ""
    except CourseError as error:
        path, problem = None, str(error)
    return Page(student, assignment, path, problem, perf_counter() - start)
