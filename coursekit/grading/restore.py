"""From what a student handed in to a notebook that can be trusted in all but the student's answers.

    submitted/ada/01_likelihood/  ->  restore(assignment, folder)  ->  make_job(...)  ->  a worker

Nothing of a submission is believed but the text of its cells, their order and their tags. A cell
that the assignment knows takes its id, type, metadata and points from the gradebook and the
release; setup and test cells take their source from there too. What cannot be mended is a reason
and a mark of 0, never an exception: one student's file must not stop a class.

The outcome equals that of nbgrader's own sanitising preprocessors (ClearOutput, DeduplicateIds,
OverwriteKernelspec, OverwriteCells, CheckCellMetadata) wherever those do not fail.
"""

import ast
import codecs
import copy
import json
import os
import re
import stat
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.utils import find_all_files, is_locked

from coursekit.errors import CourseError
from coursekit.grading.job import ANSWER, OWN, SETUP, TEST, Cell, Job
from coursekit.restore import grade_id
from coursekit.student import student_version

MOST_BYTES = 100 << 20  # of a notebook file
MOST_PARTS = 2_000_000  # lists and objects in it: a file of `[],[],` takes 20 times its size
MOST_VALUES = 10_000_000  # items of those
MOST_CELLS = 5_000
MOST_SOURCE = 1_000_000  # characters of one cell
MOST_SOURCES = 20_000_000  # and of all together
MOST_FILES = 1_000  # of a folder that are looked at
MOST_NOTES = 20
IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "*.ipynb"]
COLLECTED = {"timestamp.txt", "submission_secret.txt", ".ipynb_checkpoints"}  # nbgrader's own
UNSAFE = re.compile("[\x00\ud800-\udfff]")  # NUL, and what UTF-8 cannot hold
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
FLAGS = ("grade", "solution", "locked", "task")


@dataclass(frozen=True)
class Assignment:
    """What the class was given. All of it is trusted."""

    name: str
    notebook: str  # without .ipynb
    cells: tuple[NotebookNode, ...]  # as released, but with the whole tests, hidden ones too
    shown: dict[str, str]  # what a student saw of each known cell: tests without their hidden part
    files: tuple[tuple[str, bytes], ...]  # data beside the notebook, by relative path
    metadata: NotebookNode  # the notebook's own: kernel, language, lesson
    stamp: str = ""  # the lesson's version

    @cached_property
    def known(self):
        """Every cell that nbgrader keeps track of, by id."""
        return {name: cell for cell in self.cells if (name := grade_id(cell))}

    @cached_property
    def stubs(self):
        """What stands in each cell that a student writes in, by id, before they do."""
        return {name: cell.source for name, cell in self.known.items() if not is_locked(cell)}

    @cached_property
    def points(self):
        """Points by id of the cell that carries them."""
        marks = {name: cell.metadata.nbgrader for name, cell in self.known.items()}
        return {name: mark["points"] for name, mark in marks.items() if "points" in mark}

    @cached_property
    def telling(self):
        """Ids that tell this lesson from others; `setup_1` is in all of them."""
        return {name for name in self.known if name in self.stubs or name in self.points}

    @cached_property
    def names(self):
        """Known ids by the notebook format's own cell id."""
        return {cell.id: name for name, cell in self.known.items()}

    @cached_property
    def plain(self):
        """Released cells that nbgrader does not track, by cell id."""
        return {cell.id: cell for cell in self.cells if not grade_id(cell)}

    @cached_property
    def prompts(self):
        """Cell id of each exercise's prompt."""
        found = {}
        for cell in self.plain.values():
            course = cell.metadata.get("course", {})
            if course.get("role") == "prompt":
                found[course.get("exercise")] = cell.id
        return found

    @cached_property
    def functions(self):
        """Names that the answers' stubs define: what the tests may call."""
        found = {}
        for name, source in self.stubs.items():
            if self.known[name].cell_type == "code":
                found |= dict.fromkeys(_functions(source))
        return tuple(found)


@dataclass
class Restored:
    """A submission, mended."""

    notebook: NotebookNode  # ready to execute
    notes: list[str]  # a sentence for the instructor on each thing that was mended
    untouched: frozenset[str]  # ids of answers, also written ones, that are as released
    refused: str = ""  # why the file cannot be read at all; `notebook` then holds the stubs


class _Refused(Exception):
    """This submission cannot be read; the message says why."""


