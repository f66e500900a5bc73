"""Whatever a hostile process calls its outputs, what is kept is valid and harmless."""

import base64
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.grading.sanitize import clean_html, safe_notebook, safe_outputs, safe_text

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()
JPEG = base64.b64encode(b"\xff\xd8\xffrest").decode()
LIMIT = 10_000


def kept(*outputs, limit=LIMIT):
    found = safe_outputs(list(outputs), limit=limit)
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(out) for out in found])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    return found


def display(data, **more):
    return {"output_type": "display_data", "data": data, "metadata": {}, **more}


def notes(found):
    return found[-1]["text"]


HONEST = [
    {"output_type": "stream", "name": "stdout", "text": "loss < 1\n"},
    {"output_type": "stream", "name": "stderr", "text": "\x1b[31mred\x1b[0m\n"},
    {"output_type": "error", "ename": "E", "evalue": "x < 0", "traceback": ["\x1b[0;31mE\x1b[0m"]},
    display({"text/plain": "1", "image/png": PNG}, metadata={"image/png": {"width": 300}}),
    display({"image/jpeg": JPEG}),
    display({"text/latex": "$x$", "text/markdown": "*x*"}),
    {**display({"text/plain": "1"}), "output_type": "execute_result", "execution_count": 3},
]


@pytest.mark.parametrize("output", HONEST, ids=lambda out: out["output_type"])
def test_honest_outputs_stay_as_they_are(output):
    assert kept(output) == (output,)


def test_text_in_pieces_is_joined():
    assert kept({"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]})[0]["text"] == (
        "a\nb"
    )


def deep(depth=200):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "raw",
    [
        *(None, 7, "text", {}, {"output_type": "stream"}),
        *([None], [7], [[]], [{}], [deep()]),
        *([{"output_type": []}], [{"output_type": deep()}], [{"output_type": "stream"}]),
        [{"output_type": "stream", "name": 3, "text": deep()}],
        [{"output_type": "error", "ename": {}, "evalue": 3, "traceback": "no list"}],
        [{"output_type": "error", "traceback": [3, deep(), {"a": 1}]}],
        *([display(None)], [display([])], [display({3: 4, "text/plain": 3})]),
        [display({"image/png": 7, "image/jpeg": "no base64!"}, metadata=[])],
        [{**display({"text/plain": "x"}), "output_type": "execute_result", "execution_count": "1"}],
    ],
    ids=lambda raw: repr(raw)[:40],
)
def test_nonsense_becomes_valid_outputs(raw):
    found = safe_outputs(raw, limit=LIMIT)
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(out) for out in found])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


KEYS = (
    *("output_type", "name", "text", "data", "metadata", "ename", "evalue", "traceback"),
    *("text/html", "image/png", "execution_count"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=5),
            inner | st.sampled_from(["stream", "error", "display_data", "execute_result", PNG]),
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_becomes_valid_outputs(raw):
    found = safe_outputs(raw, limit=300)
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(out) for out in found])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


@pytest.mark.parametrize(
    "mime",
    [
        *("image/svg+xml", "application/javascript", "application/pdf", "text/vnd.mermaid"),
        *("application/vnd.jupyter.widget-view+json", "application/json"),
    ],
)
def test_other_types_are_named_and_dropped(mime):
    found = kept(display({mime: "x", "text/plain": "seen"}))
    assert found[0]["data"] == {"text/plain": "seen"}
    assert notes(found) == f"[an output of type {mime} is not shown]\n"


def test_a_type_is_named_once_and_without_its_signs():
    found = kept(*[display({"text/<img src=x>": "x"})] * 3)
    assert [out["output_type"] for out in found] == ["stream"]
    assert notes(found) == "[an output of type text/imgsrcx is not shown]\n"


@pytest.mark.parametrize(
    "value",
    ["<svg onload=x>", base64.b64encode(b"<svg>").decode(), JPEG, 'x" onerror="hacked()', PNG[1:]],
)
def test_a_picture_must_be_one(value):
    assert kept(display({"image/png": value}))[0]["output_type"] == "stream"


def test_metadata_of_pictures_is_numbers():
    looks = {"image/png": {"width": "1 onerror=x", "height": True, "unconfined": "x"}, "x": 1}
    assert kept(display({"image/png": PNG}, metadata=looks))[0]["metadata"] == {}


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": "é" * 10**6},
        display({"text/plain": "x" * 10**6}),
        display({"text/html": "<b>x" * 10**5}),
        display({"image/png": PNG + "A" * 4 * 10**5}),
        {"output_type": "error", "ename": "E", "evalue": "v" * 10**6, "traceback": ["t" * 10**6]},
    ],
    ids=["stream", "plain", "html", "png", "error"],
)
def test_what_is_kept_of_a_huge_output_is_small(output):
    found = kept(output)
    assert len(json.dumps(found, ensure_ascii=False).encode()) < LIMIT + 500
    assert "more than 10000 bytes" in notes(found)


