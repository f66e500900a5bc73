"""How notebooks of students are shown: nothing that they wrote runs in the reader's browser.

nbgrader's templates put Markdown into the page as it is, whatever `HTMLExporter.sanitize_html`
says, and take MathJax from a CDN. Here Markdown is cleaned on its way to the page, and formulas
become MathML, so that a page needs no script of others, and feedback none at all.

nbgrader_config.py names these parts; nbconvert puts them to work, in feedback and formgrader alike.
"""

import base64
import html
import re
import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import nh3
from jinja2 import DictLoader, pass_context
from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML, ansi2html, strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from traitlets import default

from coursekit.grading import sanitize

FILTERS = {
    "markdown2html": "coursekit.shown.markdown_as_html",
    "clean_html": "coursekit.shown.clean_html",
    "highlight_code": "coursekit.shown.code_as_html",
    "ansi2html": "coursekit.shown.colours_as_html",
    # nbgrader strips "files/" after cleaning: from href="files/javascript:..." too.
    "strip_files_prefix": "coursekit.shown.as_it_is",
}
LONGEST, LONGEST_FORMULA = 200_000, 4_000  # characters of a cell and of a formula that are shown
LARGEST = 4 << 20  # bytes of a picture beside the notebook

# What takes the time of a page grows faster than the text. What is beyond these stands as written.
MOST_SHOWN = 500_000  # characters of all cells of a notebook
SECONDS = 10.0  # for the Markdown and the colours of a notebook
LONGEST_LINE, LONGEST_CODE = 1_000, 20_000  # characters of code in colours
MOST_PICTURES = 16 << 20  # bytes of those in Markdown, each as often as it is shown
MOST_COLOURS = 2_000  # of an output
MOST_OPENED = 200  # environments and displays of LaTeX: the end of each is looked for to the last
OPENERS = ("\\begin{", "\\\\[", "\\\\(")

# Elements of MathML that latex2mathml writes, and those of their attributes that only arrange.
MATH = """
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow
    mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
"""
ARRANGE = """
    accent accentunder columnalign columnlines columnspacing depth display displaystyle fence
    form height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation
    rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width
"""
# What latex2mathml does not know, or writes in a way that browsers do not draw.
SPELLING = [
    (re.compile(pattern), known)
    for pattern, known in (
        (r"\\(?:bm|boldsymbol)\b", r"\\mathbf"),
        (r"(\\math(?:bb|bf|cal|frak|rm|sf)) *([A-Za-z0-9])", r"\1{\2}"),
        (r"\\(?:operatorname)\b\*?", r"\\mathrm"),
        (r"\\(arg|sgn|softmax)\b", r"\\mathrm{\1}"),
        (r"\\[lr]Vert\b", r"\\|"),
        (r"\\sim\b", r"\\thicksim"),
        (r"(\\(?:log|ln|exp)\b) *(?=[\\A-Za-z0-9])", r"\1\\,"),  # TeX sets a thin space there
        (r"\\(begin|end)\{(?:aligned|alignat\*?|eqnarray\*?|split)\}", r"\\\1{align*}"),
        (r"\\(begin|end)\{(?:gather|gathered|gather\*|multline\*?)\}", r"\\\1{matrix}"),
        (r"\\(begin|end)\{equation\*?\}", ""),
    )
]
# A macro may stand for two of another, and so on: a line that fills the memory.
MACROS = re.compile(
    r"\\(?:[gex]?def|let|DeclareMathOperator|(?:new|renew|provide)(?:command|environment))"
    r"(?![A-Za-z])"
)
TEXT = re.compile(r"(\\(?:text|textbf|textit|textrm|mbox)\{)([^{}]*)")

# What stands in nbgrader's head of a page in place of MathJax: Bootstrap hides the marks of
# <details>, and leaves cells of tables without a gap.
STYLE = (
    "<style>summary {display: list-item; cursor: pointer} math {font-size: 1.1em} "
    ".rendered_html :is(td, th) {padding: 1px 10px 1px 0}</style>"
)
# The formgrader's script waits for MathJax before it puts the cursor into the first score.
READY = """<script>
window.MathJax = {Hub: {Startup: {signal: {
    Interest: (tell) => window.addEventListener("load", () => tell("End"))}}}};
</script>"""
MACRO = "{{% macro mathjax(url='') %}}{}{{% endmacro %}}"
SEAL = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\">"
)


class SafeToShow(Preprocessor):
    """Make the notebook anew from what is harmless, before a template sees it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # The templates import this macro by name; no setting reaches it, but a loader does.
        if isinstance(self.parent, HTMLExporter) and not self.parent.extra_loaders:
            self.parent.extra_loaders = [
                DictLoader({"mathjax.html.j2": MACRO.format(STYLE + READY)})
            ]

    def preprocess(self, notebook, resources):
        notebook = sanitize.safe_notebook(notebook)
        clock.start()
        left = MOST_SHOWN
        for cell in notebook.cells:
            most = min(LONGEST, left)
            left -= min(len(cell.source), most)
            if len(cell.source) > most:
                cell.source = f"{cell.source[:most]}\n\n[the rest of this cell is not shown]"
            for output in cell.get("outputs", []):
                _typeset(output)
        # The formgrader's template prints these as they are.
        for key in ("student", "first_name", "last_name", "notebook_path"):
            if isinstance(resources.get(key), str):
                resources[key] = html.escape(resources[key])
        return notebook, resources


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page; the browser is told that no script belongs to it."""

    @default("extra_loaders")
    def _without_scripts(self):
        return [DictLoader({"mathjax.html.j2": MACRO.format(STYLE + SEAL)})]


