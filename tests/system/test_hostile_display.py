"""Nothing that a student writes runs in the instructor's browser; honest work is shown as it is.

The hostile notebook is written straight to class/autograded, as if every earlier check had failed.
"""

import base64
import json
import re
import threading
import warnings
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from classroom_helpers import copy_course
from labtools import serve
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from coursekit.answers import fill, solved
from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.paths import Course

pytestmark = pytest.mark.system

COURSE = Course.find(__file__)
SLUG = COURSE.slugs()[0]
MALLORY = "mallory<img src=x onerror=hacked`student`>"
OURS = re.compile(r"(?m)^c\.(HTMLExporter|GenerateFeedback\.exporter_class)\b.*\n")

# What a student may write into Markdown, and an HTML or Markdown output may hold. JS(name) says
# that it ran; URL(name) is asked for.
MARKDOWN = {
    "script": "<script>JS</script>",
    "img": "<img src=x onerror=JS>",
    "img-slash": "<img/src=x/onerror=JS>",
    "svg": "<svg onload=JS></svg>",
    "svg-animate": "<svg><animate onbegin=JS attributeName=x dur=1s></animate></svg>",
    "svg-link": '<svg><a xlink:href="javascript:JS"><text y=20>click</text></a></svg>',
    "iframe": '<iframe srcdoc="<script>parent.JS</script>"></iframe>',
    "iframe-src": '<iframe src="javascript:parent.JS"></iframe>',
    "link": "[click](javascript:JS)",
    "link-tab": '<a href="java&#9;script:JS">click</a>',
    "link-files": '<a href="files/javascript:JS">click</a>',
    "link-ping": '<a href="javascript:void(0)" ping="URL">click</a>',
    "style": "<style>@import url(URL);</style>",
    "style-attribute": '<p style="background:url(URL);width:expression(JS)">text</p>',
    "style-link": '<link rel="stylesheet" href="URL">',
    "details": "<details ontoggle=JS open><summary>more</summary>text</details>",
    "details-click": "<details ontoggle=JS><summary>more</summary>text</details>",
    "focus": "<input autofocus onfocus=JS>",
    "hover": '<p onmouseover="JS">over here</p>',
    "form": '<form action="URL"><input type=submit value="Next exercise"></form>',
    "video": "<video><source onerror=JS></video>",
    "object": '<object data="URL"></object>',
    "embed": '<embed src="URL">',
    "picture": "![](URL)",
    "picture-set": '<img srcset="URL 1x">',
    "picture-name": '![" onerror="JS](x.png)',
    "picture-title": "![a](x.png '\" onerror=\"JS')",
    "picture-formula": '![$" onerror="JS" $](x.png)',
    "formula-link": r"$\href{javascript:JS}{click}$",
    "formula-style": r"$\style{background:url(URL)}{x}$ $\class{score}{y}$",
    "formula-text": r"$\text{</mtext></math><img src=x onerror=JS>}$",
    "math-link": '<math href="javascript:JS"><mi>click</mi></math>',
    "math-action": '<math><maction actiontype=toggle href="javascript:JS">a</maction></math>',
    "mutation": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    'onerror=JS&gt;">',
    "noscript": '<noscript><p title="</noscript><img src=x onerror=JS>"></noscript>',
    "comment": "<!--><img src=x onerror=JS>-->",
    "textarea": "<textarea></textarea><img src=x onerror=JS></textarea>",
    "heading": "# <img src=x onerror=JS>",
    "mermaid": "```mermaid\n</pre><img src=x onerror=JS>\n```",
    "fence": '```"><img src=x onerror=JS>\ntext\n```',
    "bootstrap": '<a data-toggle="tooltip" data-html="true" title="<img src=x onerror=JS>" '
    'data-target="<img src=x onerror=JS>">over here</a>',
    "template": "<template shadowrootmode=open><img src=x onerror=JS></template>",
}
# These leave the page, or change what other links mean: each has a page for itself.
ALONE = {
    "refresh": '<meta http-equiv="refresh" content="0;url=URL">',
    "base": '<base href="URL/"><img src="x.png">',
}


def of(name, payload, port):
    """A payload that says its name."""
    payload = payload.replace("URL", f"http://127.0.0.1:{port}/{name}")
    return payload.replace("JS", f"hacked(/{name}/.source)")  # which needs no quotes


def exercise(cell):
    """A cell that belongs to an exercise: feedback shows it."""
    cell.metadata["course"] = {"exercise": "nll_one", "role": "x"}
    return cell


