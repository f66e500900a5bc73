"""What a student or a student's process left, rebuilt from the parts that are known to be harmless.

Nothing is repaired in place: outputs and notebooks are made anew, and what is not understood stays
behind. HTML is cleaned by nh3, the Python face of the Rust library ammonia: it parses as browsers
do and keeps what a list allows. (bleach, which nbconvert brings, is no longer developed.)
"""

import base64
import binascii
import re
from html import escape

import nh3
from pygments.token import STANDARD_TYPES

OUTPUTS, LINES, OVERHEAD = 500, 200, 100  # most of a cell; most of a traceback; bytes of a frame
LAST_ERROR = 2_000  # bytes of an error for which nothing else has left room
TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex")
MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
PICTURES = ("image/png", "image/jpeg")
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
DEEPEST = 200  # elements within one another
# Of these a browser, and the cleaner, makes another copy in every block after one that is not
# closed: twenty `<b>` are twenty elements for each `<p>` that follows.
COPIED = {
    *("a", "b", "big", "code", "em", "font", "i", "nobr"),
    *("s", "small", "strike", "strong", "tt", "u"),
}
MOST_COPIED = 20
# A comment and a tag as the HTML standard reads them, each in one pass without a step back.
COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
BLANK = r" \t\n\f\r"
TAG = re.compile(
    rf"<(/?)([a-zA-Z][^{BLANK}/>]*+)(?:[{BLANK}/]++|[^{BLANK}/>][^{BLANK}/>=]*+(?:[{BLANK}]*+=[{BLANK}]*+"
    rf"(?:\"[^\"]*+\"?|'[^']*+'?|[^{BLANK}>\"'][^{BLANK}>]*+)?+)?+)*+>?"
)
RAW = {"script", "style", "textarea", "title"}
# What is text or markup depending on where it stands.
AMBIGUOUS = re.compile(
    r"(?i)<!\[CDATA\[|<(?:noscript|iframe|noembed|noframes|xmp|plaintext)\b"
    r"|<(?:svg|math)\b(?s:.*)<(?:script|style|textarea|title)\b"
)
LONGEST_ATTRIBUTE = 2_000  # the copies have it, too
FLAGS = ("grade", "solution", "locked", "task")

# A colour (kept), any other escape sequence, and characters that show nothing or turn text around.
COLOUR = re.compile(r"(\x1b\[[0-9;]{0,40}m)")
ESCAPE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -~]?"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)

NAMES = """
    a abbr b blockquote br caption code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong
    sub summary sup table tbody td tfoot th thead tr tt u ul var
"""
TAGS = set(NAMES.split())
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "style"},
    "ol": {"start"},
    "details": {"open"},
    "table": {"border"},
}
CLASSES = {
    "span": {name for name in STANDARD_TYPES.values() if name},
    "div": {"highlight"},
    "table": {"dataframe"},
}


class _Budget:
    """The bytes that may still be kept, and what has to be said about the rest."""

    def __init__(self, limit):
        self.limit = self.left = limit
        self.notes = []

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)

    def cut(self, text):
        """As much of `text` as there is room for."""
        encoded = text.encode()
        if len(encoded) > self.left:
            encoded = encoded[: max(0, self.left)]
            self.note(f"[an output of more than {self.limit} bytes is cut]")
        self.left -= len(encoded)
        return encoded.decode("utf-8", "ignore")

    def whole(self, text):
        """`text` where there is room for all of it, else None: half a picture is none."""
        if len(text) > self.left:
            self.note(f"[an output of more than {self.limit} bytes is cut]")
            return None
        return self.cut(text)