def test_a_million_outputs_are_not_looked_at():
    found = kept(*[{"output_type": "stream", "name": "stdout", "text": "x"}] * 10**6, limit=10**6)
    assert len(found) == 501


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[2J\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("a\x00b\x08c\x7fd\x9be\tf", "abcde\tf"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("if admin\u202e # \u2066", "if admin # "),
        ("\ud83d\ude00 \ud800", "\N{GRINNING FACE} \N{REPLACEMENT CHARACTER}"),
        ("\x1b", ""),
    ],
)
def test_text_loses_what_is_neither_seen_nor_colour(text, clean):
    assert safe_text(text) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>a &lt; b</p>", "<p>a &lt; b</p>"),
        ("<img src=x onerror=y alt=z>", '<img alt="z">'),
        (f'<img src="data:image/png;base64,{PNG}">', f'<img src="data:image/png;base64,{PNG}">'),
        ("<img src='data:image/svg+xml;base64,PHN2Zz4='>", "<img>"),
        ("<script>x</script><style>y</style>z", "z"),
        ('<p style="position:fixed;text-align:right" id="a" class="score">x</p>', "<p>x</p>"),
        ('<table class="dataframe score"><tbody></tbody></table>', None),
    ],
)
def test_html_is_cleaned(html, clean):
    assert clean_html(html) == (clean or html.replace(" score", ""))


@pytest.mark.parametrize(
    "href", ["javascript:x", "java\tscript:x", "files/javascript:x", "/logout"]
)
def test_links_lead_to_the_web_or_nowhere(href):
    assert "href" not in clean_html(f'<a href="{href}">x</a>')
    assert 'href="https://a.org"' in clean_html('<a href="https://a.org">x</a>')


def cell(kind="markdown", **more):
    return {"cell_type": kind, "source": "a < b", "metadata": {}, "id": "one", **more}


def safe(*cells, trusted=None, metadata=None):
    made = safe_notebook({"cells": list(cells), "metadata": metadata or {}}, trusted)
    nbformat.validate(made)
    return made


def test_sources_stay_as_they_are_written():
    assert safe(cell(source="`a < b` <script>"))["cells"][0]["source"] == "`a < b` <script>"


def test_metadata_is_what_nbgrader_and_jupyter_need():
    mine = {
        "nbgrader": {"grade_id": "one", "grade": True, "points": 2, "comment": "<script>"},
        "course": {"exercise": "one", "role": "answer", "other": {}},
        "tags": ["demo", "<b>", 3],
        "editable": False,
        "collapsed": True,
        "magics_language": "x",
    }
    made = safe(cell(metadata=mine), trusted={"one"}).cells[0].metadata
    assert made.nbgrader.grade_id == "one"
    assert made.nbgrader.points == 2
    assert "comment" not in made.nbgrader
    assert made.course == {"exercise": "one", "role": "answer"}
    assert made.tags == ["demo"]
    assert set(made) == {"nbgrader", "course", "tags", "editable"}


@pytest.mark.parametrize("name", ["two", '"><script>', 3, None, "a b"])
def test_a_grade_id_of_no_lesson_is_dropped(name):
    mine = {"nbgrader": {"grade_id": name, "grade": True, "points": 2}}
    assert safe(cell(metadata=mine), trusted={"one"}).cells[0].metadata == {}


def test_cells_have_valid_ids_of_their_own():
    ids = [made.id for made in safe(cell(), cell(), cell(id='">'), cell(id=3), cell(id="")).cells]
    assert len(set(ids)) == 5
    assert ids[0] == "one"


def test_attachments_are_pictures():
    attached = {
        "a.png": {"image/png": PNG, "text/html": "x"},
        "b.svg": {"image/svg+xml": PNG},
        "c": 3,
    }
    assert safe(cell(attachments=attached)).cells[0].attachments == {"a.png": {"image/png": PNG}}


def test_metadata_of_the_notebook_is_its_kernel():
    mine = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "argv": ["rm"]},
        "language_info": {"name": "python", "pygments_lexer": '"><script>'},
        "widgets": {},
        "title": "x",
    }
    made = safe(metadata=mine).metadata
    assert made == {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }


@pytest.mark.parametrize("notebook", [None, [], {"cells": 3}, {"cells": [3, {"cell_type": "x"}]}])
def test_no_notebook_is_an_empty_one(notebook):
    assert safe_notebook(notebook).cells == []


@pytest.mark.parametrize("markup", ["<div>", "<ul><li>", "<div></x>", "<b><i>"])
def test_deep_nesting_is_shown_as_text(markup):
    shown = clean_html(markup * 40_000)
    assert shown.startswith("<pre>&lt;")


def test_long_tables_and_lists_stay():
    table = "<table><tr><td>1</td></tr></table>" * 300
    assert clean_html(table).count("<td>") == 300
