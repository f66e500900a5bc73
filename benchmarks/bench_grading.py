"""Seconds a submission of `course grade` beside stock `nbgrader autograde`, in one run.

Students are made from tests/answers/. The light class is lesson 01 with nothing but its setup,
answer and test cells. Stock is nbgrader's own Autograde, once over the class in one process, with a
gradebook of its own; the marks of both are compared. Prints tables, and writes them to
benchmarks/grading.txt. Needs bubblewrap.

    make bench-grading                     # about ten minutes on two idle cores
    make bench-grading ARGS=--quick        # one minute, to see that it runs
"""

import argparse
import importlib
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import mean, median

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

LIGHT, SEED = "01_light", "the class's secret"
KEPT = ("setup", "answer", "test")  # roles of the light lesson's cells
SAMPLE_SECONDS = 0.2  # between looks at memory


# Classes


def released(root, slug, *, light=False):
    """A course of one lesson in `root`, released, and its student notebook as JSON."""
    from classroom_helpers import copy_course

    from coursekit.classroom import Classroom

    project = project_course()
    course = copy_course(project, root, [] if light else [slug])
    if light:
        notebook = json.loads(project.notebook(project.solutions, "01_likelihood").read_text())
        cells = notebook["cells"]
        notebook["cells"] = [c for c in cells if role(c) in KEPT]
        path = course.notebook(course.solutions, slug)
        path.parent.mkdir()
        path.write_text(json.dumps(notebook), "utf-8")
    Classroom(course).release(slug)
    path = course.notebook(course.classroom / "release", slug)
    return course, json.loads(path.read_text("utf-8"))


def role(cell):
    marks = cell["metadata"].get("nbgrader")
    if cell["cell_type"] != "code" or not marks:
        return None
    return "answer" if marks["solution"] else "test" if marks["grade"] else "setup"


def project_course():
    from coursekit.paths import Course

    return Course(HERE.parent)


def class_of(base, notebook, slug, root, count):
    """A copy of the class in `root` with `count` students, each with sample answers by lot."""
    from classroom_helpers import coded_exercises

    from coursekit.answers import load
    from coursekit.paths import Course

    course, project = Course(root), project_course()
    shutil.copytree(base.root, root)
    lesson = "01_likelihood" if slug == LIGHT else slug
    answers = {name: load(project, lesson, name) for name in coded_exercises(project, lesson)}
    draw = random.Random(0)
    for number in range(count):
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in answers:
                cell["source"] = draw.choice(answers[name]).source
        folder = course.classroom / "submitted" / f"student-{number:04}"
        path = course.notebook(folder, slug)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), "utf-8")
        (path.parent / "timestamp.txt").write_text("2026-01-01 12:00:00.000000 UTC")
    return course


# What is measured, each in a process of its own


def stock(root, slug):
    """Grade a class as `nbgrader autograde` does."""
    import logging
    import warnings

    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import SAWarning

    from coursekit.classroom import configuration
    from coursekit.paths import Course

    warnings.filterwarnings("ignore", category=SAWarning)
    quiet = logging.Logger("nbgrader", logging.CRITICAL)
    config = configuration(Course(Path(root)))
    coursedir = CourseDirectory(config=config, log=quiet, assignment_id=slug)
    converter = Autograde(coursedir=coursedir, config=config, log=quiet)
    started = time.time()
    converter.start()
    return {"started": started, "ended": time.time()}


def ours(root, slug, workers):
    """Grade a class as `course grade` does; the seconds of each step, in the order of ending."""
    from coursekit.grading.run import Grader
    from coursekit.paths import Course

    class Steps:
        def __init__(self):
            self.seconds = []

        def say(self, text):
            pass

        def plan(self, waiting, current):
            pass

        def done(self, graded, result, restore, record):
            step = {"restore": restore, "execute": result.seconds, "record": record}
            self.seconds.append(step)

    steps, grader = Steps(), Grader(Course(Path(root)), workers=workers)
    started = time.time()
    grader.grade([slug], show=steps)
    return {"started": started, "ended": time.time(), "steps": steps.seconds}


