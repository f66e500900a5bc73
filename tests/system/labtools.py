"""JupyterLab for the tests: start it, stop it, and work in a notebook as a learner does."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psutil

TOKEN = "course-test"
PATIENCE = 120  # seconds
WIDTH, PICTURE = 1400, 2000  # pixels


class Lab:
    """A running `course lab`."""

    def __init__(self, folder, process, log, port):
        self.folder, self.process, self.log, self.port = folder, process, log, port
        self.slugs = sorted(path.stem for path in (folder / "lessons").glob("[0-9][0-9]_*.md"))

    def url(self, path, **query):
        return f"http://127.0.0.1:{self.port}/{path}?{urlencode({'token': TOKEN, **query})}"

    def call(self, method, path):
        with urlopen(Request(self.url(path), method=method), timeout=PATIENCE) as reply:
            body = reply.read()
        return json.loads(body) if body else None

    def answers(self):
        try:
            with urlopen(self.url("lab"), timeout=PATIENCE) as reply:
                return reply.status == 200
        except OSError:  # refused, reset, or an HTTP status
            return False

    def renew(self, slug):
        source, target = self.folder / "notebooks" / slug, self.folder / "work" / slug
        shutil.copytree(source, target, dirs_exist_ok=True)

    def stop_kernels(self):
        for session in self.call("GET", "api/sessions"):
            self.call("DELETE", f"api/sessions/{session['id']}")

    def kernels(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def printed(self):
        return self.log.read_text()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(folder):
    """Run `course lab` in `folder`, with a home of its own, until the block ends."""
    home, port = folder / "home", free_port()
    home.mkdir(exist_ok=True)
    log = folder / f"lab-{port}.log"
    arguments = [
        str(Path(sys.executable).with_name("course")),
        "lab",
        "--no-browser",
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",
    ]
    # A terminal at standard input, as a learner has one: Ctrl-C is then a clean end.
    terminal, stdin = os.openpty()
    own = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with log.open("w") as out:
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env={**own, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(home / "runtime")},
            stdin=stdin,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        server = Lab(folder, process, log, port)
        try:
            wait_for(lambda: process.poll() is not None or server.answers(), log)
            assert process.poll() is None, server.printed()
            yield server
        finally:
            stop(server)
            os.close(stdin)
            os.close(terminal)


def wait_for(condition, log):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


def stop(server):
    """End the server as Ctrl-C does, with its kernels; what is left of them is killed."""
    if server.process.poll() is not None:
        return
    family = [psutil.Process(server.process.pid), *server.kernels()]
    server.process.send_signal(signal.SIGINT)
    for member in psutil.wait_procs(family, timeout=20)[1]:
        member.kill()
    server.process.wait(timeout=20)


class Notebook:
    """The notebook on a page of JupyterLab."""

    def __init__(self, page):
        self.page = page
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def wait_until_ready(self):
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext"
            "?.session?.kernel?.connectionStatus === 'connected'"
        )
        self.panel.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()

    def menu(self, menu, label):
        self.page.locator(".lm-MenuBar-item", has_text=menu).click()
        self.page.get_by_role("menuitem", name=label, exact=True).click()

    def run_all(self):
        """Choose "Run All Cells" and wait until the last one has run."""
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(
            """() => jupyterapp.shell.currentWidget.content.widgets
                .findLast((cell) => cell.model.type === 'code').model.executionCount !== null""",
            timeout=1000 * PATIENCE,
        )

    def cells(self):
        """The cells as they would be saved."""
        return self.page.evaluate("jupyterapp.shell.currentWidget.content.model.toJSON()")["cells"]

    def cell(self, grade_id):
        """Scroll to a cell by its nbgrader name, make it the active one, and return it."""
        self.page.evaluate(
            """async (name) => {
                const notebook = jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = notebook.widgets.findIndex(
                    (cell) => cell.model.getMetadata('nbgrader')?.grade_id === name);
                await notebook.scrollToItem(notebook.activeCellIndex, 'center');
            }""",
            grade_id,
        )
        return self.panel.locator(".jp-Cell.jp-mod-active")

    def write(self, grade_id, text):
        """Replace what stands in a cell by typing, and run it."""
        self.cell(grade_id).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        self.run(grade_id)

    def run(self, grade_id):
        """Run one cell and return the text below it."""
        cell = self.cell(grade_id)
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
        return cell.locator(".jp-OutputArea").inner_text()

    def unroll(self):
        """Make the window as high as the notebook: JupyterLab draws only what comes into view."""
        inner = self.panel.locator(".jp-WindowedPanel-inner")
        while (length := inner.bounding_box()["height"]) > self.page.viewport_size["height"] - 200:
            self.page.set_viewport_size({"width": WIDTH, "height": int(length) + 500})
            self.page.wait_for_function(
                """() => jupyterapp.shell.currentWidget.content.widgets
                    .every((cell) => !cell.isPlaceholder())"""
            )
        self.panel.locator(".jp-WindowedPanel-outer").evaluate("outer => outer.scrollTop = 0")

    def save_pictures(self, folder):
        """Pictures of the whole notebook, for people to look at."""
        folder.mkdir(parents=True, exist_ok=True)
        height = self.page.viewport_size["height"]
        for number, top in enumerate(range(0, height, PICTURE)):
            clip = {"x": 0, "y": top, "width": WIDTH, "height": min(PICTURE, height - top)}
            self.page.screenshot(path=folder / f"{number:02}.png", clip=clip)
