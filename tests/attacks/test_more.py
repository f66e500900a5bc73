"""Attacks on what handles a submission outside the sandbox: the coordinator, and pages to read."""

import base64
import json
import os
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from grading_helpers import RIGHT, SLUG, WRONG, grade, hand_in, new_class, scores, soon
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sqlalchemy import create_engine

from coursekit import shown
from coursekit.classroom import Classroom, Mark, write_marks
from coursekit.errors import CourseError
from coursekit.grading import database, judge, run, sanitize, settings, worker
from coursekit.grading.folders import Journal
from coursekit.grading.integrity import flags_of
from coursekit.grading.job import OWN, Cell, Limits
from coursekit.grading.run import Grader
from coursekit.grading.sandbox import Zygote, require_walls
from coursekit.grading.sanitize import clean_html, safe_outputs

# The static check runs in the coordinator, which meanwhile looks after nobody.

CODE = {
    "blank lines": "\n" * 49_000 + "#",
    "blank lines that do not parse": "x y" + "\n" * 49_000,
    "import of a long name": "import a" + ".a" * 24_000,
    "import from a long name": "from a" + ". a" * 16_000 + " import a",
    "long name over many lines": "import a" + ".\\\na" * 12_000,
    "classes within classes": "".join(f"{' ' * n}class A:\n" for n in range(98))
    + " " * 98
    + f"({'a,' * 20_000})",
    "sum": "1 +" * 16_000 + "1",
    "pictures of itself": "f'" + "{a}" * 16_000 + "'",
}


@pytest.mark.parametrize("name", CODE)
def test_code_that_takes_long_to_look_at(name):
    with soon():
        flags_of([Cell(0, "own-1", OWN, CODE[name])], frozenset({"numpy"}))


# Pages

MARKUP = {
    "elements": "<p>" + "".join(f"<b a{n}>" for n in range(150)) + "</p>" + "<p>x</p>" * 20_000,
    "attributes": f"<p><a title='{'x' * 50_000}'></p>" + "<p>x</p>" * 15_000,
}
MARKDOWN = {
    **MARKUP,
    "environments": r"\begin{a}" * 20_000,
    "displays": r"\\[" * 60_000,
    "formula again and again": f"${'x_{1}' * 700}$" + "&#xe000;0&#xe001;" * 9_000,
}


ENDS = {
    "attributes": "".join(f"<b a{n} title='</b>'>" for n in range(300)),
    "unquoted": "".join(f'<b a{n} x="\'" y=</b>' for n in range(300)),
    "comments": "<b a><!-- > </b>-->" * 300,
    "comments that are none": "<b a><!--> <b c='--></b>'>" * 300,
    "raw text": "<b a><style> > </b></style>" * 300,
    "raw text in a picture": "<svg><b a><style><b title='</style></b>'>" * 300,
    "bogus comments": "<b a><! </b>" * 300,
    "data": "<svg>" + "<b a><![CDATA[ > </b> ]]>" * 300,
}


@pytest.mark.parametrize("name", ENDS)
def test_ends_that_are_none_hide_no_depth(name):
    assert sanitize._too_deep(ENDS[name])


def test_html_with_comments_and_attributes_is_not_taken_for_deep():
    row = """<tr><td a="x'"><b>1</b></td></tr>"""
    page = f"<!-- a > b --><table title='<b>'>{row * 300}</table>"
    assert not sanitize._too_deep(page)
    assert clean_html(page).count("<b>1</b>") == 300


@pytest.mark.parametrize("part", ['<b a="', "<!--", "<a b='", "<b =", "<style>", "<?"])
def test_ends_of_what_is_never_closed_are_found_at_once(part):
    with soon():
        list(sanitize._ends(part * 60_000))


@pytest.mark.parametrize(
    "tex",
    [
        r"\def\a{x}\a",
        r"\newenvironment{a}{b}{c}",
        r"\ne\begin{equation}wcommand\a{b}",
        r"\renewcommand\a{b}",
    ],
)
def test_macros_of_formulas_are_shown_as_written(tex):
    assert shown.mathml(tex, "inline").startswith("<code>")


def test_symbols_whose_names_hold_that_of_a_macro_are_drawn():
    assert "<math" in shown.mathml(r"a \bullet b \left( \definecolor \right)", "inline")


def test_a_colour_that_is_none():
    assert "x" in shown.colours_as_html("\x1b[38mx\x1b[48;5mx")


@pytest.mark.parametrize("name", MARKUP)
def test_html_that_grows(name):
    with soon():
        assert len(clean_html(MARKUP[name])) < 2_000_000


def test_html_that_is_too_large_counts_all_the_same():
    page = "<p><b><i></p>" + "<p>x</p>" * 50_000
    outputs = [{"output_type": "display_data", "data": {"text/html": page}}] * 500
    with soon():
        safe_outputs(outputs, limit=1_000_000)


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_that_grows(name):
    with soon():
        assert len(shown.markdown(MARKDOWN[name])) < 2_000_000


@pytest.mark.parametrize("where", ["attachment:a.png", "a.png"])
def test_a_picture_that_is_shown_again_and_again(where, tmp_path):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(300_000)
    (tmp_path / "a.png").write_bytes(picture)
    attachments = {"a.png": {"image/png": base64.b64encode(picture).decode()}}
    shown.clock.start()
    page = shown.markdown(f"![]({where}) " * 1_000, attachments, tmp_path)
    assert page.count("data:image/png") >= 40
    assert len(page) < 2 * shown.MOST_PICTURES


@pytest.mark.parametrize("number", ["7", "1" * 5000, "٣"])
def test_mark_of_a_formula_that_is_none(number):
    assert shown.markdown(f"a &#xe000;{number}&#xe001; $b$").startswith("<p>a  <math")


SOURCES = {
    "blank": " \n" * 90_000,
    "attributes": "a." * 90_000,
    "numbers": "0." * 90_000,
    "lines": ("a." * 490 + "\n") * 200,
    "Perl": "%%perl\n" + "s{\n" * 6_000,
    "Ruby": "%%ruby\n" + "=begin\n" * 2_500,
}


@pytest.mark.parametrize("name", SOURCES)
def test_code_that_takes_long_to_colour(name):
    with soon():
        assert "highlight" in shown.code_as_html(SOURCES[name])


def test_code_in_one_colour_is_escaped():
    assert "<b>" not in shown.code_as_html("# <b>" + " " * 2_000 + "x")


def test_output_of_many_colours():
    with soon():
        assert "<x>" not in shown.colours_as_html("\x1b[31m<x>" * 200_000)


def test_a_notebook_without_end_is_not_shown_to_the_end(monkeypatch):
    cells = [new_markdown_cell("x" * 100_000) for _ in range(500)]
    book, _ = shown.SafeToShow().preprocess(new_notebook(cells=cells), {})
    assert sum(len(cell.source) for cell in book.cells) < 550_000
    latex = new_output("display_data", {"text/latex": "x" * 900_000})
    cell = new_code_cell(outputs=[latex])
    book, _ = shown.SafeToShow().preprocess(new_notebook(cells=[cell]), {})
    assert len(book.cells[0].outputs[0].data["text/markdown"]) < 210_000


def test_when_the_time_of_a_page_is_over_the_rest_stands_as_written(monkeypatch):
    monkeypatch.setattr(shown.clock, "left", 0.0)
    assert shown.code_as_html("a < b") == '<div class="highlight"><pre>a &lt; b</pre></div>'
    shown.SafeToShow().preprocess(new_notebook(), {})
    assert "<span" in shown.code_as_html("a < b")


# Folders


@pytest.mark.system
def test_folders_with_odd_names_and_times(tmp_path):
    """A pipe for a time, a time of ten megabytes, a name that is no text: they stop nobody."""
    course = new_class(tmp_path)
    odd = [os.fsdecode(b"eve \xff"), "-x", "=1+1", "a b", "new\nline", "<b>", "{0}", "zoe"]
    for name in [*odd, "pipe", "long"]:
        hand_in(course, name, RIGHT)
    times = {
        name: course.classroom / "submitted" / name / SLUG / "timestamp.txt"
        for name in ("pipe", "long")
    }
    times["pipe"].unlink(missing_ok=True)
    os.mkfifo(times["pipe"])
    times["long"].write_text("1 " * 5_000_000)
    hand_in(course, "words", RIGHT)
    (course.classroom / "submitted" / "words" / SLUG / "timestamp.txt").write_text("last night")
    status, said = grade(course)
    assert status == 0, said
    assert "submitted/eve \ufffd is left out: its name is not UTF-8" in " ".join(said.split())
    assert "line is left out: its name holds a sign that cannot be printed" in said
    graded = {*odd[1:], "pipe", "long", "words"} - {"new\nline"}
    assert scores(course) == dict.fromkeys(graded, 1.0)


@pytest.mark.system
def test_a_notebook_by_an_odd_name_is_graded_again(tmp_path):
    course = new_class(tmp_path)
    hand_in(course, "eve", RIGHT, "Tiny.IPYNB")
    assert grade(course)[0] == 0
    hand_in(course, "eve", WRONG, "Tiny.IPYNB")
    assert grade(course)[0] == 0
    assert scores(course) == {"eve": 0.0}


def test_notebooks_without_end_beside_the_one_that_counts(tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(run, "MOST_BYTES", 1_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or b"")
    for number in range(40):
        (tmp_path / f"{number:02}.ipynb").write_text(" " * 400)
    first = run._digest(b"", tmp_path)
    assert read == ["00.ipynb", "01.ipynb"]
    (tmp_path / "39.ipynb").write_text(" " * 401)
    assert run._digest(b"", tmp_path) != first


@pytest.mark.system
def test_a_course_that_every_sandbox_would_show_is_refused():
    with pytest.raises(CourseError, match="lies in /usr, which a sandbox shows"):
        require_walls(hidden=["/usr/src/course"])
    require_walls(hidden=["/srv/course"])


def test_a_folder_that_may_not_be_entered_is_left_out(tmp_path, monkeypatch):
    course = new_class(tmp_path)
    for student in ("ada", "eve"):
        hand_in(course, student, RIGHT)
    is_dir = Path.is_dir

    def closed(path):  # as for whoever is not root
        if path.parent.name == "eve":
            raise PermissionError(13, "Permission denied")
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", closed)
    said = SimpleNamespace(say=lambda text: told.append(text))
    told = []
    grader = Grader(course, walled=False)
    assert [who for who, _ in grader._folders(SLUG, None, said)] == ["ada"]
    assert told == ["submitted/eve is left out: Permission denied"]


def test_what_would_be_another_students_is_left_out(tmp_path):
    course = new_class(tmp_path)
    for student in ("ada", "ada ", "eve"):
        hand_in(course, student, RIGHT)
    submitted = course.classroom / "submitted"
    (submitted / "linked").symlink_to("ada")
    (submitted / "dan").mkdir()
    (submitted / "dan" / SLUG).symlink_to(submitted / "ada" / SLUG)
    told = []
    grader = Grader(course, walled=False)
    said = SimpleNamespace(say=told.append)
    assert [who for who, _ in grader._folders(SLUG, None, said)] == ["ada", "eve"]
    assert len(told) == 3


def test_the_exchange_collects_no_links(tmp_path):
    course = new_class(tmp_path)
    secret = tmp_path / "secret.ipynb"
    secret.write_text("{}")
    inbound = course.classroom / "exchange" / "loss-functions" / "inbound"
    handed_in = inbound / f"eve+{SLUG}+2026-01-01 10:00:00.000000 UTC+x"
    handed_in.mkdir(parents=True)
    (handed_in / "timestamp.txt").write_text("2026-01-01 10:00:00.000000 UTC")
    (handed_in / "tiny.ipynb").symlink_to(secret)
    (inbound / f"dan+{SLUG}+2026-01-01 10:00:00.000000 UTC+y").symlink_to(tmp_path)
    Classroom(course).collect(SLUG)
    submitted = course.classroom / "submitted"
    assert {path.name for path in submitted.rglob("*")} == {"eve", SLUG, "timestamp.txt", "dan"}


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\n"])
def test_an_empty_secret_is_none(content, tmp_path):
    (tmp_path / "seed.txt").write_bytes(content)
    with pytest.raises(CourseError, match="holds no secret"):
        settings.kept_seed(tmp_path / "seed.txt")


def test_a_backup_is_kept_though_the_clock_was_put_back(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'book.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    (tmp_path / "backups").mkdir()
    for number in range(12):
        (tmp_path / "backups" / f"book-21000101-0000{number:02}.db").touch()
    assert database.back_up(engine).exists()


@pytest.mark.parametrize(
    "change",
    [{"scores": None}, {"flags": 3}, {"flags": ["a"]}, {"outcomes": {"a": ["b"]}}, {"notes": 1}],
    ids=str,
)
def test_a_journal_that_is_damaged_is_none(change, tmp_path):
    fields = {"digest": "", "reason": "", "stamp": "", "recorded": "", "notebook_name": "tiny"}
    whole = {**fields, "student": "ada", "assignment": SLUG, "status": "graded", "notes": []}
    whole |= {"flags": {}, "outcomes": {}, "seconds": {}, "scores": {}}
    book = Journal(tmp_path)
    path = book._path(SLUG, "ada")
    path.parent.mkdir()
    path.write_text(json.dumps(whole))
    assert book.read(SLUG, "ada").student == "ada"
    path.write_text(json.dumps(whole | change))
    assert book.read(SLUG, "ada") is None
    path.write_text("[" * 200_000)
    assert book.all(SLUG) == []


def test_a_spreadsheet_computes_nothing_that_a_student_is_called(tmp_path):
    mark = Mark("=1+1", SLUG, {"f": 1}, {"f": 1})
    write_marks(tmp_path / "marks.csv", [mark])
    assert "\n'=1+1," in (tmp_path / "marks.csv").read_text()


def test_parameters_that_are_no_list():
    assert judge._signature({}) is judge._signature("abc") is None


def test_memory_counts_also_where_nobody_may_look_closely(monkeypatch):
    def refused(process):
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil.Process, "memory_full_info", refused)
    zygote = SimpleNamespace(_family=lambda: [psutil.Process()])
    assert Zygote.own_memory(zygote) > 10 << 20


def test_many_processors_at_once_are_too_many(monkeypatch):
    use = iter([(0, 5.0), (0, 7.0), (0, 13.0)])
    pair = SimpleNamespace(sandbox=SimpleNamespace(use=lambda: next(use)))
    watch = worker._Watch(Limits(), pair, None)
    assert [watch._too_much(now) for now in (0, 2, 4)] == [
        *("", ""),
        "kept several processors busy at once",
    ]
