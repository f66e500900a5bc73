"""Ruff over the code cells of lessons: each lesson goes to Ruff as a notebook and comes back."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from coursekit.errors import CourseError, Problem
from coursekit.source import read_lesson

# `l` is the running sum of the online softmax in the papers and in the lesson's equations.
IGNORED = "E741"


def format_lessons(course, names=(), *, write=True):
    """Format the code of lessons in place (or only look) and return what is left to mend."""
    problems = []
    for slug in course.select(names):
        lesson = read_lesson(course, slug)
        blocks = list(_code_blocks(course.source(slug).read_text("utf-8"), lesson))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{slug}.ipynb"
            cells = [nbformat.v4.new_code_cell("\n".join(body)) for _, body in blocks]
            nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
            _ruff(course, "format", "--quiet", str(path))
            formatted = [cell.source.splitlines() for cell in nbformat.read(path, 4).cells]
            found = json.loads(_ruff(course, "check", "--output-format=json", str(path)))
        changed = [
            (start, old, new)
            for (start, old), new in zip(blocks, formatted, strict=True)
            if old != new
        ]
        if write:
            _replace(course.source(slug), changed)
        else:
            for start, _, _ in changed:
                message = "Ruff would format this cell; run `make format`"
                problems.append(Problem(lesson.path, message, start))
        for fault in found:
            start = blocks[fault["cell"] - 1][0]
            line = start + fault["location"]["row"] - 1
            problems.append(Problem(lesson.path, f"{fault['code']} {fault['message']}", line))
    return problems


def _code_blocks(text, lesson):
    """(number of the first line of code, lines of code) of each code cell of the source."""
    rows = text.splitlines()
    for cell, line in zip(lesson.notebook.cells, lesson.lines, strict=True):
        if cell.cell_type == "code":
            start = line
            while rows[start - 1].startswith(":"):
                start += 1
            yield start, cell.source.splitlines()


def _replace(path, changed):
    rows = path.read_text("utf-8").splitlines()
    for start, old, new in sorted(changed, reverse=True):
        rows[start - 1 : start - 1 + len(old)] = new
    path.write_text("\n".join(rows) + "\n", "utf-8")


def _ruff(course, *arguments):
    program = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if program is None:
        raise CourseError("ruff is not installed; run `make test` once, which sets it up")
    config = ["--config", str(course.root / "pyproject.toml")]
    if arguments[0] == "check":
        config += ["--extend-ignore", IGNORED]
    done = subprocess.run(
        [program, *arguments, *config], capture_output=True, text=True, check=False
    )
    if done.returncode > 1 or (done.returncode and not done.stdout):
        raise CourseError(f"ruff failed: {done.stderr.strip()}")
    return done.stdout