def bare(root, slug):
    """Compile and run the cells of each submission in this process, one after the other."""
    import contextlib
    import io

    importlib.import_module("matplotlib.pyplot")  # warm, as the sandbox is
    import numpy as np
    from nbgrader.api import Gradebook

    from coursekit.grading.job import Limits
    from coursekit.grading.restore import load_assignment, make_job, restore
    from coursekit.paths import Course

    course, seconds = Course(Path(root)), []
    os.environ["COURSE_SEED"] = SEED
    with Gradebook(f"sqlite:///{course.classroom}/gradebook.db", "loss-functions") as gradebook:
        assignment = load_assignment(gradebook, course, slug)
    for folder in sorted((course.classroom / "submitted").iterdir()):
        restored = restore(assignment, folder / slug)
        job = make_job(assignment, folder.name, restored, Limits(), SEED)
        start, names = time.perf_counter(), {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for cell in job.cells:
                with contextlib.suppress(Exception), np.printoptions():
                    exec(compile(cell.source, f"<{cell.id}>", "exec"), names)
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds[1:]}  # without the first, which imports


MEASURED = {"stock": stock, "ours": ours, "bare": bare}


def measure(what, course, slug, *extra, memory=None):
    """What a process that runs MEASURED[what] reports, with its seconds from start to end."""
    from coursekit.execute import PINNED

    command = [sys.executable, __file__, "--serve", what, str(course.root), slug, *map(str, extra)]
    environment = {**os.environ, **PINNED, "COURSE_SEED": SEED, "JUPYTER_PLATFORM_DIRS": "1"}
    environment["PYTHONPATH"] = str(HERE.parent)
    # In the class's folder, because SQLAlchemy, alembic and kernels leave things where they start.
    start = time.time()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=course.root
    ) as process:
        watch = threading.Thread(target=sample, args=(process.pid, memory), daemon=True)
        if memory is not None:
            watch.start()
        text = process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{what} ended with {process.returncode}")
    found = json.loads(text.splitlines()[-1])
    if "ended" in found:
        found |= {"whole": time.time() - start, "work": found["ended"] - found["started"]}
    return found


def sample(pid, peaks):
    """Keep the peaks of resident memory of a process and all it started, until it ends."""
    import psutil

    while psutil.pid_exists(pid):
        time.sleep(SAMPLE_SECONDS)
        held = []
        try:
            whole = psutil.Process(pid)
            for one in [whole, *whole.children(recursive=True)]:
                held.append(one.memory_info().rss)
            peaks["coordinator"] = max(peaks.get("coordinator", 0), held[0])
            peaks["largest"] = max(peaks.get("largest", 0), *held)
            peaks["sum"] = max(peaks.get("sum", 0), sum(held))
            peaks["processes"] = max(peaks.get("processes", 0), len(held))
        except psutil.Error:
            continue  # one has just ended


def marks(course):
    """{(student, cell id): automatic score} of a class."""
    import sqlite3
    from contextlib import closing

    rows = """
        SELECT sa.student_id, b.name, g.auto_score
        FROM grade g JOIN base_cell b ON b.id = g.cell_id
        JOIN submitted_notebook sn ON sn.id = g.notebook_id
        JOIN submitted_assignment sa ON sa.id = sn.assignment_id"""
    with closing(sqlite3.connect(course.classroom / "gradebook.db")) as book:
        return {(student, name): score for student, name, score in book.execute(rows)}


# The tables


def light_lines(base, notebook, tmp, options):
    """The light class: stock, ours with one and two workers, growth, memory. Then the ratio."""
    few, main = options.stock, options.sizes[1]
    theirs = class_of(base, notebook, LIGHT, tmp / "stock", few)
    plain = measure("bare", theirs, LIGHT)["seconds"]
    progress(f"light class, stock nbgrader on {few} submissions")
    old = measure("stock", theirs, LIGHT)
    found, peaks = {}, {}
    for workers, size in [(1, main), *((2, size) for size in options.sizes)]:
        progress(f"light class, {size} submissions, {workers} workers")
        course = class_of(base, notebook, LIGHT, tmp / "ours", size)
        watched = {} if size == options.sizes[-1] else None
        found[workers, size] = measure("ours", course, LIGHT, workers, memory=watched)
        peaks = watched or peaks
        if size == main:
            same = marks(course)
            for key, score in marks(theirs).items():
                if same[key] != score:
                    raise SystemExit(f"{key}: stock gives {score}, ours {same[key]}")
        shutil.rmtree(course.root)
    yield (
        f"Light class: lesson 01 with only its {len(notebook['cells'])} setup, answer and test "
        f"cells, random sample answers;"
    )
    yield f"the bare run of these cells in one process takes {1e3 * median(plain):.0f} ms (median)"
    yield ""
    yield f"{'':24}{'submissions':>12}{'s each, whole':>15}{'s each, no start-up':>21}{'ratio':>8}"
    count = len({student for student, _ in marks(theirs)})
    assert count == few, f"stock graded {count} of {few}"
    each = old["work"] / few
    yield row("stock nbgrader", few, old, each)
    for (workers, size), one in found.items():
        yield row(name_of(workers), size, one, each)
    yield ""
    yield f"Marks of the first {few} students are the same in stock and ours, cell by cell."
    yield "Start-up is the import of the program; the interpreters that ours starts count as work."
    yield ""
    yield from split_lines(found)
    yield ""
    gib = {name: size / 2**20 for name, size in peaks.items() if name != "processes"}
    yield (
        f"Peak of resident memory, {options.sizes[-1]} submissions, 2 workers: coordinator "
        f"{gib['coordinator']:.0f} MiB, largest process {gib['largest']:.0f} MiB, sum of all "
        f"{peaks['processes']} {gib['sum']:.0f} MiB (pages that forks share count in each)"
    )
    options.last = f"ratio against stock: {each / (found[2, main]['work'] / main):.1f}"


