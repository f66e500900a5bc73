"""Fixtures for the whole course: the project itself, and a small course in an empty folder."""

import os
import shutil

import numpy as np
import pytest

from coursekit import cheatsheet
from coursekit.execute import PINNED
from coursekit.new import new_lesson
from coursekit.paths import Course

os.environ.update(PINNED)  # stored outputs were made so; nbval's kernels inherit it
os.environ["COLUMNS"] = "200"  # no table is folded, however narrow the terminal
os.environ["COURSE_SEED"] = "of the tests"  # the same hidden inputs at every run


@pytest.fixture(autouse=True)
def own_print_options():
    """A lesson's cells set NumPy's print options; the next test shall not see them."""
    with np.printoptions():
        yield


@pytest.fixture(scope="session")
def project():
    return Course.find(__file__)


@pytest.fixture
def tiny(tmp_path, project, monkeypatch):
    """A course of one short lesson, 07_tiny, not yet built; its cheat sheet is never printed."""
    monkeypatch.setattr(cheatsheet.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        cheatsheet, "_print", lambda browser, page, path: path.write_bytes(page.read_bytes())
    )
    (tmp_path / "lessons").mkdir()
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(project.root / name, tmp_path)
    course = Course(tmp_path)
    new_lesson(course, "07_tiny")
    return course


@pytest.fixture
def edit():
    """edit(path, old, new): change one place of a text file."""

    def replace(path, old, new):
        text = path.read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace
