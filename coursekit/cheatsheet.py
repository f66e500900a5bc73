"""cheatsheet.html and cheatsheet.pdf: the losses of every lesson on one printable page.

A lesson writes its rows in its front matter, one for each loss that it owns:

    lesson:
      cheatsheet:
        - name: Cross-entropy · 交叉熵
          formula: '$-\\sum_c p_c \\log q_c$'
          gradient: by the logits $q - p$
          range: '$[H(p), \\infty)$'
          start: '$\\ln K$ at equal logits'
          not: 'a divergence: it is $H(p)$ at $q = p$'
          trap: probabilities passed where logits belong
"""

import html
import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment
from latex2mathml.converter import convert
from markupsafe import Markup

from coursekit.errors import CourseError, Problem
from coursekit.source import version

PAGE, PRINT = "cheatsheet.html", "cheatsheet.pdf"
# The key in a lesson, and the heading of its column.
COLUMNS = {
    "name": "loss",
    "formula": "formula",
    "gradient": "gradient",
    "range": "range",
    "start": "start value",
    "not": "what it is not",
    "trap": "the trap",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def cheatsheet_page(lessons):
    """The page as HTML that needs no network: the formulas are MathML."""
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files("coursekit").joinpath("templates/cheatsheet.html").read_text("utf-8")
    )
    parts = [
        {
            "title": lesson.notebook.cells[0].source.splitlines()[0].removeprefix("# "),
            "rows": [
                [(key, with_formulas(row[key])) for key in COLUMNS]
                for row in lesson.facts["cheatsheet"]
            ],
        }
        for lesson in lessons
    ]
    content = {"columns": COLUMNS, "parts": parts}
    return template.render(**content, stamp=version(template.render(**content)))


def with_formulas(text):
    """Text as HTML, with each $formula$ as MathML that no line breaks off from its punctuation."""
    pieces = re.split(r"\$([^$]+)\$", text)
    for place, piece in enumerate(pieces):
        if place % 2:
            pieces[place] = _mathml(piece)
        else:
            glued = re.sub(r"^(?=[,;:.)])|(?<=\()$", "\N{WORD JOINER}", piece)
            pieces[place] = html.escape(glued)
    return Markup("".join(pieces))


def _mathml(formula):
    # TeX sets a thin space between a function's name and its argument; MathML does not.
    formula = re.sub(r"(\\(?:log|ln|exp)) *(?=[\\\w])", r"\1\\,", formula)
    # An operator is set with space around it. These are none.
    return re.sub(r"<mo>(max|min|&#x0221E;)</mo>", r"<mi>\1</mi>", convert(formula))


def problems_of(lesson):
    """What is wrong with the rows of a lesson."""
    rows = lesson.facts.get("cheatsheet")
    if not isinstance(rows, list) or not rows:
        message = "`lesson: cheatsheet:` must list a row for each loss that the lesson owns"
        yield Problem(lesson.path, message, 1)
        return
    for row in rows:
        if not isinstance(row, dict) or set(row) != set(COLUMNS):
            message = f"a cheat-sheet row must have the keys {', '.join(COLUMNS)}, got {row!r}"
            yield Problem(lesson.path, message, 1)
            continue
        for key, text in row.items():
            if not isinstance(text, str) or not text.strip() or text.count("$") % 2:
                message = f"cheat sheet, `{row['name']}`: `{key}` must be text with paired $"
                yield Problem(lesson.path, message, 1)


def write_page(course, lessons, say):
    """Write the page where it has changed, and print it to PDF where a browser is installed."""
    page, path = cheatsheet_page(lessons), course.root / PAGE
    if not path.exists() or path.read_text("utf-8") != page:
        path.write_text(page, "utf-8")
    if is_printed(course):
        return
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        say(f"{PRINT} is older than {PAGE}: to print it, install chromium and build again")
    else:
        _print(browser, path, course.root / PRINT)


def drift(course, lessons):
    """Where the page and its print are not what the lessons say."""
    path, mend = course.root / PAGE, "run `course build`"
    if any(any(problems_of(lesson)) for lesson in lessons):
        return  # the linter says so
    if not path.exists() or path.read_text("utf-8") != cheatsheet_page(lessons):
        yield Problem(PAGE, f"differs from the lessons; {mend}")
    elif not is_printed(course):
        yield Problem(PRINT, f"is not the print of {PAGE}; install chromium and {mend}")


def is_printed(course):
    """Whether the PDF was made from the page that lies beside it; its title holds the stamp."""
    path = course.root / PRINT
    stamp = re.search(r"<title>.*\((\w+)\)</title>", (course.root / PAGE).read_text("utf-8"))[1]
    return path.exists() and stamp.encode() in path.read_bytes()


def _print(browser, page, path):
    partial = path.with_suffix(".partial")
    # Chromium refuses its sandbox to root; the page is our own.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    options = ["--headless", "--no-pdf-header-footer", f"--print-to-pdf={partial}", *root]
    done = subprocess.run(
        [browser, *options, Path(page).as_uri()], capture_output=True, text=True, timeout=120
    )
    if done.returncode or not partial.exists():
        raise CourseError(f"{browser} could not print {page}: {done.stderr.strip()[-500:]}")
    partial.replace(path)
