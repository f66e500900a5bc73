"""Runs notebook cells in this process and keeps what they show, as a kernel would.

IPython's own shell does the work: magics, the value of a last line, `display`, figures.
"""

import ast
import os
import sys

from IPython.core.async_helpers import _pseudo_sync_runner
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

PLAIN = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Outputs(list):
    """The outputs of one cell, in nbformat's shape, no more of them than `limit` bytes."""

    def __init__(self, limit):
        super().__init__()
        self.left, self.limit = limit, limit
        self.pieces = []  # of the last text, which a loop may write word by word

    def text(self, name, text):
        kept = text[: max(self.left, 0)]
        if len(kept) < len(text) and self.left >= 0:
            kept += "\n... the rest of the output is left out ...\n"
            self.left = -1
        else:
            self.left -= len(kept)
        if kept and not (self.pieces and self[-1].get("name") == name):
            self.append({"output_type": "stream", "name": name, "text": ""})
        if kept:
            self.pieces.append(kept)

    def append(self, output):
        self.join()
        super().append(output)

    def clear(self):
        self.pieces = []
        super().clear()

    def join(self):
        """Put the last text together; called before anyone reads it."""
        if self.pieces:
            self[-1]["text"] += "".join(self.pieces)
            self.pieces = []

    def rich(self, output):
        size = sum(len(str(value)) for value in output["data"].values())
        if size > self.left:
            self.text("stdout", "[an output is too large to be kept]\n")
        else:
            self.left -= size
            self.append(output)

    def printed(self, name):
        return "".join(output["text"] for output in self if output.get("name") == name)


class Stream:
    """What stands in for sys.stdout or sys.stderr while a cell runs."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, shell, name):
        self.shell, self.name = shell, name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.shell.outputs.text(self.name, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True

    def readable(self):
        return False

    def fileno(self):
        raise OSError("this stream has no file descriptor")


class NamedCells(CachingCompiler):
    """Gives the code of a cell the name of that cell, which tracebacks then carry."""

    cell_name = "<cell>"

    def get_code_name(self, raw_code, transformed_code, number):
        return self.cell_name


class KeptValues(DisplayHook):
    """The value of a cell's last line becomes an execute_result."""

    def start_displayhook(self):
        pass

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.outputs.rich(
            {
                "output_type": "execute_result",
                "execution_count": self.prompt_count,
                "data": dict(format_dict),
                "metadata": dict(md_dict or {}),
            }
        )

    def finish_displayhook(self):
        pass


class KeptDisplays(DisplayPublisher):
    """What `display` shows becomes a display_data."""

    def publish(self, data, metadata=None, **_):
        self.shell.outputs.rich(
            {"output_type": "display_data", "data": dict(data), "metadata": dict(metadata or {})}
        )

    def clear_output(self, wait=False):
        self.shell.outputs.clear()


class CellShell(InteractiveShell):
    """IPython without a terminal, a history or a kernel."""

    displayhook_class = Type(KeptValues)
    display_pub_class = Type(KeptDisplays)
    compiler_class = Type(NamedCells)
    outputs = Outputs(0)

    def init_history(self):
        self.config.HistoryManager.enabled = False  # its thread would forbid forking
        super().init_history()

    def transform_cell(self, raw_cell):
        """IPython's own, but for plain Python, which it leaves as it is after milliseconds."""
        try:
            compile(raw_cell, "<cell>", "exec", PLAIN, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return super().transform_cell(raw_cell)
        return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"

    def run_compiled(self, code):
        """What `run_cell` does once it has compiled a cell."""
        try:
            with self.builtin_trap, self.display_trap:
                _pseudo_sync_runner(self.run_code(code))
            self.events.trigger("post_execute")
        except BaseException:  # the alarm, a moment late
            self.showtraceback(running_compiled_code=True)

    def enable_gui(self, gui=None):
        pass

    def init_virtualenv(self):
        pass

    def _showtraceback(self, etype, evalue, stb):
        self.outputs.append(
            {
                "output_type": "error",
                "ename": str(etype.__name__),
                "evalue": _text(evalue)[: self.outputs.limit],
                "traceback": [str(line)[: self.outputs.limit] for line in stb],
            }
        )


def _text(error):
    try:
        return str(error)
    except Exception:  # an exception of the student's own whose __str__ raises
        return ""


class Shell:
    """One notebook being run: a namespace, and the number of cells so far."""

    def __init__(self, limit):
        config = Config()
        config.InteractiveShell.xmode = "Minimal"  # a whole traceback takes ten times as long
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.autoindent = False
        config.HistoryManager.enabled = False
        self.ip = CellShell.instance(config=config)
        self.limit, self.count, self.prepared = limit, 0, {}
        # Whoever prints after this, a thread or an atexit hook, prints into a cell's outputs.
        sys.stdout, sys.stderr = Stream(self.ip, "stdout"), Stream(self.ip, "stderr")
        self.namespace["__name__"] = "__main__"

    @property
    def namespace(self):
        return self.ip.user_ns

    def capture(self):
        """Fresh outputs, into which everything goes from now on."""
        self.ip.outputs = Outputs(self.limit)
        return self.ip.outputs

    def prepare(self, source, name):
        """Compile a cell now, so that each child need not: plain Python that ends in no value."""
        try:
            tree = self.ip.compile.ast_parse(source, f"<{name}>")
            if tree.body and not isinstance(tree.body[-1], ast.Expr):
                self.prepared[source, name] = self.ip.compile(tree, f"<{name}>", "exec")
        except (SyntaxError, ValueError):
            return  # IPython will say what is wrong, or run it

    def run(self, source, name):
        """Run a cell; return its outputs."""
        outputs = self.capture()
        self.count += 1
        self.ip.compile.cell_name = f"<{name}>"
        self.ip.execution_count = self.count
        if (source, name) in self.prepared:
            self.ip.run_compiled(self.prepared[source, name])
        else:
            self.ip.run_cell(source, store_history=False)
        outputs.join()
        return list(outputs)


def quiet_files():
    """Point the file descriptors of this process's streams at nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)
