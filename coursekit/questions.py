"""QUESTIONS.md: every asked question of a lesson's topics, with the section that answers it.

A lesson names the sections in its front matter, question by question:

    lesson:
      topics: [softmax-stability]
      answers:
        LQ012: Why the logarithm must be fused
"""

import re

from coursekit.errors import Problem
from coursekit.source import read_questions

PAGE = "QUESTIONS.md"
HEADING = re.compile(r"^#{2,3} (.+)$", flags=re.M)


def questions_page(course, lessons):
    """The text of QUESTIONS.md for these lessons; None where nothing was asked."""
    asked = _asked(course, lessons)
    if not asked:
        return None
    answered = _answered(lessons)
    count = sum(question in answered for question in asked)
    lines = [
        "# Questions",
        "",
        f"Questions that were asked in interviews, and where this course answers them: {count} of",
        f"{len(asked)} in the topics of its lessons. The number is that of separate reports.",
    ]
    for topic in dict.fromkeys(row["topic"] for row in asked.values()):
        rows = [row for row in asked.values() if row["topic"] == topic]
        lines += ["", f"## {topic}", "", "| reports | question | answered in |", "|--:|---|---|"]
        for row in sorted(rows, key=lambda row: -row["frequency"]):
            links = ", ".join(_link(*place) for place in answered.get(row["id"], []))
            question = row["question"].replace("|", "\\|")
            lines.append(f"| {row['frequency']} | {question} ({row['id']}) | {links or '-'} |")
    return "\n".join(lines) + "\n"


def write_page(course, lessons):
    """Write QUESTIONS.md, where anything was asked."""
    page = questions_page(course, lessons)
    if page:
        (course.root / PAGE).write_text(page, "utf-8")


def drift(course, lessons):
    """What keeps QUESTIONS.md from being the index of these lessons."""
    yield from problems_of(course, lessons)
    page, path = questions_page(course, lessons), course.root / PAGE
    if page and (not path.exists() or path.read_text("utf-8") != page):
        yield Problem(PAGE, "differs from the lessons; run `course build`")


def problems_of(course, lessons):
    """Sections that are not there, questions that are not asked, questions without a section."""
    asked, answered = _asked(course, lessons), _answered(lessons)
    for lesson in lessons:
        headings = HEADING.findall(lesson.text)
        for question, heading in (lesson.facts.get("answers") or {}).items():
            if question not in asked or asked[question]["topic"] not in lesson.facts["topics"]:
                message = f"`answers` names {question}, which is no question of its topics"
                yield Problem(lesson.path, message, 1)
            if headings.count(heading) != 1:
                message = f"`answers` sends {question} to `{heading}`, which is not one heading"
                yield Problem(lesson.path, message, 1)
    for question, row in asked.items():
        if question not in answered:
            owner = next(x for x in lessons if row["topic"] in (x.facts.get("topics") or []))
            message = f"{question} ({row['topic']}) has no section in any lesson's `answers`"
            yield Problem(owner.path, message, 1)


def _asked(course, lessons):
    topics = [topic for lesson in lessons for topic in lesson.facts.get("topics") or []]
    questions = read_questions(course)
    order = {topic: place for place, topic in reversed(list(enumerate(topics)))}
    rows = [row for row in questions.values() if row["topic"] in order]
    rows.sort(key=lambda row: order[row["topic"]])
    return {row["id"]: row for row in rows}


def _answered(lessons):
    places = {}
    for lesson in lessons:
        for question, heading in (lesson.facts.get("answers") or {}).items():
            places.setdefault(question, []).append((lesson, heading))
    return places


def _link(lesson, heading):
    return f"[{int(lesson.slug[:2])}: {heading}]({lesson.path}#{anchor(heading)})"


def anchor(heading):
    """The fragment that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")
