"""How tests/answers/ is read: as text, into sources ready to be pasted into a cell."""

import pytest

from coursekit.answers import load
from coursekit.errors import CourseError
from coursekit.paths import Course

FILE = '''"""Answers to the exercise."""

import numpy as np

BASE = 2


def helper(x):
    """Kept whole."""
    return np.log(x)


def right_plain(x):
    return helper(x)


def wrong_bits(x):
    """use the natural
    logarithm"""
    # A comment that stays.
    return wrong_bits(x - 1) if x > 9 else helper(x) / helper(BASE)
'''


@pytest.fixture
def write(tmp_path):
    course = Course(tmp_path)
    (course.answers / "01_demo").mkdir(parents=True)

    def write(text):
        (course.answers / "01_demo" / "double.py").write_text(text, "utf-8")
        return course

    return write


def test_answers_come_in_order_with_what_they_say(write):
    right, wrong = load(write(FILE), "01_demo", "double")
    assert (right.name, right.right, right.says) == ("right_plain", True, "")
    assert (wrong.name, wrong.right, wrong.says) == (
        "wrong_bits",
        False,
        "use the natural\nlogarithm",
    )


def test_source_runs_alone_under_the_name_of_the_exercise(write):
    for answer in load(write(FILE), "01_demo", "double"):
        names = {}
        exec(answer.source, names)
        assert names["double"](10.0) != names["double"](2.0)
        assert "right_" not in answer.source
        assert "wrong_" not in answer.source


def test_source_keeps_comments_and_helpers_and_drops_the_docstring(write):
    wrong = load(write(FILE), "01_demo", "double")[1]
    assert "# A comment that stays." in wrong.source
    assert '"""Kept whole."""' in wrong.source
    assert "natural" not in wrong.source
    assert "Answers to the exercise" not in wrong.source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FILE.replace("right_", "good_"), r"double\.py:1: has no function right_"),
        (FILE.replace("wrong_", "bad_"), r"double\.py:1: has no function wrong_"),
        ("import numpy as np\n\ndef right_x(:\n", r"double\.py:3: invalid syntax"),
        ("x = 1\0", r"double\.py:1: .*null byte"),
    ],
    ids=["no_right", "no_wrong", "syntax", "null_byte"],
)
def test_a_faulty_file_is_named_with_its_line(write, text, message):
    with pytest.raises(CourseError, match=message):
        load(write(text), "01_demo", "double")


def test_a_missing_file_is_named(write):
    with pytest.raises(CourseError, match=r"01_demo.none\.py: is missing"):
        load(write(FILE), "01_demo", "none")
