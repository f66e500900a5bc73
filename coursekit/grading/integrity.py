"""A look at a student's code for what an instructor may want to see: it flags, and costs no point.

    for flag in flags_of(job.cells, allowed_by(assignment)):
        print(flag)     # cell `softmax`, line 2: uses `lossutils.softmax`, the course's reference

Nothing here protects the grading, which the sandbox does; code can always be written so that a
static check misses it. It parses and never runs a line.

`allowed` holds dotted names. `scipy.special` allows that module and all in it, `scipy` all of
SciPy. Of `lossutils` only what is named itself is allowed: `lossutils.softmax`, or the module
`lossutils.testing`.
"""

import ast
import re
import time
import warnings
from dataclasses import dataclass
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

from coursekit.grading.job import ANSWER, OWN, SETUP
from coursekit.grading.restore import role_of


def _words(text):
    return frozenset(text.split())


REFERENCE = "lossutils"
DEFAULT = _words(
    "numpy math itertools functools collections typing dataclasses warnings matplotlib operator "
    "decimal fractions statistics cmath array bisect heapq numbers random string re abc enum copy "
    "time contextlib pprint IPython.display"
)
# Names that hold a module though the cell itself does not import it.
NAMES = {"np": "numpy", "plt": "matplotlib.pyplot", REFERENCE: REFERENCE}
SOLVERS = _words("scipy torch jax sklearn tensorflow keras optax flax autograd statsmodels cupy")
SYSTEM = _words(
    "os sys subprocess socket ctypes gc inspect builtins importlib shutil pathlib signal threading "
    "multiprocessing pickle marshal runpy code codeop pty tempfile io urllib http requests IPython "
    "nbformat nbgrader coursekit resource mmap cffi pkgutil types traceback linecache atexit "
    "asyncio concurrent posix site sqlite3 ssl ftplib platform tokenize dis"
)
REACHED = _words(
    "os sys subprocess builtins bltns ctypes importlib socket ctypeslib f2py inspect runstring "
    "measure rundocs get_type_hints"
)
CALLS = _words(
    "eval exec compile open __import__ globals locals vars breakpoint __builtins__ __loader__ "
    "__spec__"
)
ANYWHERE = _words("eval exec")  # also as an attribute, of whatever
PRIVATE = re.compile(r"_[A-Za-z]")
FRAMES = _words(
    "f_back f_globals f_locals f_builtins f_code gi_frame gi_code cr_frame ag_frame tb_frame "
    "tb_next cell_contents co_code"
)
PLAIN_DUNDERS = _words(
    "name qualname doc version init post_init call len iter next getitem setitem contains enter "
    "exit add sub mul matmul truediv floordiv mod pow neg abs lt le gt ge repr str float int bool "
    "radd rsub rmul rtruediv hash annotations main future class"
)
# What a class defines so that a wrong result passes for a right one.
DISGUISES = _words(
    "__eq__ __ne__ __array__ __array_function__ __array_ufunc__ __array_wrap__ __array_finalize__ "
    "__getattribute__ __getattr__ __instancecheck__ __subclasscheck__ __reduce__ "
    "__reduce_ex__"
)
DUNDER = re.compile(r"__(\w+?)__\Z")
DUNDERS_WITHIN = re.compile(r"__[A-Za-z]\w*?__")
IN_A_STRING = re.compile(rf"{REFERENCE}(\.\w+)*\Z")
HARMLESS_MAGICS = _words(
    "matplotlib time timeit precision capture pinfo pinfo2 who whos who_ls lsmagic config html"
)
# Line magics that do more than show something, and aliases of shell commands (`%lsmagic`).
AUTOMATIC = _words(
    "alias alias_magic cat cd cp ed edit env history ldir lf lk ll load load_ext loadpy ls lx "
    "macro mkdir mv pdef pfile pip prun psource pycat pylab recall reload_ext rep rerun rm rmdir "
    "run save sc set_env sx system time timeit"
)
WITH_CODE = {"time", "timeit", "capture"}
OPTION = re.compile(r"\s*(?:-[a-z]\s*\d*|--[a-z-]+)(?=\s|$)")
EXPANDED = re.compile(r"[{$]")  # IPython puts the value of an expression there
UNREAD = ast.Module([], [])  # stands for code at which nobody looked
LONGEST = 50_000  # characters of a cell that are looked at
# IPython reads a cell anew for each magic in it: 5000 lines of `!ls` take two minutes.
# Within a line: across lines each of them would be looked through from each before it.
NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MAGIC = re.compile(r"(?m)^[^\S\n]*[%!?,;/]|\?[^\S\n]*$|=[^\S\n]*[%!]")
LONGEST_PATH = 20  # parts of a dotted name that are looked at
# Python's parser copies such a name for each of its parts: an import of 90,000 takes 20 s.
ENDLESS_NAME = re.compile(r"(?:\.[\s\\]*\w+[\s\\]*){200}")
MOST_READ = 5_000  # lines, each magic counting all of them
DEEPEST = 3  # magics within magics
MOST_FLAGS = 20  # of a cell
LONGEST_MESSAGE = 200
SECONDS = 2.0  # for all cells of a submission: the coordinator has others to see to