# The assignment


def load_assignment(gradebook, course, name):
    """The Assignment `name` from nbgrader's open `gradebook` and the folders of `course`.

    Where the release folder is gone the student's version is made again from solutions/: a class
    that moved to another machine, or was tidied up, can still be graded. The gradebook's rows
    decide on tests and points in either case, so that a lesson edited since changes no mark.
    """
    again = f"run `nbgrader generate_assignment {name}`"
    try:
        books = gradebook.find_assignment(name).notebooks
    except MissingEntry:
        raise CourseError(f"`{name}` is not in the gradebook; {again}") from None
    if len(books) != 1:
        raise CourseError(f"the gradebook has {len(books)} notebooks for `{name}`, not 1; {again}")
    released = _released(course, name, books[0].name, again)
    kernel = json.loads(books[0].kernelspec or "{}")
    if kernel:
        released.metadata.kernelspec = nbformat.from_dict(kernel)
    released.metadata.pop("widgets", None)
    shown = {key: cell.source for cell in released.cells if (key := grade_id(cell))}
    stamp = released.metadata.get("course", {}).get("version", "")
    return Assignment(
        name=name,
        notebook=books[0].name,
        cells=tuple(_trusted_cells(released, books[0])),
        shown=shown,
        files=_files(course, name),
        metadata=released.metadata,
        stamp=stamp,
    )


def _released(course, name, book, again):
    places = [folder / name / f"{book}.ipynb" for folder in (_release(course), course.solutions)]
    for path in places:
        try:
            notebook = nbformat.read(path, as_version=4)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, AttributeError, KeyError, RecursionError) as error:
            reason = f"{type(error).__name__}: {str(error)[:80]}"
            where = course.relative(path)
            raise CourseError(f"{where} cannot be read ({reason}); {again}") from None
        return notebook if path == places[0] else student_version(notebook, book)
    missing = " nor ".join(course.relative(path) for path in places)
    raise CourseError(f"neither {missing} exists; {again}")


def _release(course):
    return course.classroom / "release"


def _files(course, name):
    """Data beside the notebook: as released, or else from solutions/, where nbgrader takes it."""
    folder = next((f for f in (_release(course) / name, course.solutions / name) if f.is_dir()), "")
    paths = sorted(map(Path, find_all_files(str(folder), IGNORED))) if folder else []
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths)


def _trusted_cells(released, book):
    """The release's cells in order, with source and points of the known ones from the gradebook."""
    rows = {row.name: row for row in book.source_cells}
    points = {row.name: row.max_score for row in [*book.grade_cells, *book.task_cells]}
    kinds = {
        "grade": {row.name for row in book.grade_cells},
        "solution": {row.name for row in book.solution_cells},
        "task": {row.name for row in book.task_cells},
    }

    def trusted(name, metadata, key):
        row, metadata = rows.pop(name), copy.deepcopy(metadata)
        marks = {"grade_id": name, "schema_version": 3, **metadata.get("nbgrader", {})}
        marks |= {kind: name in names for kind, names in kinds.items()}
        marks |= {"locked": row.locked, "checksum": row.checksum, "cell_type": row.cell_type}
        if name in points:
            marks["points"] = points[name]
        return _cell(row.cell_type, row.source or "", {**metadata, "nbgrader": marks}, key)

    for cell in released.cells:
        name = grade_id(cell)
        if name in rows:
            yield trusted(name, cell.metadata, cell.id)
        else:
            metadata = {k: v for k, v in cell.metadata.items() if k != "nbgrader"}
            yield _cell(cell.cell_type, cell.source, metadata, cell.id, cell.get("attachments"))
    for name in list(rows):
        key = name if CELL_ID.match(name) else f"cell-{len(rows)}"
        yield trusted(name, {"deletable": False}, key)


