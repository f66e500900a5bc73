"""A class with attackers in it, graded by `course grade`: everyone else gets what they earned."""

import json

import pytest
from grading_helpers import (
    NAME,
    RIGHT,
    SLUG,
    WRONG,
    answered,
    folder_of,
    grade,
    hand_in,
    is_whole,
    new_class,
    released,
    scores,
    set_limits,
)

pytestmark = pytest.mark.system

CANARY = "CANARY-SECRET"
READ = """
import glob, os
for path in glob.glob("{root}/**", recursive=True) + ["{root}/class/gradebook.db"]:
    try:
        print("GOT", path, open(path, "rb").read())
    except OSError as error:
        print("refused", type(error).__name__)
"""
ATTACKS = {
    "eve-reads": READ,
    "eve-writes": "open('{root}/class/gradebook.db', 'w').write('')",
    "eve-signals": "import os, signal\nos.kill(0, signal.SIGINT)",
    "eve-forks": "import os\nwhile True:\n    os.fork()",
    "eve-sleeps": "import time\ntime.sleep(100)",
    "eve-prints": "while True:\n    print('x' * 1000)",
    "eve-shows": "from IPython.display import HTML, display\n"
    "display(HTML('<script>alert(1)</script><img src=x onerror=alert(1)>'))",
    "eve-crashes": "import ctypes\nctypes.string_at(0)",
    "eve-answers-falsely": "from coursekit.grading import agent\n"
    "agent.describe = lambda *_: {{'kind': 'a\\0b', 'file': [[[]]]}}",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after `course grade`, what that said, and what had been handed in."""
    course = new_class(tmp_path_factory.mktemp("class"))
    set_limits(course, cell_seconds=2, wall_seconds=6.0, memory_mib=600, workers=1)
    set_limits(course, seed=repr(CANARY))
    (course.classroom / "seed.txt").write_text(CANARY)
    hand_in(course, "ada", f"# {CANARY} of ada\n{RIGHT}")
    for student, source in ATTACKS.items():
        hand_in(course, student, WRONG + source.format(root=course.root))
        hand_in(course, f"{student}-next", RIGHT)
    _hand_in_broken_files(course)
    hand_in(course, "zoe", RIGHT)
    before = _handed_in(course)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLASS_TOKEN", CANARY)
        status, said = grade(course)
    return course, status, said, before


def _hand_in_broken_files(course):
    deep = b'{"cells": ' + b"[" * 100_000
    hand_in(course, "mallory-deep", deep)
    hand_in(course, "mallory-huge", b'{"cells": [' + b"[]," * 3_000_000)
    link = hand_in(course, "mallory-link", RIGHT)
    link.unlink()
    link.symlink_to(folder_of(course, "ada") / NAME)
    twice = answered(course, WRONG)
    twice["cells"] += released(course)["cells"]
    hand_in(course, "mallory-twice", twice)
    own = answered(course, WRONG)
    for cell in own["cells"]:
        cell["metadata"].get("nbgrader", {}).update(points=1000, grade=True, solution=True)
    hand_in(course, "mallory-points", own)


def _handed_in(course):
    paths = (course.classroom / "submitted").rglob("*")
    return {path: path.read_bytes() for path in paths if path.is_file() and not path.is_symlink()}


def test_everyone_has_the_mark_that_they_earned(graded):
    course, _, said, _ = graded
    found = scores(course)
    honest = {"ada", "zoe", *(f"{name}-next" for name in ATTACKS)}
    wanted = {student: float(student in honest) for student in found}
    assert found == wanted, said
    assert len(found) == len(honest) + len(ATTACKS) + 5
    assert is_whole(course)


def test_nothing_handed_in_was_changed(graded):
    course, _, _, before = graded
    assert _handed_in(course) == before
    assert (course.classroom / "seed.txt").read_text() == CANARY


def test_no_secret_is_in_what_a_student_can_read(graded):
    course, _, said, _ = graded
    assert CANARY not in said
    for path in (course.classroom / "autograded").glob(f"eve-*/{SLUG}/{NAME}"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        shown = json.dumps([cell.get("outputs") for cell in cells])
        assert "GOT" not in shown
        assert CANARY not in shown
        assert "<script" not in shown
