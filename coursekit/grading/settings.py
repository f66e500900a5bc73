"""What an instructor may set about grading, in nbgrader_config.py as `c.Grading.…`."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from traitlets import Float, Integer, Unicode
from traitlets.config import Configurable

from coursekit.errors import CourseError
from coursekit.grading.job import Limits


class Grading(Configurable):
    """Limits of one submission, and the secret behind the inputs of hidden tests."""

    wall_seconds = Float(180.0, min=1.0, help="seconds for a whole submission").tag(config=True)
    memory_mib = Integer(2048, min=512, help="memory of a submission, MiB").tag(config=True)
    processes = Integer(32, min=4, help="processes and threads of a submission").tag(config=True)
    disk_mib = Integer(64, min=1, help="its private folder, and any one file, MiB").tag(config=True)
    output_kib = Integer(1024, min=16, help="output kept of a cell, KiB").tag(config=True)
    workers = Integer(0, min=0, help="submissions at a time; 0 for all processors").tag(config=True)
    seed = Unicode(help="the class's secret; default: what class/seed.txt holds").tag(config=True)

    def limits(self):
        """The Limits; seconds a cell are nbgrader's own setting, `c.Execute.timeout`."""
        seconds = self.config.Execute.get("timeout", None)
        return Limits(
            cell_seconds=float(seconds or 30.0),
            wall_seconds=self.wall_seconds,
            memory=self.memory_mib << 20,
            processes=self.processes,
            disk=self.disk_mib << 20,
            output=self.output_kib << 10,
        )

    def class_seed(self, folder):
        """The seed: as set, else the environment's COURSE_SEED, else the one kept in `folder`."""
        given = self.seed or os.environ.get("COURSE_SEED", "")
        return given or kept_seed(Path(folder) / "seed.txt")


def kept_seed(path):
    """The seed in a file, which is made with a new one where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), open(path, "x", opener=_for_its_owner) as file:
        file.write(secrets.token_hex(16) + "\n")
    # An empty secret, left by a full disk, would be everybody's.
    seed = path.read_text("utf-8", errors="replace").strip()
    if not seed or "\ufffd" in seed:
        raise CourseError(
            f"{path} holds no secret for the hidden tests. Put back the one of this class, or "
            "remove the file: a new one grades everything again."
        )
    return seed


def _for_its_owner(path, flags):
    return os.open(path, flags, 0o600)
