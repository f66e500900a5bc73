"""Every right answer in tests/answers/ gets all points of its exercise; every wrong one loses some.

The real cells run: the lesson's setup cells, the answer in its cell, then the test cells.
"""

import contextlib
import io
import linecache

import pytest

from coursekit import answers
from coursekit.build import build, read_solution
from coursekit.paths import Course
from coursekit.source import read_lesson

COURSE = Course.find(__file__)
LESSONS = {slug: read_lesson(COURSE, slug) for slug in COURSE.slugs()}
EXERCISES = [
    (slug, exercise)
    for slug, lesson in LESSONS.items()
    for exercise in lesson.exercises
    if exercise.of_role("test")
]


def every_answer(slug, name):
    """The answers of an exercise, and those in more/, by readers of the student notebook alone."""
    found = answers.load(COURSE, slug, name)
    if (COURSE.answers / slug / "more" / f"{name}.py").exists():
        found += answers.load(COURSE, f"{slug}/more", name)
    return found


ANSWERS = [
    pytest.param(slug, exercise, answer, id=f"{slug}-{exercise.name}-{answer.name}")
    for slug, exercise in EXERCISES
    for answer in every_answer(slug, exercise.name)
]


def execute(source, namespace, name):
    """Run one cell as a kernel would, so that error messages can quote its lines."""
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, filename, "exec"), namespace)


def prepared(slug, course=COURSE):
    """The namespace after the lesson's setup cells."""
    namespace = {"__name__": "__main__"}
    for cell in read_solution(course, slug).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("setup_"):
            execute(cell.source, namespace, "setup")
    return namespace


def messages(slug, exercise, answer, course=COURSE):
    """What each test cell of the exercise says of the answer; "" where it passes."""
    namespace = prepared(slug, course)
    execute(answer.source, namespace, exercise.name)
    said = []
    for cell in exercise.of_role("test"):
        try:
            execute(cell.source, namespace, "test")
            said.append("")
        except AssertionError as error:
            said.append(str(error) or "failed")
    return said


@pytest.fixture(autouse=True)
def public_inputs(monkeypatch):
    """Those of a learner, who has no secret; the class in test_class.py has one."""
    monkeypatch.delenv("COURSE_SEED")


@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # wrong answers overflow while they are defined
@pytest.mark.parametrize(("slug", "exercise", "answer"), ANSWERS)
def test_answer_is_judged_rightly(slug, exercise, answer):
    said = messages(slug, exercise, answer)
    if answer.right:
        assert said == [""] * len(said), f"a right answer is refused:\n{said}"
        assert answer.says == "", "a right answer is told nothing: make its docstring a comment"
    else:
        assert any(said), f"a wrong answer gets all points: {answer.name}"
        assert answer.says in "\n".join(said)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("slug", "exercise"), EXERCISES, ids=lambda value: getattr(value, "name", value)
)
def test_right_answer_is_right_in_every_class(slug, exercise, monkeypatch):
    right = next(answer for answer in every_answer(slug, exercise.name) if answer.right)
    for number in range(5):
        monkeypatch.setenv("COURSE_SEED", f"class {number}")
        assert messages(slug, exercise, right) == [""] * len(exercise.of_role("test"))


@pytest.mark.parametrize(
    ("slug", "exercise"), EXERCISES, ids=lambda value: getattr(value, "name", value)
)
def test_exercise_has_enough_answers(slug, exercise):
    kinds = [answer.right for answer in answers.load(COURSE, slug, exercise.name)]
    assert kinds.count(True) >= 2
    assert kinds.count(False) >= 4


@pytest.mark.parametrize("slug", LESSONS)
def test_answers_belong_to_an_exercise(slug):
    names = {exercise.name for exercise in LESSONS[slug].exercises}
    assert {path.stem for path in (COURSE.answers / slug).rglob("*.py")} <= names


def test_skeleton_of_a_new_lesson_passes_as_it_stands(tiny):
    build(tiny)
    lesson = read_lesson(tiny, "07_tiny")
    (exercise,) = [exercise for exercise in lesson.exercises if exercise.of_role("test")]
    for answer in answers.load(tiny, "07_tiny", exercise.name):
        said = messages("07_tiny", exercise, answer, tiny)
        assert any(said) is not answer.right
        assert answer.says in "\n".join(said)