def name_of(workers):
    return f"ours, {workers} worker{'s' * (workers > 1)}"


def row(name, size, one, stock_each):
    whole, work = one["whole"] / size, one["work"] / size
    return f"{name:24}{size:12}{whole:15.3f}{work:21.3f}{stock_each / work:8.1f}"


def split_lines(found):
    names = ("restore", "execute", "record")
    head = "".join(f"{name:>10}" for name in names)
    yield f"{'ms a submission (median)':24}{'submissions':>12}{head}"
    for (workers, size), one in found.items():
        values = (1e3 * median(step[name] for step in one["steps"]) for name in names)
        yield f"{name_of(workers):24}{size:12}" + "".join(f"{value:10.1f}" for value in values)


def real_lines(tmp, options):
    """Whole lessons: time above the bare run of their cells, one worker."""
    yield f"Whole lessons, {options.students} students, 1 worker, ms a submission (mean, warm)"
    columns = ("bare", "restore", "execute", "record", "above the bare run")
    yield f"{'':30}" + "".join(f"{name:>{len(name) + 3}}" for name in columns)
    for slug in options.lessons:
        progress(slug)
        base, notebook = released(tmp / "base" / slug, slug)
        course = class_of(base, notebook, slug, tmp / "ours", options.students)
        plain = 1e3 * mean(measure("bare", course, slug)["seconds"])
        steps = measure("ours", course, slug, 1)["steps"][1:]  # the first starts interpreters
        took = [1e3 * mean(s[name] for s in steps) for name in ("restore", "execute", "record")]
        values = [plain, *took, sum(took) - plain]
        cells = "".join(f"{v:{len(name) + 3}.1f}" for v, name in zip(values, columns, strict=True))
        yield f"{slug:30}{cells}"
        shutil.rmtree(course.root)


def machine_lines():
    from bench import processor
    from nbgrader import __version__

    yield f"{processor()}, {os.cpu_count()} processors, {platform.system()}"
    yield f"Python {platform.python_version()}, nbgrader {__version__}"
    load = os.getloadavg()[0]
    yield f"load before the run: {load:.1f}" + (" (NOT IDLE)" if load > 0.5 else "")


def progress(text):
    print(f"... {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small classes, two lessons")
    parser.add_argument("--stock", type=int, default=30, help="submissions that stock grades")
    parser.add_argument("--sizes", type=int, nargs=3, default=[50, 200, 1000])
    parser.add_argument("--students", type=int, default=12, help="of each whole lesson")
    parser.add_argument("--serve", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        what, root, slug, *workers = options.serve
        print(json.dumps(MEASURED[what](root, slug, *map(int, workers))))
        return
    options.lessons = project_course().slugs()
    if options.quick:
        options.stock, options.sizes, options.students = 4, [6, 12, 24], 4
        options.lessons = options.lessons[:2]
    lines = [*machine_lines(), ""]
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        tmp = Path(folder)
        base, notebook = released(tmp / "base" / LIGHT, LIGHT, light=True)
        lines += [*light_lines(base, notebook, tmp, options), ""]
        lines += [*real_lines(tmp, options), ""]
    lines.append(options.last)
    text = "\n".join(lines) + "\n"
    if not options.quick:
        (HERE / "grading.txt").write_text(text, "utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
