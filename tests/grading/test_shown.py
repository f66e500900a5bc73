"""Markdown of students as it is put into a page; tests/system looks at the page itself."""

import base64
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit.paths import Course
from coursekit.shown import SafeToShow, clean_html, code_as_html, markdown, mathml

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()


def test_code_and_comparisons_stay_readable():
    shown = markdown("`a < b` and a < b\n\n```python\nx < 1\n```")
    assert "<code>a &lt; b</code> and a &lt; b" in shown
    assert "&lt;" in shown[shown.index("highlight") :]


@pytest.mark.parametrize("tex", ["$x^2$", "$$x^2$$", r"\begin{equation}x^2\end{equation}"])
def test_formulas_become_mathml(tex):
    shown = markdown(f"So {tex}, as said")
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in shown
    assert "$" not in shown


def test_lines_of_an_aligned_formula_are_rows():
    assert markdown(r"$$\begin{aligned}a &= b \\ c &= d\end{aligned}$$").count("<mtr>") == 2


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:x}{y}",
        r"\style{background:url(http://x)}{y}",
        r"\class{score}{y}",
        r"\text{</math><img src=x onerror=y>}",
        r"\text{<script>x</script>}",
        r'"><img src=x onerror=y>',
    ],
)
def test_a_formula_holds_nothing_but_mathml(tex):
    shown = re.sub(r"&lt;.*?&gt;", "", mathml(tex, "inline"))
    assert not re.search(r"javascript|url|score|<img|<script|onerror=", shown)


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 3000,
        "x" * 10**5,
        r"\frac" * 500,
        r"\newcommand{\a}{xxxxxxxxxx}" + r"\newcommand{\b}{\a\a\a}\b",
    ],
    ids=lambda tex: tex[:5],
)
def test_what_is_no_formula_is_shown_as_written(tex):
    assert mathml(tex, "inline") == f"<code>{tex}</code>"


def test_every_formula_of_the_course_can_be_written():
    course = Course.find(__file__)
    for slug in course.slugs():
        for cell in nbformat.read(course.notebook(course.solutions, slug), 4).cells:
            if cell.cell_type == "markdown":
                prose = re.sub(r"(?s)```.*?```|`[^`]*`", "", cell.source)
                for block, inline in re.findall(r"(?s)\$\$(.+?)\$\$|\$([^$]+?)\$", prose):
                    made = mathml(block or inline, "inline")
                    assert made.startswith("<math"), f"{slug}: {block or inline}"
                    assert not re.search(r">\\[a-z]|<mi>&amp;<", made), f"{slug}: {made}"


def test_a_formula_in_an_attribute_brings_no_markup_with_it():
    assert markdown('![$" onerror="x"$](a.png)').count('"') == 2


def test_marks_of_formulas_cannot_be_forged():
    assert "<math" not in markdown("\ue0000\ue001 and <b title='\ue0000\ue001'>x</b>")


def test_pictures_come_from_attachments_and_from_beside_the_notebook(tmp_path):
    (tmp_path / "my plot.png").write_bytes(base64.b64decode(PNG))
    (tmp_path / "not.png").write_text("<svg>")
    attached = {"a b.png": {"image/png": PNG}}
    uri = f'src="data:image/png;base64,{PNG}"'
    assert uri in markdown("![x](attachment:a%20b.png)", attached)
    assert uri in markdown("![x](my%20plot.png)", folder=tmp_path)
    for elsewhere in ("not.png", "../a.png", "/etc/a.png", "http://a.org/b.png", "sub/a.png"):
        assert "src=" not in markdown(f"![x]({elsewhere})", folder=tmp_path)


def test_a_picture_that_is_a_link_to_another_file_is_not_shown(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(base64.b64decode(PNG))
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "a.png").symlink_to(secret)
    assert "src=" not in markdown("![x](a.png)", folder=folder)


def test_a_missing_attachment_does_not_stop_the_page():
    assert "no attachment x.png" in markdown("![](attachment:x.png)")


def test_cleaned_html_is_not_cleaned_again():
    shown = markdown("$x$")
    assert clean_html(shown) is shown
    assert clean_html("<script>x</script><b>y</b>") == "<b>y</b>"


def test_code_is_python_whatever_it_is_called():
    assert "<script" not in code_as_html("<script>", metadata={"magics_language": '"><script>'})


def test_the_notebook_is_made_anew_and_names_are_escaped():
    outputs = [
        new_output("display_data", {"application/javascript": "x", "text/plain": "1"}),
        new_output("display_data", {"text/latex": "$x$"}),
    ]
    cells = [new_code_cell("x", outputs=outputs), new_markdown_cell("y" * 10**6)]
    notebook, resources = SafeToShow().preprocess(
        new_notebook(cells=cells), {"student": "<img>", "first_name": None}
    )
    assert resources["student"] == "&lt;img&gt;"
    assert notebook.cells[0].outputs[0].data == {"text/plain": "1"}
    assert notebook.cells[0].outputs[1].data == {"text/markdown": "$x$"}
    assert len(notebook.cells[1].source) < 300_000
