"""class/marks.html: how a class did, lesson by lesson, on one page that needs no network.

The page is made from Marks (the gradebook) and, as far as there are any, from journal entries of
grading: {assignment: {student: {"status", "reason", "outcomes", "flags", "notes", ...}}}.
"""

import os
import re
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from statistics import mean, median

import nbformat
from jinja2 import Environment

PAGE = "marks.html"
BINS = 10
MOST, LONGEST = 12, 200  # failures listed a lesson; characters of a message
UNREMARKABLE = ("graded", "not attempted")

# What becomes of an exercise, in the order of the bars: the colour, and that of text on it. The
# colours are those of Okabe and Ito; each part of a bar also carries its number.
KINDS = {
    "solved": ("#0072b2", "#fff"),
    "graded by hand": ("#56b4e9", "#000"),
    "waits for a grade": ("#f0e442", "#000"),
    "partly solved": ("#009e73", "#fff"),
    "wrong": ("#e69f00", "#000"),
    "raised an error": ("#d55e00", "#fff"),
    "timed out": ("#cc79a7", "#000"),
    "not solved": ("#8c6d46", "#fff"),  # where no journal says why
    "not readable": ("#000", "#fff"),
    "not attempted": ("#d8d8d8", "#000"),
}
REFUSED = "refused"  # nothing of the notebook could be read
CALLED = {
    "raised": "raised an error",
    REFUSED: "not readable",
}  # outcomes of grading that have another name here


def journal(course, assignments):
    """{assignment: {student: journal entry}}: what grading left, as plain values."""
    from coursekit.grading.folders import Journal

    book = Journal(course.classroom / "grading")
    return {
        name: {
            entry.student: {**asdict(entry), "status": entry.status.value}
            for entry in book.all(name)
        }
        for name in assignments
    }


def write_marks_page(course, marks, entries=None):
    """Write class/marks.html and return its path. `marks` are those of all lessons."""
    slugs = list(dict.fromkeys(mark.lesson for mark in marks))
    titles = {slug: released_titles(course, slug) for slug in slugs}
    path = course.classroom / PAGE
    partial = path.with_suffix(".partial")
    partial.write_text(marks_page(marks, entries or {}, titles), "utf-8")
    os.replace(partial, path)
    return path


def marks_page(marks, entries, titles):
    """The page. `titles` is {lesson: {exercise: title, None: the lesson's own}}."""
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files("coursekit").joinpath("templates/marks.html").read_text("utf-8")
    )
    lessons = list(dict.fromkeys(mark.lesson for mark in marks))
    parts = [
        lesson_part(
            slug,
            [mark for mark in marks if mark.lesson == slug],
            entries.get(slug, {}),
            titles.get(slug, {}),
        )
        for slug in lessons
    ]
    students = len({mark.student for mark in marks})
    made = f"{datetime.now():%Y-%m-%d %H:%M}"
    return template.render(parts=parts, kinds=KINDS, students=students, made=made)


def released_titles(course, slug):
    """{exercise: its title, None: the lesson's}, as the class was given them."""
    path = course.notebook(course.classroom / "release", slug)
    cells = nbformat.read(path, as_version=4).cells
    found = {None: cells[0].source.partition("\n")[0].removeprefix("# ")}
    for cell in cells:
        meta = cell.metadata.get("course", {})
        if meta.get("role") == "prompt":
            first = cell.source.partition("\n")[0]
            found[meta["exercise"]] = first.removeprefix("### Exercise ")
    return found


def lesson_part(slug, marks, entries, titles):
    """What the template shows of one lesson."""
    shares = [share for mark in marks if (share := _share(mark)) is not None]
    exercises = list(dict.fromkeys(name for mark in marks for name in mark.points))
    rows = [_exercise(name, marks, entries, titles) for name in exercises]
    return {
        "slug": slug,
        "title": titles.get(None, slug),
        "count": len(marks),
        "waiting": sum(mark.to_grade for mark in marks),
        "mean": f"{mean(shares):.0f}" if shares else None,
        "median": f"{median(shares):.0f}" if shares else None,
        "histogram": _histogram(shares),
        "exercises": rows,
        "kinds": {kind for row in rows for kind, *_ in row["parts"]},
        "failures": _failures(entries, titles),
        "odd": [
            (student, entry["status"], entry.get("reason", ""))
            for student, entry in sorted(entries.items())
            if entry.get("status") not in UNREMARKABLE
        ],
        "flagged": [
            (student, cell, list(sentences))
            for student, entry in sorted(entries.items())
            for cell, sentences in entry.get("flags", {}).items()
        ],
        "notes": [
            (student, list(entry["notes"]))
            for student, entry in sorted(entries.items())
            if entry.get("notes")
        ],
    }


def _share(mark):
    """Percent of the points that have been given or refused; None where all wait for a person."""
    possible = sum(mark.maximum[name] for name, got in mark.points.items() if got is not None)
    return 100 * mark.total / possible if possible else None


def _histogram(shares):
    """[(label, count, height in percent of the highest bar)]; 100 belongs to the last bar."""
    counts = Counter(min(int(share * BINS // 100), BINS - 1) for share in shares)
    highest = max(counts.values(), default=1)
    width = 100 // BINS
    return [
        (f"{n * width}-{(n + 1) * width}", counts[n], 100 * counts[n] / highest)
        for n in range(BINS)
    ]


def _exercise(name, marks, entries, titles):
    """A bar: the parts that are not empty, as (kind, count, percent, start in percent)."""
    said = {student: entry.get("outcomes", {}).get(name) for student, entry in entries.items()}
    said = {student: outcome[0] for student, outcome in said.items() if outcome}
    said |= {student: REFUSED for student in entries if entries[student].get("status") == REFUSED}
    by_hand = any(mark.points.get(name, 0) is None for mark in marks) or any(
        status.startswith("written") for status in said.values()
    )
    counts = Counter(_kind(mark, name, said.get(mark.student, ""), by_hand) for mark in marks)
    start, parts = 0.0, []
    for kind in KINDS:
        if counts[kind]:
            percent = 100 * counts[kind] / len(marks)
            parts.append((kind, counts[kind], percent, start))
            start += percent
    share = "by hand" if by_hand else f"{100 * counts['solved'] / len(marks):.0f} %"
    return {"title": titles.get(name, name), "share": share, "parts": parts}


def _kind(mark, name, status, by_hand):
    """What became of one student's exercise: by the gradebook, and why by the journal."""
    points, maximum = mark.points.get(name, 0), mark.maximum.get(name, 0)
    if points is None:
        return "waits for a grade"
    if by_hand and status != REFUSED:
        return "graded by hand" if points or status.startswith("written") else "not attempted"
    if points >= maximum:
        return "solved"
    if points > 0:
        return "partly solved"
    status = CALLED.get(status, status)
    return status if status in KINDS and status != "solved" else "not solved"


def _failures(entries, titles):
    """[(title, message, count)]: the commonest first."""
    counts = Counter()
    for entry in entries.values():
        for name, (status, message) in entry.get("outcomes", {}).items():
            if status in ("wrong", "raised", "timed out"):
                counts[name, likely(message) or status] += 1
    return [
        (titles.get(name, name), message, count)
        for (name, message), count in counts.most_common(MOST)
    ]


def likely(message):
    """The likely mistake that a message names, else its first line."""
    found = re.search(r"(?m)^ +likely +(.*)$", message)
    text = found[1] if found else message.strip().partition("\n")[0]
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