def hostile_cells(port):
    """Cells of every kind that carry payloads, as plain JSON."""
    say = partial(of, port=port)
    img = "<img src=x onerror=JS>"
    for name, payload in MARKDOWN.items():
        yield exercise(new_markdown_cell(say(f"md-{name}", payload)))
    for mime in ("text/html", "text/markdown"):
        outputs = [
            new_output("display_data", {mime: say(f"{mime[5:]}-{name}", payload)})
            for name, payload in MARKDOWN.items()
        ]
        yield exercise(new_code_cell("show()", outputs=outputs))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="JS"><script>JS</script></svg>'
    b64 = base64.b64encode(say("attached-svg", svg).encode()).decode()
    attached = exercise(new_markdown_cell("![](attachment:a.svg) ![](attachment:b.png)"))
    attached.attachments = {
        "a.svg": {"image/svg+xml": b64},
        "b.png": {"image/png": say("attached-png", '" onerror="JS')},
    }
    yield attached
    yield exercise(nbformat.v4.new_raw_cell(say("raw", img)))
    yield exercise(new_code_cell(say("source", f'"</pre></div>{img}"')))
    yield exercise(new_code_cell(say("magic", f"%%html\n</pre>{img}")))
    widget = "application/vnd.jupyter.widget-view+json"
    displays = {
        "javascript": {"application/javascript": "JS"},
        "svg": {"image/svg+xml": svg},
        "latex": {"text/latex": img + r"$\href{javascript:JS}{click}$"},
        "plain": {"text/plain": img},
        "widget": {widget: {"model_id": f"</script>{img}"}},
        "mermaid": {"text/vnd.mermaid": f"</pre>{img}"},
        "pdf": {"application/pdf": img},
        "png": {"image/png": '" onerror="JS'},
        "unknown": {f"text/x-{img}": img},
    }
    outputs = [
        new_output("display_data", json.loads(say(f"out-{name}", json.dumps(data))))
        for name, data in displays.items()
    ]
    isolated = {"text/html": {"isolated": True}}
    html = {"text/html": say("isolated", "<script>parent.JS</script>" + img)}
    outputs.append(new_output("display_data", html, metadata=isolated))
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
    for key, value in (("width", "1 onerror=JS"), ("alt", '" onerror="JS')):
        meta = {"image/png": {key: say(f"png-{key}", value)}}
        outputs.append(new_output("display_data", {"image/png": png}, metadata=meta))
    names = {"filenames": {"image/png": say("png-file", "URL")}}
    outputs.append(new_output("display_data", {"image/png": png}, metadata=names))
    outputs.append(new_output("stream", name="stderr", text=say("stderr", f"\x1b[31m{img}")))
    outputs.append(
        new_output(
            "error",
            ename=say("ename", img),
            evalue=say("evalue", f"{img}\n likely {img} [a](javascript:JS)"),
            traceback=[say("traceback", f"\x1b[0;31m{img}\x1b[0m\x1b]8;;javascript:JS\x07")],
        )
    )
    cell = exercise(new_code_cell("show()", outputs=outputs))
    cell.metadata["tags"] = [say("tag", f'">{img}')]
    cell.metadata["magics_language"] = say("language", f'">{img}')
    yield cell


def hostile(notebook, port, alone=None, strange_id=False):
    """The notebook of a student who wrote payloads into everything."""
    notebook = json.loads(nbformat.writes(notebook))
    if alone:
        notebook["cells"] += [exercise(new_markdown_cell(of(alone, ALONE[alone], port)))]
        return notebook
    img = "<img src=x onerror=JS>"
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = of("answer", f"{img}\n\n", port) + "".join(cell["source"])
    notebook["cells"] += hostile_cells(port)
    cell = exercise(new_markdown_cell("text"))
    cell.metadata["nbgrader"] = {
        **{"grade": True, "solution": True, "locked": False, "task": False, "points": 1},
        "grade_id": of("grade_id", f'"></code>{img}', port),
    }
    if strange_id:  # stock feedback looks for it in the gradebook, and gives up
        notebook["cells"].append(cell)
    state = {"state": {"a": of("state", f"</script>{img}", port)}}
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    notebook["metadata"]["title"] = of("title", f"</title>{img}", port)
    return notebook


HONEST = r"""
By $-\log q < 2$ and **the chain rule**, with `a < b` and a <b>bold</b> word:

$$\begin{aligned}
H(p, q) &= -\sum_c p_c \log q_c \\ &= H(p) + \mathrm{KL}(p \,\|\, q)
\end{aligned}$$

| loss | value |
|:-----|------:|
| nats | $\ln 2$ |

```python
if a < b and c > d: print("less")
```

<details><summary>More</summary>

It opens, with $\frac{1}{2}$ in it, and <a href="https://example.org/paper">a link</a>.

</details>

![my drawing](attachment:drawing.png)
"""