def _typeset(output):
    """Show LaTeX as Markdown with formulas: no MathJax will look for it."""
    data = output.get("data", {})
    if "text/latex" in data and "text/html" not in data:
        data["text/markdown"] = data.pop("text/latex")
    if len(data.get("text/markdown", "")) > LONGEST:
        data["text/markdown"] = f"{data['text/markdown'][:LONGEST]}\n\n[the rest is not shown]"


class Clock:
    """The seconds and bytes that are left for one notebook: there is always another slow text."""

    left, bytes = SECONDS, MOST_PICTURES

    def start(self):
        self.left, self.bytes = SECONDS, MOST_PICTURES

    def has_room(self, size):
        """Whether a picture of so many bytes may still come in."""
        self.bytes -= size
        return self.bytes >= 0

    def __enter__(self):
        self.since = time.perf_counter()

    def __exit__(self, *_):
        self.left -= time.perf_counter() - self.since


clock = Clock()


def _as_written(text):
    return Markup(f"<pre>{html.escape(text)}</pre>")


def as_it_is(text):
    """The filter that changes nothing."""
    return text


def code_as_html(source, **_):
    """Code as Python, in whatever language the notebook or a magic says that it is."""
    # The lexer looks at what is blank, and at a long line, again from each place in it.
    lines = [line.rstrip() for line in source.split("\n")]
    if clock.left <= 0 or len(source) > LONGEST_CODE or max(map(len, lines)) > LONGEST_LINE:
        return f'<div class="highlight">{_as_written(source)}</div>'
    with clock:
        return Highlight2HTML(pygments_lexer="python3")("\n".join(lines))


def colours_as_html(text):
    """nbconvert's filter of this name, which copies all that follows for each colour."""
    if str(text).count("\x1b") > MOST_COLOURS:
        return html.escape(strip_ansi(text))
    try:
        return ansi2html(text)
    except (IndexError, ValueError):  # a colour that nbconvert does not know, like \\x1b[38m
        return html.escape(strip_ansi(text))


def clean_html(text):
    """nbconvert's filter of this name; it lets through what `markdown_as_html` has cleaned."""
    if isinstance(text, Markup):
        return text
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return Markup(sanitize.clean_html(text))


@pass_context
def markdown_as_html(context, source):
    """nbconvert's filter markdown2html: clean HTML, formulas as MathML, pictures as data."""
    cell = context.get("cell") or {}
    folder = (context.get("resources") or {}).get("metadata", {}).get("path", "")
    if clock.left <= 0:
        return _as_written(source or "")
    with clock:
        return markdown(source, cell.get("attachments", {}), folder)


def markdown(source, attachments=None, folder=""):
    """Markdown as HTML. Pictures are among the attachments, or files in `folder`."""
    if sum(map((source or "").count, OPENERS)) > MOST_OPENED:
        return _as_written(source)
    renderer = _Renderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
    raw = MarkdownWithMath(renderer=renderer).render(re.sub("[\ue000\ue001]", "", source or ""))
    clean = sanitize.clean_html(raw, lambda name: _picture_beside(folder, name))
    # Each once: a student can write the mark itself, as `&#xe000;`.
    formulas = renderer.formulas
    return Markup(re.sub("\ue000(\\d+)\ue001", lambda m: formulas.pop(m[1], ""), clean))


class _Renderer(IPythonRenderer):
    """Leaves a mark in place of each formula: MathML comes in when the rest is clean.

    A mark is a number between two characters of private use. In an attribute nothing may come in:
    there the formula stands as it was written.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.formulas = {}

    def _formula(self, tex, display):
        number = str(len(self.formulas))
        self.formulas[number] = mathml(tex, display)
        return f"\ue000{number}\ue001"

    def block_math(self, body):
        return self._formula(body, "block")

    def inline_math(self, body):
        return self._formula(body, "inline")

    def latex_environment(self, name, body):
        return self._formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def block_mermaidjs(self, code):
        return f"<pre>{html.escape(code)}</pre>"

    def image(self, text, url, title=None):
        name = url.removeprefix("attachment:")
        if name != url and name not in self.attachments:
            name = unquote(name)
            if name not in self.attachments:
                return f"[no attachment {html.escape(name)}]"
            url = f"attachment:{name}"
        if name != url and not clock.has_room(max(map(len, self.attachments[name].values()))):
            return f"[{html.escape(name)} is not shown: there are too many pictures]"
        return super().image(text, url, title)


@lru_cache(maxsize=10_000)
def mathml(tex, display):
    """A formula as MathML; as it was written where latex2mathml cannot read it."""
    written = f"<code>{html.escape(tex)}</code>"
    if len(tex) > LONGEST_FORMULA:
        return written
    for pattern, known in SPELLING:
        tex = pattern.sub(known, tex)
    if MACROS.search(tex):
        return written
    tex = TEXT.sub(lambda found: found[1] + html.escape(found[2], quote=False), tex)
    try:
        made = convert(tex, display=display)
    except Exception:  # of many kinds; each says that this is no formula
        return written
    return CLEANER.clean(made)


CLEANER = nh3.Cleaner(tags=set(MATH.split()), attributes={"*": set(ARRANGE.split())})


def _picture_beside(folder, name):
    """A picture file of the submission as a data: URL, or None."""
    path = Path(folder, unquote(name))
    kind = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}.get(path.suffix.lower())
    if not kind or path.parent != Path(folder) or path.is_symlink() or not path.is_file():
        return None
    if path.stat().st_size > LARGEST or not clock.has_room(path.stat().st_size):
        return None
    content = sanitize.safe_picture(f"image/{kind}", base64.b64encode(path.read_bytes()).decode())
    return f"data:image/{kind};base64,{content}" if content else None