@dataclass(frozen=True)
class Flag:
    """One thing in a student's cell that an instructor may want to look at."""

    cell: str
    line: int
    message: str

    def __str__(self):
        return f"cell `{self.cell}`, line {self.line}: {self.message}"


def allowed_by(assignment):
    """What answers may import: the default, what the lesson's setup imports, and its own list.

    A lesson's list stands in the notebook's metadata as `course.allow`.
    """
    found = set(DEFAULT)
    for cell in assignment.cells:
        if role_of(cell) == SETUP:
            found |= set(_imports(cell.source).values())
    listed = assignment.metadata.get("course", {}).get("allow", [])
    return frozenset(found | set(listed))


def flags_of(job_cells, allowed):
    """The flags of all cells of a Job that a student wrote; the rest tells what names mean."""
    names, found, end = dict(NAMES), [], time.monotonic() + SECONDS
    for cell in job_cells:
        if time.monotonic() > end:
            return [*found, Flag(cell.id, 1, "and all cells below took too long to be looked at")]
        if cell.role in (SETUP, ANSWER, OWN):
            if cell.role != SETUP:
                found += flags(cell.source, cell.id, allowed=allowed, names=names)
            names |= _imports(cell.source)
            names |= _aliases(cell.source, names)
    return found


def flags(source, cell, *, allowed=DEFAULT, names=NAMES):
    """The flags of one cell, each message once, in the order of lines.

    `names` tells which module or imported thing a name stands for when the cell does not import
    it. Code that is no Python has none: it does not run either.
    """
    if len(source) > LONGEST:
        return [Flag(cell, 1, f"is {len(source)} characters long and was not looked at")]
    if ENDLESS_NAME.search(source):
        return [Flag(cell, 1, "holds a name of hundreds of parts and was not looked at")]
    tree = _parse(source)
    if tree is UNREAD:
        return [Flag(cell, 1, "is too deep, or too full of magics, and was not looked at")]
    reader = _Reader({**names, **_imports(source)}, allowed)
    try:
        reader.read(tree, _nodes(source))
    except RecursionError:
        return [Flag(cell, 1, "is nested too deeply to be looked at")]
    first = {}
    for line, message in sorted(reader.found):
        first.setdefault(message, line)
    few = list(first.items())[:MOST_FLAGS]
    if len(first) > MOST_FLAGS:
        few.append((f"and {len(first) - MOST_FLAGS} more of these", few[-1][1]))
    return [Flag(cell, line, message) for message, line in few]