def _functions(source):
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
    return [node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


# The submission


def restore(assignment, folder):
    """Read what lies in a student's `folder`, whatever it is, as a Restored submission."""
    notes, folder = [], Path(folder)
    try:
        listing = _listing(folder)
        name, book = _find(assignment, folder, listing, notes)
        cells = _cells(book, notes)
        _check_lesson(assignment, name, book, cells)
    except _Refused as reason:
        cells = [_copy(cell) for cell in assignment.cells]
        stubs = frozenset(assignment.stubs)
        return Restored(_notebook(assignment, cells), _few(notes), stubs, str(reason))
    notes += _remarks(assignment, folder, listing, name, book)
    cells = _mend(assignment, cells, notes)
    untouched = {
        key
        for cell in cells
        if (key := grade_id(cell)) in assignment.stubs
        and cell.source.strip() == assignment.stubs[key].strip()
    }
    return Restored(_notebook(assignment, cells), _few(notes), frozenset(untouched))


def make_job(assignment, student, restored, limits, seed):
    """The Job of a restored submission: its code cells, each with its role."""
    cells, own = [], 0
    for index, cell in enumerate(restored.notebook.cells):
        role = role_of(cell)
        if role is None or not cell.source.strip():
            continue
        own += role == OWN
        name = f"own-{own}" if role == OWN else grade_id(cell)
        cells.append(Cell(index, name, role, cell.source))
    return Job(
        student=student,
        assignment=assignment.name,
        notebook=assignment.notebook,
        cells=tuple(cells),
        functions=assignment.functions,
        files=assignment.files,
        seed=seed,
        limits=limits,
    )


def role_of(cell):
    """The role of a restored cell when it is graded; None for what is not run."""
    if cell.cell_type != "code":
        return None
    marks = cell.metadata.get("nbgrader", {})
    for flag, role in (("solution", ANSWER), ("grade", TEST), ("locked", SETUP)):
        if marks.get(flag):
            return role
    return None if "demo" in cell.metadata.get("tags", []) else OWN


# Finding and reading the file


def _listing(folder):
    """{name: file type} of what lies in the folder; links are not followed."""
    try:
        with os.scandir(folder) as entries:
            found = {
                e.name: e.stat(follow_symlinks=False).st_mode for e in islice(entries, MOST_FILES)
            }
    except OSError as error:
        raise _Refused(f"the submitted folder cannot be read: {error.strerror}") from None
    return dict(sorted(found.items()))


def _find(assignment, folder, listing, notes):
    """(file name, parsed notebook) of the submission, also where it goes by another name."""
    wanted = f"{assignment.notebook}.ipynb"
    if os.path.lexists(folder / wanted):
        return wanted, _parse(wanted, _read(folder / wanted), notes)
    others = [name for name in listing if name.lower().endswith(".ipynb")]
    found, said, left = [], [], MOST_BYTES
    for name in others[:MOST_NOTES]:
        remarks = []
        try:
            data = _read(folder / name, left)
            left -= len(data)
            book = _parse(name, data, remarks)
            cells = _cells(book, [])
            _check_lesson(assignment, name, book, cells)
        except _Refused as reason:
            said.append(str(reason))
            continue
        if 2 * len(_ids(cells) & assignment.telling) > len(assignment.telling):
            found.append((name, book, remarks))
    if len(found) == 1:
        name, book, remarks = found[0]
        instead = f"the notebook was handed in as {_quote(name)} instead of {_quote(wanted)}"
        notes += [instead, *remarks]
        return name, book
    if found:
        several = ", ".join(_quote(name) for name, *_ in found)
        raise _Refused(f"there is no {_quote(wanted)}, and several may be meant: {several}")
    raise _Refused("; ".join([f"there is no {_quote(wanted)}", *said[:3]]))


def _read(path, most=MOST_BYTES):
    """The bytes of a regular file. Links are not followed, pipes and devices not opened."""
    name = _quote(path.name)
    try:
        _insist_on_file(name, path.lstat().st_mode)
        # The file may be exchanged between the two calls: look again at what was opened.
        flags = [getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")]
        with open(os.open(path, os.O_RDONLY | sum(flags)), "rb") as file:
            _insist_on_file(name, os.fstat(file.fileno()).st_mode)
            data = file.read(most + 1)
    except OSError as error:
        raise _Refused(f"{name} cannot be opened: {error.strerror}") from None
    if len(data) > most:
        raise _Refused(f"{name} is larger than {MOST_BYTES >> 20} MB; clear its outputs")
    return data


def _insist_on_file(name, mode):
    if stat.S_ISLNK(mode):
        raise _Refused(f"{name} is a symbolic link, and links are not followed")
    if not stat.S_ISREG(mode):
        raise _Refused(f"{name} is not a regular file")


def _parse(name, data, notes):
    """The file as a dict that holds a list of cells."""
    name = _quote(name)
    if not data.strip():
        raise _Refused(f"{name} is empty")
    text, remark = _decode(name, data)
    if text.count("[") + text.count("{") > MOST_PARTS or text.count(",") > MOST_VALUES:
        raise _Refused(f"{name} has too many parts to be a notebook; clear its outputs")
    try:
        book = _load(text)
    except (ValueError, RecursionError) as error:
        raise _Refused(f"{name} is not valid JSON ({_plain_words(str(error), 80)})") from None
    if not isinstance(book, dict):
        raise _Refused(f"{name} is not a notebook: its JSON is no object")
    if "cells" not in book and isinstance(book.get("worksheets"), list):  # before nbformat 4
        sheets = [_dict(sheet).get("cells") for sheet in book["worksheets"]]
        book["cells"] = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(book.get("cells"), list):
        raise _Refused(f"{name} is not a notebook: it has no list of cells")
    if len(book["cells"]) > MOST_CELLS:
        raise _Refused(f"{name} has {len(book['cells'])} cells, more than {MOST_CELLS}")
    if remark:
        notes.append(remark)
    return book


def _decode(name, data):
    """(text, a note if the encoding had to be guessed)."""
    marks = {
        codecs.BOM_UTF8: "utf-8-sig",
        codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
        codecs.BOM_UTF32_BE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    encoding = next((marks[mark] for mark in marks if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        return data.decode("latin-1"), f"{name} is not UTF-8; it was read as Latin-1"


def _load(text):
    # Not strict: a raw tab or line break within a string is no reason to lose a submission.
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of more digits than Python converts
        return json.loads(text, strict=False, parse_int=lambda n: int(n) if len(n) < 300 else 0)


def _check_lesson(assignment, name, book, cells):
    """Refuse a notebook that carries more ids of another lesson than of this one."""
    ids = _ids(cells)
    foreign = ids - set(assignment.known)
    if len(foreign) <= len(ids & assignment.telling):
        return
    lesson = _dict(_dict(book.get("metadata")).get("course")).get("lesson")
    some = ", ".join(map(_quote, sorted(foreign)[:3]))
    whose = f"lesson {_quote(lesson)}" if isinstance(lesson, str) else f"another notebook ({some})"
    message = f"{_quote(name)} carries the cells of {whose}, not of {_quote(assignment.name)}"
    raise _Refused(message)


def _ids(cells):
    return {cell.name for cell in cells} - {None}


# Reading the cells


@dataclass
class _Theirs:
    """What is taken from a submitted cell: plain types only, whatever the file held."""

    kind: str
    source: str | None  # None where it held no text
    name: str | None  # grade_id
    id: str | None
    tags: list = field(default_factory=list)
    marks: dict = field(default_factory=dict)  # nbgrader's metadata as the student has it
    exercise: str | None = None  # of a prompt
    attachments: dict | None = None


def _cells(book, notes):
    cells = [
        cell
        for number, raw in enumerate(book["cells"], 1)
        if (cell := _theirs(raw, number, notes)) is not None
    ]
    if sum(len(cell.source or "") for cell in cells) > MOST_SOURCES:
        raise _Refused(f"its cells hold more than {MOST_SOURCES} characters")
    return cells


def _theirs(raw, number, notes):
    if not isinstance(raw, dict):
        notes.append(f"cell {number} of the file is not a cell; it was left out")
        return None
    meta = raw.get("metadata", {})
    if not isinstance(meta, dict):
        notes.append(f"cell {number} had unreadable metadata; they were left out")
        meta = {}
    marks, kind = _dict(meta.get("nbgrader")), raw.get("cell_type")
    source = _source(raw, number, notes)
    if kind == "heading":  # of nbformat 3
        level = raw.get("level")
        depth = level if isinstance(level, int) and 1 <= level <= 6 else 1
        kind, source = "markdown", f"{'#' * depth} {source or ''}"
    elif kind not in ("code", "markdown", "raw"):
        notes.append(f"cell {number} had no known type; it is kept as raw text")
        kind = "raw"
    name, key = marks.get("grade_id"), raw.get("id")
    course = _dict(meta.get("course"))
    exercise = course.get("exercise") if course.get("role") == "prompt" else None
    return _Theirs(
        kind=kind,
        source=source,
        name=name if isinstance(name, str) else None,
        id=key if isinstance(key, str) and CELL_ID.match(key) else None,
        tags=_tags(meta.get("tags")),
        marks=marks,
        exercise=exercise if isinstance(exercise, str) else None,
        attachments=_attachments(raw.get("attachments")) if kind != "code" else None,
    )


def _source(raw, number, notes):
    source = raw.get("source", raw.get("input"))  # nbformat 3 called it `input`
    if isinstance(source, list):
        texts = [line for line in source if isinstance(line, str)]
        if len(texts) < len(source):
            notes.append(f"cell {number} held things that are not text; they were left out")
        source = "".join(texts)
    if not isinstance(source, str):
        notes.append(f"cell {number} held no text")
        return None
    if len(source) > MOST_SOURCE:
        notes.append(f"cell {number} was cut after {MOST_SOURCE} characters")
        source = source[:MOST_SOURCE]
    if UNSAFE.search(source):
        notes.append(f"cell {number} held characters that are no text; they were replaced")
        source = UNSAFE.sub("\ufffd", source)
    return source


def _tags(tags):
    """Tags as the notebook format allows them: distinct, and without commas."""
    texts = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    clean = (UNSAFE.sub("", tag) for tag in texts[:50])
    return list(dict.fromkeys(tag for tag in clean if tag and "," not in tag))


def _attachments(found):
    """Pictures pasted into Markdown, {name: {type: text}}; anything else is dropped."""
    kept = {}
    for name, bundle in _dict(found).items():
        good = {k: v for k, v in _dict(bundle).items() if isinstance(v, str)}
        if good and not any(UNSAFE.search(text) for text in (name, *good, *good.values())):
            kept[name] = good
    return kept or None


# Mending


def _mend(assignment, theirs, notes):
    """The student's cells in their order, known ones made trustworthy, missing ones put back."""
    _know_by_cell_id(assignment, theirs, notes)
    last = {cell.name: n for n, cell in enumerate(theirs) if cell.name in assignment.known}
    taken, keys = set(), _Keys(assignment)
    cells = []
    for number, cell in enumerate(theirs):
        if last.get(cell.name) == number:
            cells.append(_mended(assignment, assignment.known[cell.name], cell, notes))
            continue
        if cell.name in last:
            notes.append(f"{_what(assignment, cell.name)} stands there twice; the last one counts")
        elif cell.name is not None:
            notes.append(f"cell {_quote(cell.name)} is not of this lesson; it does not count")
        cells.append(_kept(assignment, cell, taken, keys, notes))
    return _with_missing(assignment, cells, notes)


def _know_by_cell_id(assignment, theirs, notes):
    """Some editors drop nbgrader's metadata; the cell's id, which is the same, still tells."""
    present = _ids(theirs)
    for cell in theirs:
        name = assignment.names.get(cell.id) if cell.name is None else None
        if name is not None and name not in present:
            cell.name, cell.marks = name, dict(assignment.known[name].metadata.nbgrader)
            notes.append(f"{_what(assignment, name)} had lost its metadata; known by its cell id")


def _mended(assignment, trusted, cell, notes):
    """A known cell: all from the assignment, but the source of an answer."""
    name, what = cell.name, _what(assignment, cell.name)
    mine, marks = _copy(trusted), trusted.metadata.nbgrader
    if cell.kind != trusted.cell_type:
        notes.append(f"{what} had been made a {cell.kind} cell; it is {trusted.cell_type} again")
    differ = any(bool(cell.marks.get(flag)) != bool(marks.get(flag)) for flag in FLAGS)
    if differ or cell.marks.get("points") != marks.get("points"):
        notes.append(f"the grading marks of {what} had been changed; restored")
    if "demo" in cell.tags and "demo" not in trusted.metadata.get("tags", []):
        notes.append(f"{what} had been tagged `demo`, which is not run; the tag was taken off")
    if name in assignment.stubs:
        mine.source = trusted.source if cell.source is None else cell.source
    elif (cell.source or "").strip() != assignment.shown.get(name, trusted.source).strip():
        notes.append(f"{what} had been changed; restored")
    return mine


def _kept(assignment, cell, taken, keys, notes):
    """A cell that nbgrader does not track, as the student has it."""
    source = cell.source or ""
    metadata = {"tags": cell.tags} if cell.tags else {}
    key = cell.id if cell.id in assignment.plain else assignment.prompts.get(cell.exercise)
    released = assignment.plain.get(key) if key not in taken else None
    if released is not None:
        taken.add(key)
        if "course" in released.metadata:
            metadata["course"] = dict(released.metadata.course)
        # The feedback takes an exercise's title from its prompt.
        if key in assignment.prompts.values() and not source.strip():
            source = released.source
            notes.append(
                f"the text of exercise {_quote(released.metadata.course.exercise)} is back"
            )
    key = keys.free(cell.id) if released is None else key
    return _cell(cell.kind, source, metadata, key, cell.attachments)


class _Keys:
    """Hands out cell ids that no other cell has."""

    def __init__(self, assignment):
        self.used = {cell.id for cell in assignment.cells}
        self.number = 0

    def free(self, wish):
        while wish is None or wish in self.used:
            self.number += 1
            wish = f"cell-{self.number}"
        self.used.add(wish)
        return wish


def _with_missing(assignment, cells, notes):
    """Put each known cell that is gone after the one that precedes it in the release."""
    ids = [cell.id for cell in cells]
    present, after, place = set(ids), {}, None
    prompts = set(assignment.prompts.values())
    for cell in assignment.cells:
        if cell.id in present:
            place = cell.id if grade_id(cell) or cell.id in prompts else place
        elif name := grade_id(cell):
            notes.append(f"{_what(assignment, name)} was missing; put back")
            after.setdefault(place, []).append(_copy(cell))
    whole = after.pop(None, [])
    for cell in cells:
        whole += [cell, *after.get(cell.id, [])]
    return whole


def _notebook(assignment, cells):
    metadata = copy.deepcopy(assignment.metadata)
    return NotebookNode(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)


def _cell(kind, source, metadata, key, attachments=None):
    """A cell without outputs that is valid by construction."""
    cell = {"id": key, "cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    elif attachments:
        cell["attachments"] = attachments
    return nbformat.from_dict(cell)


def _copy(cell):
    return nbformat.from_dict(cell)  # new dicts and lists throughout; the strings are shared


# What the instructor reads


def _remarks(assignment, folder, listing, name, book):
    """Notes on the file as a whole, and on what lies beside it."""
    meta = _dict(book.get("metadata"))
    version = book.get("nbformat")
    if version != 4:
        named = version if isinstance(version, int) and 0 < version < 100 else "unknown"
        yield f"the notebook's format is {named}; it was read as format 4"
    stamp = _dict(meta.get("course")).get("version")
    if isinstance(stamp, str) and assignment.stamp and stamp != assignment.stamp:
        yield (
            f"the notebook was made from version {_quote(stamp)} of the lesson; "
            f"the class was given {_quote(assignment.stamp)}"
        )
    kernel = _dict(meta.get("kernelspec")).get("name")
    ours = assignment.metadata.get("kernelspec", {}).get("name")
    if isinstance(kernel, str) and ours and kernel != ours:
        yield f"the kernel {_quote(kernel)} is not used; the lesson's is {_quote(ours)}"
    yield from _beside(assignment, listing, name)


def _beside(assignment, listing, name):
    """A note on the files that the job does not get: all but the assignment's own."""
    given = {path.split("/")[0] for path, _ in assignment.files} | COLLECTED | {name}
    others = {key: mode for key, mode in listing.items() if key not in given}
    links = [key for key in listing if stat.S_ISLNK(listing[key]) and key not in others]
    few = [_quote(key) for key in islice(others, 5)]
    if few:
        more = f" and {len(others) - len(few)} more" if len(others) > len(few) else ""
        verb = "is" if len(others) == 1 else "are"
        yield f"{', '.join(few)}{more} beside the notebook {verb} not used"
    for key in links[:5]:
        yield f"{_quote(key)} is a symbolic link; it was not followed"


def _what(assignment, name):
    cell = assignment.known[name]
    role = role_of(cell) or ("text" if name not in assignment.stubs else "written answer")
    return f"{role} cell {_quote(name)}" if cell.cell_type == "code" else f"{role} {_quote(name)}"


def _few(notes):
    more = len(notes) - MOST_NOTES
    return [*notes[:MOST_NOTES], *([f"and {more} more of these"] if more > 0 else [])]


def _quote(text):
    return f"`{_plain_words(text, 60)}`"


def _plain_words(text, most):
    """One short line that any terminal, page and file can hold."""
    clean = re.sub(r"[^\S ]|[`\ud800-\udfff]", "\ufffd", text[: most + 1])
    clean = "".join(letter if letter.isprintable() else "\ufffd" for letter in clean)
    return clean if len(clean) <= most else clean[:most] + "…"


def _dict(value):
    return value if isinstance(value, dict) else {}
