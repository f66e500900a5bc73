"""The index of asked questions: every question has a section, and every link leads to it."""

import re

import pytest

from coursekit.build import build, check
from coursekit.errors import LessonError
from coursekit.paths import Course
from coursekit.questions import PAGE, anchor, problems_of, questions_page
from coursekit.source import read_lesson

QUESTION = '{"id": "LQ1", "question": "Why | what?", "lang": "en", "topic": "tiny", "frequency": 2}'


@pytest.fixture
def asked(tiny, edit):
    """The tiny course with one question, answered in its derivation."""
    (tiny.lessons / "questions.jsonl").write_text(QUESTION + "\n", "utf-8")
    source = tiny.source("07_tiny")
    text = re.sub(
        r"topics: \[.*\]", "topics: [tiny]\n  answers: {LQ1: Derivation}", source.read_text()
    )
    source.write_text(text, "utf-8")
    return tiny


def lessons(course):
    return [read_lesson(course, slug) for slug in course.slugs()]


def test_every_question_of_the_course_has_a_section():
    course = Course.find(__file__)
    assert list(problems_of(course, lessons(course))) == []


def test_every_link_of_the_page_leads_to_a_heading():
    course = Course.find(__file__)
    links = re.findall(r"\]\(([^)#]+)#([^)]+)\)", (course.root / PAGE).read_text("utf-8"))
    assert links
    for path, fragment in links:
        text = (course.root / path).read_text("utf-8")
        assert fragment in {anchor(h) for h in re.findall(r"(?m)^#{2,3} (.+)$", text)}


def test_page_links_a_question_to_its_section(asked):
    page = questions_page(asked, lessons(asked))
    assert "1 of\n1 in the topics" in page
    assert "| 2 | Why \\| what? (LQ1) | [7: Derivation](lessons/07_tiny.md#derivation) |" in page


def test_build_writes_the_page_and_check_compares_it(asked):
    build(asked)
    assert check(asked) == []
    (asked.root / PAGE).write_text("old", "utf-8")
    assert [str(problem) for problem in check(asked)] == [
        f"{PAGE}: differs from the lessons; run `course build`"
    ]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("{}", "LQ1 (tiny) has no section in any lesson's `answers`"),
        ("{LQ1: Elsewhere}", "`answers` sends LQ1 to `Elsewhere`, which is not one heading"),
        ("{LQ1: Derivation, LQ2: See it}", "`answers` names LQ2, which is no question of its"),
    ],
)
def test_question_without_its_section_is_named(asked, answers, message):
    source = asked.source("07_tiny")
    text = source.read_text("utf-8").replace("{LQ1: Derivation}", answers)
    source.write_text(text, "utf-8")
    assert any(message in str(problem) for problem in problems_of(asked, lessons(asked)))


def test_course_without_questions_has_no_page(tiny):
    build(tiny)
    assert not (tiny.root / PAGE).exists()


@pytest.mark.parametrize(
    ("heading", "fragment"),
    [
        ("Two classes: log-sigmoid, and more", "two-classes-log-sigmoid-and-more"),
        ("Which one? $H(p)$", "which-one-hp"),
    ],
)
def test_anchor_is_that_of_github(heading, fragment):
    assert anchor(heading) == fragment


def test_lesson_that_fails_leaves_the_page_alone(asked):
    build(asked)
    page = (asked.root / PAGE).read_text("utf-8")
    source = asked.source("07_tiny")
    source.write_text(source.read_text("utf-8").replace("## See it", "## See"), "utf-8")
    with pytest.raises(LessonError):
        build(asked)
    assert (asked.root / PAGE).read_text("utf-8") == page