@lru_cache(maxsize=100)  # setup cells are the same for a class
def _parse(source):
    """The syntax tree, with magics and shell lines as IPython rewrites them.

    Empty if it is no Python; UNREAD if that would take too long to tell.
    """
    if len(source) > LONGEST or ENDLESS_NAME.search(source):
        return UNREAD
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" in a student's string
        try:
            return ast.parse(source)
        except (ValueError, RecursionError, MemoryError):
            return UNREAD
        except SyntaxError:
            if _costly(source):
                return UNREAD
        try:
            return ast.parse(TransformerManager().transform_cell(_with_percent(source)))
        except SyntaxError:
            return ast.Module([], [])
        except Exception:  # hostile text meets IPython's tokenizer: it may raise whatever
            return UNREAD


def _with_percent(source):
    """A cell of one line that begins with a magic's name runs it, also without the `%`."""
    line = source.strip()
    automatic = "\n" not in line and line.partition(" ")[0] in AUTOMATIC
    return f"%{line}" if automatic else source


@lru_cache(maxsize=20)  # what is asked of a cell is asked at once
def _nodes(source):
    """Breadth first: an alias comes before its uses in functions."""
    return list(ast.walk(_parse(source)))


def _costly(source):
    return len(MAGIC.findall(source)) * (source.count("\n") + 1) > MOST_READ


@lru_cache(maxsize=100)
def _imports(source):
    """{name: what it stands for} for each import."""
    names = {}
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _aliases(source, names):
    """{name: what it stands for} for each plain copy of the reference, or of a part of it."""
    found = {}
    for node in _parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            root, parts = _chain(node.value)
            whole = {**names, **found}.get(root, "")
            if whole.partition(".")[0] == REFERENCE:
                found[node.targets[0].id] = ".".join([whole, *parts])
    return found


def _chain(node):
    """(root name, attributes) of `a.b.c`, or (None, ...) where the root is no name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id if isinstance(node, ast.Name) else None), parts[::-1]


def _own_names(cell):
    """The uses of names in CALLS that mean something of the student's own.

    In a function that is what it takes or assigns; in a cell what an earlier statement gave it.
    """
    found, names = set(), set()
    for statement in cell.body:
        found |= _uses(statement, names)
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
        names |= {statement.name} if isinstance(statement, NAMED) else set()
    return found


def _uses(node, names):
    """Those within a node, where these names are the student's own."""
    inner = []
    if isinstance(node, FUNCTIONS):
        body = node.body if isinstance(node.body, list) else [node.body]  # that of a lambda
        inner = [(part, names | _bound(node.args, body)) for part in body]
    inside = {id(part) for part, _ in inner}
    # Defaults and decorators belong to the outer scope.
    outer = [(part, names) for part in ast.iter_child_nodes(node) if id(part) not in inside]
    found = {node} if isinstance(node, ast.Name) and node.id in CALLS & names else set()
    return found.union(*(_uses(*part) for part in [*outer, *inner]))


