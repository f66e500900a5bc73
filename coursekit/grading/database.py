"""The gradebook's database: opened, shared with the formgrader, backed up."""

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from nbgrader import api as db
from sqlalchemy import event, make_url
from sqlalchemy.exc import SQLAlchemyError

from coursekit.lab import environment

BUSY_SECONDS = 30.0  # how long SQLite waits for another writer; nbgrader's own writes take 0.01
BACKUPS = 10


def open_gradebook(db_url, course_id):
    """nbgrader's Gradebook, its tables made where they are missing.

    nbgrader asks the program `alembic` for their version, by its bare name; it lies beside this
    Python, which need not be on the PATH.
    """
    before = os.environ.get("PATH")
    os.environ["PATH"] = environment()["PATH"]
    try:
        return db.Gradebook(db_url, course_id)
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before


def share(engine):
    """Let a formgrader read and write while this engine does: WAL, short waits, no lost update."""

    @event.listens_for(engine, "connect")
    def settle(connection, _):
        connection.isolation_level = None  # transactions begin below, not in sqlite3
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        with suppress(sqlite3.OperationalError):  # someone is reading; the next run will do it
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection):
        only_read = connection.get_execution_options().get("only_read")
        connection.exec_driver_sql("BEGIN" if only_read else "BEGIN IMMEDIATE")

    engine.dispose()  # the Gradebook's own connection knows nothing of this


def back_up(engine):
    """Copy an SQLite database to backups/ beside it. Returns the copy, or None without a file."""
    with closing(engine.raw_connection()) as pooled:
        source = pooled.driver_connection
        file = source.execute("PRAGMA database_list").fetchone()[2]
        if not file:
            return None
        folder = Path(file).parent / "backups"
        folder.mkdir(exist_ok=True)
        path = _new_name(folder, Path(file).stem)
        partial = path.with_suffix(".partial")
        try:
            with closing(sqlite3.connect(partial)) as target:
                source.backup(target)
            shutil.copymode(file, partial)
            os.replace(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            path.unlink()
            raise
    for old in _backups(folder, Path(file).stem)[:-BACKUPS]:
        if old != path:  # a clock that was put back makes it look old
            old.unlink()
    return path


def _new_name(folder, stem):
    """A file that this call, and no other, has made."""
    while True:
        path = folder / f"{stem}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.db"
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
            return path


def _backups(folder, stem):
    """All backups, oldest first."""
    form = re.compile(rf"{re.escape(stem)}-(\d{{8}}-\d{{6}})(?:-(\d+))?\.db")
    found = [(form.fullmatch(path.name), path) for path in folder.iterdir()]
    dated = [((match[1], int(match[2] or 1)), path) for match, path in found if match]
    return [path for _, path in sorted(dated)]


def shown_url(url):
    """A database's address without its password."""
    with suppress(SQLAlchemyError):
        return make_url(url).render_as_string(hide_password=True)
    return "with an address that cannot be read"


def remedy(error):
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "locked" in said:
        advice = "another program holds it; close it, or wait until it is done, and run this again"
    elif "no such column" in said or "no such table" in said or "does not exist" in said:
        advice = "it was made by an older nbgrader: copy it, then `nbgrader db upgrade`"
    elif "not a database" in said or "malformed" in said:
        advice = "put the newest copy of class/backups/ in its place, and run this again"
    else:
        advice = (
            "check that it runs, may be written and has room (CourseDirectory.db_url in "
            "nbgrader_config.py), and run this again"
        )
    return f"{said}. Nothing is lost: {advice}."