def honest_picture():
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 1.5))
    figure.subplots().plot([1, 2, 0])
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return base64.b64encode(out.getvalue()).decode()


def honest(notebook):
    """A written answer with all that one may write, and code with a table and a figure."""
    png = honest_picture()
    written = exercise(new_markdown_cell(HONEST))
    written.attachments = {"drawing.png": {"image/png": png}}
    table = (
        '<div><style scoped>.dataframe {color: red}</style><table border="1" class="dataframe">'
        "<thead><tr><th></th><th>loss</th></tr></thead>"
        "<tbody><tr><th>0</th><td>0.69</td></tr></tbody></table></div>"
    )
    outputs = [
        new_output("stream", text="loss < 1\n"),
        new_output("display_data", {"text/html": table, "text/plain": "loss"}),
        new_output(
            "display_data", {"text/latex": r"$\displaystyle \frac{\partial L}{\partial z}$"}
        ),
        new_output("display_data", {"image/png": png, "text/plain": "<Figure>"}),
        new_output("error", ename="ValueError", evalue="x < 0", traceback=["ValueError: x < 0"]),
    ]
    code = new_code_cell("assert 1 < 2  # & then", outputs=outputs, execution_count=3)
    notebook.cells += [written, exercise(code)]
    return notebook


class Beacon:
    """A server that nobody may ask for anything."""

    def __init__(self):
        self.asked = asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def beacon():
    beacon = Beacon()
    yield beacon
    beacon.server.shutdown()
    beacon.server.server_close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of one lesson in which ada and mallory have been graded."""
    course = copy_course(COURSE, tmp_path_factory.mktemp("hostile"), [SLUG])
    classroom = Classroom(course)
    classroom.release(SLUG)
    for student in ("ada", MALLORY):
        desk = course.classroom / "students" / student
        path = course.notebook(desk, SLUG)
        path.parent.mkdir(parents=True)
        released = nbformat.read(course.notebook(course.classroom / "release", SLUG), 4)
        nbformat.write(fill(released, solved(read_solution(course, SLUG))), path)
        classroom.hand_over(student, SLUG, desk)
        classroom.autograde(student, SLUG)
        graded(course, student).chmod(0o644)
    nbformat.write(honest(nbformat.read(graded(course, "ada"), 4)), graded(course, "ada"))
    return course


def graded(course, student):
    return course.notebook(course.classroom / "autograded" / student, SLUG)


def attack(course, beacon, **how):
    graded_well = nbformat.read(graded(course, "ada"), 4)
    notebook = hostile(graded_well, beacon.port, **how)
    graded(course, MALLORY).write_text(json.dumps(notebook), "utf-8")


@contextmanager
def stock(course):
    """The same class under nbgrader's own settings."""
    path = course.root / "nbgrader_config.py"
    before = path.read_text("utf-8")
    path.write_text(OURS.sub("", before), "utf-8")
    try:
        with warnings.catch_warnings(action="ignore"):  # a language that Pygments does not know
            yield
    finally:
        path.write_text(before, "utf-8")


class Visit:
    """A page opened by someone who clicks on everything that a student wrote."""

    def __init__(self, chromium, beacon, url, allowed, login=None):
        self.ran, self.left = set(), set()
        beacon.asked.clear()
        context = chromium.browser.new_context(viewport={"width": 1200, "height": 1000})
        context.expose_binding("hacked", lambda _, name: self.ran.add("".join(name)))
        context.on("request", lambda request: self._asks(request.url, allowed))
        context.route(lambda url: self._asks(url, allowed), lambda route: route.abort())
        page = context.new_page()
        try:
            if login:
                context.request.get(login)  # its cookie is for the whole visit
            page.goto(url)
            page.wait_for_timeout(1500)
            self.text = page.content()
            try:
                page.evaluate(CLICK)
            except Exception as error:  # it went elsewhere meanwhile
                self.left.add(str(error).splitlines()[0])
            page.wait_for_timeout(1500)
            if page.url.partition("?")[0] != url.partition("?")[0]:
                self.left.add(page.url)
        finally:
            context.close()
        self.left |= set(beacon.asked)

    def _asks(self, url, allowed):
        """Whether the page asks for something that is no part of it; it will not get that."""
        own = unquote(url).startswith(("data:", "blob:", "about:", *map(unquote, allowed)))
        if not own:
            self.left.add(url)
        return not own


