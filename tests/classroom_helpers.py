"""A class in an empty folder, where every sample answer is handed in and graded."""

import html
import random
import re
import shutil
from dataclasses import dataclass
from itertools import zip_longest

import nbformat

from coursekit.answers import fill, load, solved
from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.grading.run import Grader
from coursekit.lint import squeeze
from coursekit.paths import Course

SHORTEST_LINE = 12  # a shorter line, like `with hidden(`, gives nothing away

# What an instructor adds to nbgrader_config.py to grade as nbgrader does by itself. Demonstrations
# are not run, and one line an error keeps hidden tests hidden.
STOCK = """
# Stock nbgrader, without a sandbox: submissions run with the rights of whoever grades them.
del c.Autograde.autograde_preprocessors
c.OverwriteCells.add_missing_cells = False
c.Execute.skip_cells_with_tag = "demo"
c.Execute.extra_arguments = [
    "--HistoryManager.hist_file=:memory:",
    "--log-level=ERROR",
    "--InteractiveShell.xmode=Minimal",
]
"""


@dataclass(frozen=True)
class Round:
    """A graded lesson: the Answer of each student to each exercise, and each student's Mark."""

    course: Course
    slug: str
    handed_in: dict
    marks: dict

    def notebook(self, step, student):
        path = self.course.notebook(self.course.classroom / step / student, self.slug)
        return nbformat.read(path, as_version=4)

    def page(self, student):
        return page_text(self.course, student, self.slug)


def copy_course(course, root, slugs, *, stock=True):
    """A course with these lessons of `course` in `root`, and all that a class needs.

    Its `nbgrader autograde` is nbgrader's own and needs no sandbox, unless `stock` is False.
    """
    copy = Course(root)
    for folder in (copy.lessons, copy.solutions, copy.answers):
        folder.mkdir(parents=True)
    config = (course.root / "nbgrader_config.py").read_text("utf-8")
    (root / "nbgrader_config.py").write_text(config + (STOCK if stock else ""), "utf-8")
    for slug in slugs:
        shutil.copyfile(course.source(slug), copy.source(slug))
        for mine, theirs in ((copy.solutions, course.solutions), (copy.answers, course.answers)):
            shutil.copytree(theirs / slug, mine / slug)
    return copy


def coded_exercises(course, slug):
    """Names of the exercises that are graded by their checks."""
    cells = read_solution(course, slug).cells
    found = [cell.metadata.get("course", {}) for cell in cells]
    return [meta.exercise for meta in found if meta.get("role") == "answer"]


def submissions(course, slug):
    """{student: {exercise: Answer}}: few notebooks that carry every sample answer between them.

    Student `wrong-2` hands in the second wrong answer of each exercise, or a right one where there
    are fewer; `right-2` the second right answer, or an earlier one.
    """
    answers = {name: load(course, slug, name) for name in coded_exercises(course, slug)}
    right = {name: [a for a in found if a.right] for name, found in answers.items()}
    wrong = {name: [a for a in found if not a.right] for name, found in answers.items()}
    handed_in = {"untouched": {}}
    for n in range(max(map(len, right.values()), default=0)):
        handed_in[f"right-{n + 1}"] = {name: at(right[name], n) for name in answers}
    for n in range(max(map(len, wrong.values()), default=0)):
        handed_in[f"wrong-{n + 1}"] = {
            name: wrong[name][n] if n < len(wrong[name]) else at(right[name], n) for name in answers
        }
    return handed_in


def at(found, n):
    return found[n % len(found)]


def more_submissions(course, slug, count=None):
    """{student: {exercise: Answer}} that carry the answers of more/, or a sample of them."""
    answers = {name: load(course, f"{slug}/more", name) for name in coded_exercises(course, slug)}
    for found in answers.values():
        random.Random(slug).shuffle(found)
    rows = list(zip_longest(*answers.values()))[:count]
    return {
        f"more-{n + 1}": {name: a for name, a in zip(answers, row, strict=True) if a is not None}
        for n, row in enumerate(rows)
    }


def hand_in(classroom, slug, handed_in):
    """Release a lesson and hand in a notebook for each student of {student: {exercise: Answer}}."""
    classroom.release(slug)
    course = classroom.course
    written = solved(read_solution(course, slug))
    for student, answers in handed_in.items():
        sources = {name: answer.source for name, answer in answers.items()}
        hand_in_one(classroom, slug, student, {**written, **sources} if answers else {})


def hand_in_one(classroom, slug, student, sources):
    """Hand in the released notebook with these sources by cell id; returns its path."""
    course = classroom.course
    desk = course.classroom / "students" / student
    shutil.copytree(course.classroom / "release" / slug, desk / slug)
    path = course.notebook(desk, slug)
    nbformat.write(fill(nbformat.read(path, as_version=4), sources), path)
    classroom.hand_over(student, slug, desk)
    return course.notebook(course.classroom / "submitted" / student, slug)


def grade_everything(course, slug):
    """Release a lesson, hand in every sample answer, grade all, and write all feedback.

    Without walls: these answers mean no harm, and bubblewrap may be missing.
    """
    classroom, handed_in = Classroom(course), submissions(course, slug)
    hand_in(classroom, slug, handed_in)
    Grader(course, walled=False, workers=1).grade((slug,))
    for student in handed_in:
        classroom.feedback(student, slug)
    marks = {mark.student: mark for mark in classroom.marks(slug)}
    return Round(course, slug, handed_in, marks)


def page_text(course, student, slug):
    """What a reader sees of a student's feedback, without white space."""
    path = course.notebook(course.classroom / "feedback" / student, slug).with_suffix(".html")
    text = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", "", path.read_text("utf-8"))
    return squeeze(html.unescape(text))


def hidden_lines(solution):
    """Every line of hidden tests that is long enough to matter, without white space."""
    for cell in solution.cells:
        for region in re.findall(r"(?s)BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN", cell.source):
            yield from (
                squeeze(line) for line in region.splitlines() if len(line.strip()) >= SHORTEST_LINE
            )
