"""`course lab`: JupyterLab on the learner's own copy, with nbgrader's pages and without pop-ups."""

import os
import sys
from pathlib import Path

SETTINGS = Path(__file__).parent / "jupyter"


def command(course, extra=()):
    """The argument list that starts JupyterLab on the first lesson."""
    page = ""
    for slug in course.slugs()[:1]:
        page = "/tree/" + course.notebook(course.work, slug).relative_to(course.root).as_posix()
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={course.root}",
        # Not the notebook as an argument: then the address that is printed would lack it.
        f"--LabApp.default_url=/lab{page}",
        *root,
        *extra,
    ]


def environment():
    """This environment, with the course's JupyterLab settings before the user's own defaults."""
    path = os.environ.get("JUPYTER_CONFIG_PATH")
    folders = [str(SETTINGS), *([path] if path else [])]
    # The kernel finds `course` and `nbgrader` of this environment first.
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(folders), "PATH": programs}