def _bound(arguments, body):
    """The names that are local to a function; those of functions within it are not."""
    names = {node.arg for node in ast.walk(arguments) if isinstance(node, ast.arg)}
    free, nodes = set(), list(body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, NAMED):
            names.add(node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            free |= set(node.names)
        elif not isinstance(node, ast.Lambda):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            nodes += ast.iter_child_nodes(node)
    return names - free


class _Reader:
    """Walks one cell's tree and collects (line, message); `see_name` looks at each ast.Name."""

    def __init__(self, names, allowed, depth=0):
        self.names, self.allowed, self.depth = names, allowed, depth
        self.found, self.inner = [], set()

    def read(self, tree, nodes):
        self.own = {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
        called = any(isinstance(n, ast.Name) and n.id in CALLS for n in nodes)
        self.meant = _own_names(tree) if called else set()
        documents = (n.value for n in nodes if isinstance(n, ast.Expr))
        self.inner.update(n for n in documents if isinstance(n, ast.Constant))
        for node in nodes:
            if isinstance(node, ast.Assign):
                self._alias(node)
        for node in nodes:
            visit = getattr(self, f"see_{type(node).__name__.lower()}", None)
            if visit:
                visit(node)
        self._rebound(tree)

    def flag(self, node, message):
        self.found.append((getattr(node, "lineno", 1), message[:LONGEST_MESSAGE]))

    def path(self, node):
        """The dotted name that `node` stands for, or None."""
        root, parts = _chain(node)
        return ".".join([self.names[root], *parts]) if root in self.names else None

    def permits(self, path):
        parts = path.split(".", LONGEST_PATH)[:LONGEST_PATH]
        shortest = 2 if parts[0] == REFERENCE else 1
        heads = (".".join(parts[:n]) for n in range(shortest, len(parts) + 1))
        return any(head in self.allowed for head in heads)

    # Imports

    def see_import(self, node):
        for alias in node.names:
            if alias.name != REFERENCE:
                self._imported(node, alias.name)

    def see_importfrom(self, node):
        if node.level:
            self.flag(node, "imports from a package beside the notebook")
            return
        for alias in node.names:
            self._imported(node, f"{node.module}.{alias.name}", node.module)

    def _imported(self, node, path, module=None):
        top = path.partition(".")[0]
        if top == REFERENCE:
            self._reference(node, path)
        elif self.permits(path) or top == "__future__":
            self._reached(node, path.split(".")[1:], path)
        elif top in SOLVERS:
            self.flag(node, f"imports `{module or path}`, a library that can compute the answer")
        elif top in SYSTEM:
            self.flag(node, f"imports `{top}`, which reaches beyond the exercise")
        else:
            self.flag(node, f"imports `{top}`, which this lesson does not use")

    def _reference(self, node, path):
        """Flag what computes in the reference, and what the setup does not import of the rest."""
        parts = path.split(".")
        if self.permits(path) or path == REFERENCE:
            return
        drawing = parts[1] == "plotting"
        dunder = DUNDER.match(parts[-1])  # flagged as such
        if drawing or (path in (f"{REFERENCE}.testing",)) or dunder:
            return
        if parts[1] == "testing":
            self.flag(node, f"uses `{path}`, a part of the checks that the setup does not import")
        else:
            self.flag(node, f"uses `{path}`, the course's reference")

    # Names and attributes

    def _alias(self, node):
        path = self.path(node.value)
        if path and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            self.names[node.targets[0].id] = path
            if path == REFERENCE:  # the module itself under another name: its uses are flagged
                self.inner.add(node.value)

    def see_name(self, node):
        if not isinstance(node.ctx, ast.Load):
            return
        if node.id in CALLS and node not in self.meant:
            self.flag(node, f"uses `{node.id}`")
        elif node.id == "get_ipython" and node not in self.inner:
            self.flag(node, "uses `get_ipython`")
        elif self.names.get(node.id) == REFERENCE and node not in self.inner:
            self.flag(node, f"hands the module `{REFERENCE}` on")

    def see_attribute(self, node):
        if not isinstance(node.ctx, ast.Load):
            self._patched(node, node)
        self._hidden(node, node.attr)
        if node.attr in ANYWHERE - self.own:
            self.flag(node, f"uses `{node.attr}`")
        if node in self.inner:
            return
        self._inside(node)
        path = self.path(node)
        if path and path.split(".")[0] == REFERENCE:
            root, _ = _chain(node)
            # A name that was imported from the reference has been flagged where it was imported.
            if self.names[root] == REFERENCE:
                self._reference(node, path)
        parts = _chain(node)[1]
        self._reached(node, parts, ast.unparse(node) if path else node.attr)
        if path and any(map(PRIVATE.match, parts)):
            self.flag(node, f"reaches into `{ast.unparse(node)}`, which is private")

    def _inside(self, node):
        """Mark the shorter chains within `a.b.c`, so that each chain is looked at once."""
        while isinstance(node, ast.Attribute):
            node = node.value
            self.inner.add(node)

    def _reached(self, node, parts, shown):
        for part in REACHED.intersection(parts):
            self.flag(node, f"reaches `{part}` through `{shown}`")

    def _hidden(self, node, name):
        dunder = DUNDER.match(name)
        if name in FRAMES:
            self.flag(node, f"uses `{name}`, which reaches into running code")
        elif dunder and dunder[1] not in PLAIN_DUNDERS and name not in CALLS:
            self.flag(node, f"uses `{name}`, which reaches into Python itself")
        elif dunder and name in CALLS:
            self.flag(node, f"uses `{name}`")

    def see_constant(self, node):
        if not isinstance(node.value, str) or node in self.inner:
            return
        if IN_A_STRING.match(node.value):
            self.flag(node, f"names `{node.value}`, the course's reference, in a string")
        for name in DUNDERS_WITHIN.findall(node.value) or [node.value]:
            self._hidden(node, name)

    # Changing what is not one's own

    def _patched(self, node, target):
        root, _ = _chain(target)
        if target.attr == "__class__":
            self.flag(node, "assigns to `__class__`")
        elif root in self.names:
            whose = self.names[root].partition(".")[0]
            self.flag(node, f"changes `{ast.unparse(target)}`, which belongs to `{whose}`")

    def see_call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else None
        target = self.path(node.args[0]) if node.args else None
        if name in ("setattr", "delattr") and target:
            self.flag(node, f"changes `{target}` by `{name}`")
        elif name == "getattr" and target and len(node.args) > 1:
            self._looked_up(node, target, node.args[1])
        elif _is_shell(node.func):
            self._magic(node)

    def _looked_up(self, node, target, name):
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            path = f"{target}.{name.value}"
            self._reached(node, [name.value], path)
            if path.startswith(f"{REFERENCE}."):
                self.inner.add(node.args[0])
                self._reference(node, path)

    def see_classdef(self, node):
        for base in node.bases:
            path = self.path(base) or (base.id if isinstance(base, ast.Name) else "")
            if path.startswith("numpy.") or path in ("float", "int", "complex"):
                self.flag(node, f"defines a class of its own that passes for `{path}`")

    def see_functiondef(self, node):
        if node.name in DISGUISES:
            self.flag(node, f"defines `{node.name}`")

    def _rebound(self, tree):
        """A top-level name of the checks that is given another meaning."""
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = {t.id for t in targets if isinstance(t, ast.Name)}
            names |= {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
            for name in names:
                if self.names.get(name, "").startswith(f"{REFERENCE}.testing."):
                    self.flag(node, f"gives `{name}`, which the setup imports, another meaning")

    # Magics and shell lines, as IPython rewrites them

    def _magic(self, node):
        self.inner.add(node.func.value.func)
        texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        texts = [text for text in texts if isinstance(text, str)]
        if not node.func.attr.startswith("run_"):
            self.flag(node, "runs a shell command")
        elif not texts or texts[0] not in HARMLESS_MAGICS:
            name = texts[0] if texts and texts[0].isidentifier() else "?"
            self.flag(node, f"uses the magic `%{name}`")
        elif texts[0] not in WITH_CODE:
            if EXPANDED.search("".join(texts[1:])):
                self.flag(node, f"lets `%{texts[0]}` compute its argument")
        else:
            for offset, text in enumerate(texts[1:]):
                self._within(node, text, offset)

    def _within(self, node, text, offset):
        """The flags of code that is a magic's argument: its line, or the cell below it."""
        while option := OPTION.match(text):
            text = text[option.end() :]
        inside = UNREAD if self.depth == DEEPEST else _parse(text)
        if not inside.body and text.strip():
            self.flag(node, "runs code behind a magic, which was not looked at")
        names = self.names if inside is UNREAD else {**self.names, **_imports(text)}
        reader = _Reader(names, self.allowed, self.depth + 1)
        reader.read(inside, [] if inside is UNREAD else _nodes(text))
        start = node.lineno + offset - 1
        self.found += [(start + line, message) for line, message in reader.found]


def _is_shell(func):
    """Whether `func` is get_ipython().something."""
    call = func.value if isinstance(func, ast.Attribute) else None
    made = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    return made and call.func.id == "get_ipython"
