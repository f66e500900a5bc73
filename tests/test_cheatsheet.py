"""The cheat sheet: every lesson's rows on one page, which needs no network, and its print."""

import re

import pytest

from coursekit import cheatsheet
from coursekit.build import build, check
from coursekit.cheatsheet import COLUMNS, PAGE, PRINT, cheatsheet_page, problems_of, with_formulas
from coursekit.errors import LessonError
from coursekit.paths import Course
from coursekit.source import read_lesson

ROW = "gradient: 'by the logits: $q - p$'"


def lessons(course):
    return [read_lesson(course, slug) for slug in course.slugs()]


def test_every_lesson_has_its_rows_on_the_page():
    course = Course.find(__file__)
    page = (course.root / PAGE).read_text("utf-8")
    assert page == cheatsheet_page(lessons(course))
    for lesson in lessons(course):
        for row in lesson.facts["cheatsheet"]:
            assert str(with_formulas(row["name"])) in page
    assert page.count('<td class="formula">') == sum(
        len(lesson.facts["cheatsheet"]) for lesson in lessons(course)
    )


def test_page_needs_no_network():
    page = (Course.find(__file__).root / PAGE).read_text("utf-8")
    assert not re.search(r"<script|<link|<img|url\(|@import|src=", page)


def test_print_belongs_to_the_page():
    assert cheatsheet.is_printed(Course.find(__file__))


def test_formulas_become_mathml_and_the_rest_is_escaped():
    text = str(with_formulas(r"a < b: ($\log q_c$), and $\infty$"))
    assert text.startswith("a &lt; b: (")
    assert text.count("<math") == 2
    assert '<mi>log</mi><mspace width="0.167em" />' in text
    assert "<mi>&#x0221E;</mi>" in text
    assert "$" not in text


def test_build_writes_the_page_and_check_compares_it(tiny, edit, monkeypatch):
    printed, print_page = [], cheatsheet._print
    monkeypatch.setattr(
        cheatsheet, "_print", lambda *given: (printed.append(1), print_page(*given))
    )
    build(tiny)
    build(tiny)
    assert check(tiny) == []
    assert printed == [1]
    edit(tiny.source("07_tiny"), ROW, "gradient: none")
    assert f"{PAGE}: differs from the lessons; run `course build`" in map(str, check(tiny))
    build(tiny)
    assert printed == [1, 1]


def test_without_a_browser_the_build_says_that_the_print_is_old(tiny, monkeypatch):
    monkeypatch.setattr(cheatsheet.shutil, "which", lambda name: None)
    said = []
    build(tiny, say=said.append)
    assert (tiny.root / PAGE).exists()
    assert any(line.startswith(f"{PRINT} is older than {PAGE}") for line in said)
    (problem,) = check(tiny)
    assert str(problem) == f"{PRINT}: is not the print of {PAGE}; install chromium and run " + (
        "`course build`"
    )


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("", "a cheat-sheet row must have the keys name, formula, gradient"),
        ("gradient: ''", "`gradient` must be text with paired $"),
        ("gradient: 3", "`gradient` must be text with paired $"),
        ("gradient: '$q - p'", "`gradient` must be text with paired $"),
    ],
)
def test_row_that_cannot_stand_is_named(tiny, edit, new, message):
    edit(tiny.source("07_tiny"), ROW, new)
    (problem,) = problems_of(read_lesson(tiny, "07_tiny"))
    assert message in str(problem)


def test_lesson_without_rows_is_refused(tiny):
    source = tiny.source("07_tiny")
    text = re.sub(r"  cheatsheet:\n(    .*\n)+", "", source.read_text("utf-8"))
    source.write_text(text, "utf-8")
    with pytest.raises(LessonError, match="must list a row for each loss"):
        build(tiny)


def test_columns_are_those_of_the_template(tiny):
    build(tiny)
    page = (tiny.root / PAGE).read_text("utf-8")
    for heading in COLUMNS.values():
        assert f"<th>{heading}</th>" in page
    assert page.count("<col class=") == len(COLUMNS)