CLICK = """() => {
    const root = document.querySelector("#notebook") ?? document.body;
    const leave = [];  // what may lead elsewhere comes last
    for (const item of root.querySelectorAll("*")) {
        for (const name of ["mouseover", "mouseenter", "focus", "toggle"])
            item.dispatchEvent(new Event(name, {bubbles: true}));
        const link = item.getAttribute("href") ?? item.getAttribute("xlink:href") ?? "";
        const click = () => item.dispatchEvent(new MouseEvent("click", {cancelable: true}));
        if (item.localName == "summary" || link.includes("script:") && !link.includes("files/"))
            click();
        else if (item.localName == "a" && !/^(https?:|#)/.test(link) || item.type == "submit")
            leave.push(click);
    }
    leave.forEach((click) => click());
}"""


def feedback(course, student):
    return Classroom(course).feedback(student, SLUG)


def open_feedback(course, chromium, beacon):
    page = feedback(course, MALLORY).as_uri()
    icons = f"{page.rsplit('/', 2)[0]}/fonts/glyphicons"  # Bootstrap's; nbgrader leaves them out
    return Visit(chromium, beacon, page, (page, icons))


def submission(course, lab, student):
    """Address of a submission in the formgrader."""
    with Classroom(course).api.gradebook as gradebook:
        name = gradebook.find_submission_notebook(SLUG[3:], SLUG, student).id
    return lab.url(f"formgrader/submissions/{name}/")


def open_formgrader(course, lab, chromium, beacon):
    home, url = f"http://127.0.0.1:{lab.port}/formgrader/", submission(course, lab, MALLORY)
    own = (f"{home}static/", f"{home}api/", url.partition("?")[0] + "?")
    return Visit(chromium, beacon, url, own, login=lab.url("api/contents"))


@pytest.fixture(scope="module")
def grader(course):
    with serve(course.root) as lab:
        yield lab


@pytest.mark.parametrize("alone", [None, *ALONE])
def test_nothing_runs_on_a_feedback_page(course, chromium, beacon, alone):
    attack(course, beacon, alone=alone, strange_id=True)
    seen = open_feedback(course, chromium, beacon)
    assert "Exercise 1.1" in seen.text
    assert (seen.ran, seen.left) == (set(), set())


@pytest.mark.parametrize("alone", [None, *ALONE])
def test_nothing_runs_in_the_formgrader(course, grader, chromium, beacon, alone):
    attack(course, beacon, alone=alone, strange_id=True)
    seen = open_formgrader(course, grader, chromium, beacon)
    assert "Exercise 1.1" in seen.text
    assert (seen.ran, seen.left) == (set(), set())


def test_payloads_run_on_a_stock_feedback_page(course, chromium, beacon):
    attack(course, beacon)
    with stock(course):
        seen = open_feedback(course, chromium, beacon)
    assert len(seen.ran) > 40, sorted(seen.ran)
    assert seen.left
    for alone in ALONE:
        attack(course, beacon, alone=alone)
        with stock(course):
            seen = open_feedback(course, chromium, beacon)
        assert any(alone in url for url in seen.left)


def test_payloads_run_in_the_stock_formgrader(course, chromium, beacon):
    attack(course, beacon, strange_id=True)
    with stock(course), serve(course.root) as lab:
        seen = open_formgrader(course, lab, chromium, beacon)
    assert len(seen.ran) > 40, sorted(seen.ran)
    assert {"grade_id", "student"} <= seen.ran


@pytest.fixture(params=["feedback", "formgrader"])
def honest_page(request, course, chromium, screenshots):
    if request.param == "feedback":
        url = feedback(course, "ada").as_uri()
    else:
        url = submission(course, request.getfixturevalue("grader"), "ada")
    page = chromium.new_page()
    page.goto(url)
    page.wait_for_timeout(500)
    yield page
    page.screenshot(path=Path(screenshots) / f"honest-{request.param}.png", full_page=True)
    page.close()


def test_honest_work_is_shown(honest_page):
    text = honest_page.locator("#notebook").first.inner_text()
    for shown in ("a < b", "if a < b and c > d", "loss < 1", "x < 0", "assert 1 < 2  # & then"):
        assert shown in text
    assert honest_page.locator("b", has_text="bold").count() == 1
    assert honest_page.locator("table.dataframe td", has_text="0.69").is_visible()
    assert honest_page.locator("mtable").first.bounding_box()["height"] > 30
    assert honest_page.locator("math", has_text="∂").last.is_visible()
    pictures = honest_page.locator("img").all()
    assert len(pictures) == 2
    assert all(picture.evaluate("image => image.naturalWidth") > 200 for picture in pictures)
    assert "$" not in "".join(honest_page.locator(".text_cell_render").all_inner_texts())
    honest_page.get_by_text("More", exact=True).click()
    assert honest_page.get_by_text("It opens").is_visible()
    link = honest_page.get_by_role("link", name="a link")
    assert link.get_attribute("href") == "https://example.org/paper"