def safe_outputs(raw, *, limit):
    """Valid nbformat outputs from whatever JSON value claims to be a list of them.

    At most `limit` bytes of text and pictures are kept, and an error besides. What is left out is
    named at the end, in a stream of its own.
    """
    budget, kept = _Budget(limit), []
    if not isinstance(raw, list | tuple):
        raw = ()
        budget.note("[the outputs of this cell cannot be read]")
    for value in raw[:OUTPUTS]:
        if budget.left < OVERHEAD:
            budget.note(f"[an output of more than {limit} bytes is cut]")
            break
        kind = value.get("output_type") if isinstance(value, dict) else None
        build = BUILDERS.get(kind) if isinstance(kind, str) else None
        output = build(value, budget) if build else None
        if output:
            budget.left -= OVERHEAD
            kept.append(output)
        elif build is None:
            budget.note(f"[an output of type {_name(kind)} is not shown]")
    if len(raw) > OUTPUTS:
        budget.note(f"[only the first {OUTPUTS} outputs are shown]")
    # A mark hangs on an error, which comes last: it stays, whatever was printed before it.
    errors = [value for value in raw if _is_error(value)]
    if errors and not any(map(_is_error, kept)):
        kept.append(_error(errors[-1], _Budget(LAST_ERROR)))
    if budget.notes:
        said = "\n".join(budget.notes) + "\n"
        kept.append({"output_type": "stream", "name": "stderr", "text": said})
    return tuple(kept)


def _is_error(value):
    return isinstance(value, dict) and value.get("output_type") == "error"


def _stream(value, budget):
    name = "stderr" if value.get("name") == "stderr" else "stdout"
    text = budget.cut(safe_text(value.get("text"), budget.left))
    return {"output_type": "stream", "name": name, "text": text} if text else None


def _error(value, budget):
    lines = value.get("traceback")
    lines = lines[:LINES] if isinstance(lines, list | tuple) else []
    return {
        "output_type": "error",
        "ename": budget.cut(safe_text(value.get("ename"), 200)) or "Error",
        "evalue": budget.cut(safe_text(value.get("evalue"), budget.left)),
        "traceback": [budget.cut(safe_text(line, budget.left)) for line in lines],
    }


def _display(value, budget):
    bundle, looks = value.get("data"), value.get("metadata")
    bundle = bundle if isinstance(bundle, dict) else {}
    data, metadata = {}, {}
    for mime in TEXTS:
        if mime in bundle:
            text = safe_text(bundle[mime], budget.left)
            # Cut first: cleaning closes the tags that a cut leaves open.
            html = mime == "text/html"
            clean = budget.whole(clean_html(text)) if html else budget.cut(text)
            if clean is None:  # what was looked at counts, or one could be looked at for ever
                budget.left -= len(text)
            text = clean
            if text:
                data[mime] = text
    for mime in PICTURES:
        picture = budget.whole(safe_picture(mime, bundle.get(mime))) if mime in bundle else None
        if picture:
            data[mime] = picture
            look = _look(looks.get(mime) if isinstance(looks, dict) else None)
            metadata.update({mime: look} if look else {})
        elif mime in bundle:
            budget.note(f"[an output of type {mime} is not shown]")
    for mime in list(bundle)[:20]:
        if mime not in (*TEXTS, *PICTURES):
            budget.note(f"[an output of type {_name(mime)} is not shown]")
    return {"output_type": "display_data", "data": data, "metadata": metadata} if data else None


def _execute_result(value, budget):
    output = _display(value, budget)
    if output:
        output["output_type"] = "execute_result"
        output["execution_count"] = safe_count(value.get("execution_count"))
    return output


BUILDERS = {
    "stream": _stream,
    "error": _error,
    "display_data": _display,
    "execute_result": _execute_result,
}


def _name(kind):
    """A type as a student named it, fit to be printed."""
    return re.sub(r"[^\w./+-]", "", kind, flags=re.ASCII)[:60] if isinstance(kind, str) else "?"


def _look(value):
    """How a picture is shown. nbconvert does not quote the integers, so they must be integers."""
    found = value if isinstance(value, dict) else {}
    made = {
        name: found[name]
        for name in ("width", "height")
        if type(found.get(name)) is int and 0 < found[name] <= 10_000
    }
    described = safe_text(found.get("alt"), 500)
    return {**made, "alt": described} if described else made


def safe_count(value):
    """An execution count, or None."""
    return value if type(value) is int and 0 < value < 10**9 else None


