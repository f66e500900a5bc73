"""`course new NN_slug`: a lesson's skeleton, its answers and claims, that builds as it stands."""

import re
from pathlib import Path

from coursekit.errors import CourseError

TEMPLATES = Path(__file__).parent / "templates"


def new_lesson(course, slug):
    """Write lessons/NN_slug.md, answers and claims; return the paths. Nothing is overwritten."""
    if not re.fullmatch(r"[0-9]{2}_[a-z][a-z0-9_]*", slug):
        raise CourseError(
            f"a lesson is called NN_slug, two digits and lower case like 07_regression; got {slug}"
        )
    taken = [other for other in course.slugs() if other[:2] == slug[:2]]
    if taken:
        raise CourseError(f"number {slug[:2]} is taken by {taken[0]}; choose a free one")
    exercise = f"half_square_{slug[:2]}"
    values = {
        "number": str(int(slug[:2])),
        "title": slug[3:].replace("_", " ").capitalize(),
        "exercise": exercise,
    }
    lesson = course.source(slug)
    answers = course.answers / slug / f"{exercise}.py"
    claims = course.claims / f"{slug}.py"
    for path, template in (
        (lesson, "lesson.md"),
        (answers, "answers.py"),
        (claims, "claims.py"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / template).read_text("utf-8").format(**values)
        path.write_text(text, "utf-8")
    return [lesson, answers, claims]
