"""An author's slip gets a message with file, line and cell, and never a traceback."""

import random
import re

import pytest
from click.testing import CliRunner

from coursekit import cli
from coursekit.build import check
from coursekit.errors import CourseError
from coursekit.new import new_lesson
from coursekit.source import read_lesson

SLIPS = {
    "words after +++": ("## See it", "+++ words\n\n## See it", r":\d+: .*only a JSON object"),
    "broken JSON": ('+++ {"role": "written", "points": 2}', '+++ {"role": }', r":\d+: .*JSON|read"),
    "unknown role": (":role: setup", ":role: set-up", r"needs `role` to be one of .*got 'set-up'"),
    "no role": (":role: setup\n", "", r"got None"),
    "unknown key": (":role: setup", ":role: setup\n:points: 3", r"unknown keys \['points'\]"),
    "unclosed solution": (
        "    ### END SOLUTION\n",
        "",
        r":\d+, cell `half_square_07`: BEGIN SOLUTION on line 3 is never closed",
    ),
    "unclosed hidden tests": (
        "### END HIDDEN TESTS\n",
        "",
        r"cell `test_half_square_07`: BEGIN HIDDEN TESTS on line \d is never closed",
    ),
    "end without begin": (
        "    ### BEGIN SOLUTION\n",
        "",
        r"END SOLUTION on line 4 was never begun",
    ),
    "solution in a plain cell": (
        'print("loss at x',
        '### BEGIN SOLUTION\nprint("loss at x',
        r"belongs in a cell of role answer",
    ),
    "missing hint": ("<summary>Hint 2", "<summary>Tip", r"needs two hints in <details>, has 1"),
    "unclosed details": ("</details>", "", r"a <details> is never closed"),
    "solution in a hint": (
        "One line: a constant, times a power.",
        "`return 0.5 * np.square(x)`",
        r"gives the solution away: `0.5 \* np.square\(x\)`",
    ),
    "solution in the prompt": (
        "same shape.",
        "same shape: `return 0.5*np.square( x )`.",
        r"gives the solution away",
    ),
    "solution in a visible check": (
        "visible_checks_passed(half",
        "# return 0.5 * np.square(x)\nvisible_checks_passed(half",
        r"gives the solution away",
    ),
    "no hidden tests": (
        "### BEGIN HIDDEN TESTS\n",
        "### hidden\n",
        r"END HIDDEN TESTS on line \d+ was never begun",
    ),
    "test ends in a value": (
        "### BEGIN HIDDEN TESTS",
        "1.0\n### BEGIN HIDDEN TESTS",
        r"ends in a value",
    ),
    "syntax error in a test": ("check(half_square_07, np", "check((half_square_07, np", r"line \d"),
    "points missing": (":points: 1\n", "", r"`points` must be a positive whole number, got None"),
    "points are text": (":points: 1", ":points: one", r"`points` .* got 'one'"),
    "difficulty out of range": ('"difficulty": 1', '"difficulty": 9', r"must be 1 to 5, got 9"),
    "minutes missing": ('"minutes": 10, ', "", r"missing \['minutes'\]"),
    "too few minutes": (
        "  minutes: 60",
        "  minutes: 10",
        r"at least the 20 of its exercises, got 10",
    ),
    "unknown question": ('"asked": []', '"asked": ["LQ999"]', r"names LQ999"),
    "bad id": ('"half_square_07"', '"Half-Square"', r"lower-case Python name"),
    "tags are no list": (
        ":role: demo",
        ":role: demo\n:tags: slow",
        r":\d+: .*options.*'slow' is not",
    ),
    "asked is no list": (
        '"asked": []',
        '"asked": 3',
        r"`asked` must be a list of question ids, got 3",
    ),
    "front matter without facts": ("  minutes: 60\n  topics: []\n", "", r"minutes.*got None"),
    "kernelspec without name": ("  name: python3\n", "", r"front matter.*'name' is a required"),
    "section missing": ("## Find the bug", "## Bugs", r"section `## Find the bug` is missing"),
    "sections out of order": ("## See it", "## Sources\n\n## See it", r"must stand in this order"),
    "no title": ("# 7. Tiny", "Tiny", r"must open with a `# ` title"),
    "id used twice": (
        '"derive_half_square_07"',
        '"half_square_07"',
        r"exercise id `half_square_07` is used twice",
    ),
    "test outside an exercise": (
        ":role: demo\nprint",
        ":role: test\n:points: 1\nprint",
        r"this `test` cell stands outside every exercise",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_named(tiny, edit, slip):
    old, new, message = SLIPS[slip]
    edit(tiny.source("07_tiny"), old, new)
    said = "\n".join(map(str, check(tiny)))
    assert said.startswith("lessons/07_tiny.md:")
    assert re.search(message, said), said


def test_skeleton_has_no_slip_but_is_not_built(tiny):
    lesson, sheet = map(str, check(tiny))
    assert "solutions/07_tiny/tiny.ipynb: is missing or unreadable" in lesson
    assert "cheatsheet.html: differs from the lessons" in sheet


def test_id_taken_by_another_lesson_is_named(tiny, edit):
    new_lesson(tiny, "08_other")
    edit(tiny.source("08_other"), '"half_square_08"', '"half_square_07"')
    said = "\n".join(map(str, check(tiny)))
    assert "lessons/08_other.md:" in said
    assert "exercise id `half_square_07` is taken by lessons/07_tiny.md" in said


def test_lesson_that_is_not_utf8_is_named(tiny):
    tiny.source("07_tiny").write_bytes(b"---\n---\n# \xff")
    with pytest.raises(CourseError, match=r"lessons/07_tiny.md is not UTF-8: byte 10"):
        read_lesson(tiny, "07_tiny")


def test_command_prints_problems_without_a_traceback(tiny, edit, monkeypatch):
    edit(tiny.source("07_tiny"), "    ### END SOLUTION\n", "")
    monkeypatch.chdir(tiny.root)
    result = CliRunner().invoke(cli.main, ["build", "--check"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("name", ["7", "07", "07_tiny"])
def test_lesson_is_found_by_number_or_name(tiny, name):
    assert tiny.select([name]) == ["07_tiny"]


def test_unknown_lesson_names_those_there_are(tiny):
    with pytest.raises(CourseError, match="no lesson `9`; there are: 07_tiny"):
        tiny.select(["9"])


@pytest.mark.parametrize("slug", ["regression", "7_x", "07_Big", "071_x"])
def test_new_lesson_refuses_a_bad_name(tiny, slug):
    with pytest.raises(CourseError, match="a lesson is called NN_slug"):
        new_lesson(tiny, slug)


def test_new_lesson_overwrites_nothing(tiny):
    with pytest.raises(CourseError, match="number 07 is taken by 07_tiny"):
        new_lesson(tiny, "07_again")


JUNK = [
    "+++",
    "+++ {",
    "```",
    "```{code-cell}",
    ":role: [",
    "---",
    ":tags: 3",
    "\0",
    "+++ []",
    ":role: test",
]


def test_no_slip_gives_a_traceback(tiny):
    """Lines dropped, cut and scrambled at random: a Problem or nothing, never another exception."""
    rng = random.Random(0)
    whole = tiny.source("07_tiny").read_text("utf-8").splitlines()
    named = 0
    for _ in range(300):
        rows = list(whole)
        place = rng.randrange(len(rows))
        rows[place : place + rng.randrange(2)] = rng.choice(
            [[], [rng.choice(JUNK)], [rows[place][:9]]]
        )
        tiny.source("07_tiny").write_text("\n".join(rows), "utf-8")
        named += bool(check(tiny)[0].message)
    assert named == 300  # at the least, that it is not built