def safe_text(value, limit=1 << 24):
    """Text (a string, or a list of them as files hold it) without escapes other than colours.

    At most a little more than `limit` characters are looked at. Halves of surrogate pairs, which
    no file could hold, become replacement characters.
    """
    if isinstance(value, list | tuple):
        parts, room = [], limit
        for part in value:
            if room < 0:
                break
            parts.append(part[: room + 1] if isinstance(part, str) else "")
            room -= len(parts[-1])
        value = "".join(parts)
    if not isinstance(value, str):
        return ""
    text = value[: limit + 1].replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    pieces = COLOUR.split(text)  # colours stand at odd places
    return "".join(p if n % 2 else ESCAPE.sub("", p) for n, p in enumerate(pieces))


def safe_picture(mime, value):
    """A picture in base64 that begins as pictures of its type do, or an empty string."""
    if isinstance(value, list | tuple):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str) or mime not in MAGIC:
        return ""
    try:
        content = base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(content).decode() if content.startswith(MAGIC[mime]) else ""


def clean_html(html, picture=None):
    """HTML without anything that runs, asks for anything, or looks like a part of the page.

    Pictures are data; links lead to the web, in a window of their own, or nowhere. `picture` may
    turn another source of a picture into such data.
    """

    if _too_deep(html):
        return f"<pre>{escape(html)}</pre>"

    def attribute(tag, name, value):
        value = re.sub("\ue000\\d*\ue001", "", value)  # marks of formulas: see coursekit.shown
        if name == "src":
            return _source(value) or (picture(value) if picture else None)
        if len(value) > LONGEST_ATTRIBUTE:
            return None
        if name == "href":
            return value if re.match(r"(https?://|mailto:)", value.strip(), re.I) else None
        if name in ("width", "height", "border", "colspan", "rowspan", "start"):
            return value if re.fullmatch(r"\d{1,4}%?", value) else None
        return value

    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe"},
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        allowed_classes=CLASSES,
        filter_style_properties={"text-align"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _too_deep(html):
    """Whether elements nest as in no page: the cleaner's time grows with the square of the depth,
    and what it writes with the number of COPIED ones.

    An end counts only where it closes what was opened last, so that wrong ones hide nothing.
    """
    if AMBIGUOUS.search(html):
        return True
    opened, copied, ends = [], 0, set(_ends(html))
    for tag in re.finditer(r"<(/?)([a-zA-Z][^ \t\n\f\r/>]*)", html):
        end, name = tag[1], tag[2].lower()
        if end and tag.start() not in ends:
            continue
        if not end and name not in VOID:
            opened.append(name)
            copied += name in COPIED
        elif end and opened and opened[-1] == name:
            copied -= opened.pop() in COPIED
        if len(opened) > DEEPEST or copied > MOST_COPIED:
            return True
    return False


def _ends(html):
    """Where end tags stand, as HTML has it: not in comments, attributes and raw text."""
    place = html.find("<")
    while place >= 0:
        if html.startswith("<!--", place):
            comment = COMMENT.match(html, place)
            place = comment.end() if comment else len(html)
        elif tag := TAG.match(html, place):
            if tag[1]:
                yield place
            place = tag.end()
            if not tag[1] and tag[2].lower() in RAW:
                after = re.compile(f"</{tag[2]}", re.IGNORECASE).search(html, place)
                place = after.start() if after else len(html)
        elif html[place + 1 : place + 2] in ("!", "?", "/"):
            place = html.find(">", place) + 1 or len(html)
        else:
            place += 1
        place = html.find("<", place)


def _source(value):
    """A data: URL of a picture, made anew, or None."""
    found = re.match(r"data:(image/\w+);base64,", value)
    picture = safe_picture(found[1], value[found.end() :]) if found else ""
    return f"data:{found[1]};base64,{picture}" if picture else None


def safe_notebook(notebook, trusted_ids=None, *, limit=1 << 20):
    """A notebook of format 4.5 with the cells of `notebook` and no more metadata than is needed.

    A cell keeps what it has of nbgrader's metadata if its grade_id is among `trusted_ids` (None:
    if it looks like one). Sources stay as they are written, also Markdown: it is made safe where it
    is shown. Outputs go through `safe_outputs`, with `limit` for each cell.
    """
    import nbformat  # takes a second, which the judge, who shows no notebook, is spared

    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    cells = cells if isinstance(cells, list) else []
    ids, kept = set(), []
    for number, cell in enumerate(cells):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            continue
        made = _cell(cell, trusted_ids, limit)
        made["id"] = _identity(cell.get("id"), number, ids)
        kept.append(made)
    made = nbformat.v4.new_notebook(cells=kept, metadata=_notebook_metadata(notebook))
    return nbformat.from_dict({**made, "nbformat_minor": 5})


def _cell(cell, trusted_ids, limit):
    made = {
        "cell_type": cell["cell_type"],
        "source": _source_text(cell.get("source")),
        "metadata": _cell_metadata(cell.get("metadata"), trusted_ids),
    }
    if made["cell_type"] == "code":
        made["execution_count"] = safe_count(cell.get("execution_count"))
        made["outputs"] = list(safe_outputs(cell.get("outputs", []), limit=limit))
    elif attachments := _attachments(cell.get("attachments")):
        made["attachments"] = attachments
    return made


def _source_text(value):
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    text = value if isinstance(value, str) else ""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _identity(wanted, number, taken):
    """The cell's own id where it is valid and not taken, else one by its place."""
    if not isinstance(wanted, str) or not re.fullmatch(r"[\w-]{1,64}", wanted, re.ASCII):
        wanted = f"cell-{number}"
    while wanted in taken:
        wanted = f"{wanted[:50]}-{number}"
    taken.add(wanted)
    return wanted


def _cell_metadata(found, trusted_ids):
    found, made = found if isinstance(found, dict) else {}, {}
    for name in ("deletable", "editable"):
        if isinstance(found.get(name), bool):
            made[name] = found[name]
    if isinstance(found.get("tags"), list):
        made["tags"] = [tag for tag in found["tags"][:20] if _is_word(tag)]
    course = found.get("course")
    if isinstance(course, dict):
        made["course"] = {
            key: course[key] for key in ("exercise", "role") if _is_word(course.get(key))
        }
    nbgrader = found.get("nbgrader")
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    if _is_word(name) and (trusted_ids is None or name in trusted_ids):
        made["nbgrader"] = _nbgrader(nbgrader)
    return made


def _is_word(value):
    return isinstance(value, str) and re.fullmatch(r"[\w.-]{1,100}", value) is not None


def _nbgrader(found):
    made = {name: bool(found.get(name)) for name in FLAGS}
    made |= {
        name: found[name]
        for name in ("grade_id", "cell_type", "checksum")
        if _is_word(found.get(name))
    }
    for name in ("points", "schema_version"):
        if type(found.get(name)) in (int, float) and 0 <= found[name] < 10**6:
            made[name] = found[name]
    return made


def _attachments(found):
    """{name: {type: picture}} of those that are pictures."""
    made = {}
    for name, bundle in list(found.items())[:50] if isinstance(found, dict) else []:
        pictures = {
            mime: safe_picture(mime, bundle.get(mime)) for mime in MAGIC if isinstance(bundle, dict)
        }
        pictures = {mime: picture for mime, picture in pictures.items() if picture}
        if isinstance(name, str) and len(name) <= 200 and pictures:
            made[name] = pictures
    return made


def _notebook_metadata(notebook):
    found = notebook.get("metadata") if isinstance(notebook, dict) else None
    found, made = found if isinstance(found, dict) else {}, {}
    for name in ("kernelspec", "language_info", "course"):
        if isinstance(found.get(name), dict):
            short = {
                key: value
                for key, value in list(found[name].items())[:20]
                if _is_word(key) and (_is_short(value) or type(value) is int)
            }
            made[name] = short
    return _with_kernel(made)


def _is_short(value):
    """One line of plain text, as names of kernels and languages are."""
    return isinstance(value, str) and re.fullmatch(r"[\w ./()+-]{0,100}", value) is not None


def _with_kernel(made):
    """Jupyter's schema wants both names of a kernel, and a language's."""
    if "kernelspec" in made and not {"name", "display_name"} <= set(made["kernelspec"]):
        del made["kernelspec"]
    if "language_info" in made and "name" not in made["language_info"]:
        del made["language_info"]
    return made
