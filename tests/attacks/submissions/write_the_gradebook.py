"""Change marks where they are kept."""

import sqlite3

try_to(open, f"{CLASS}/gradebook.db", "r+b")
try_to(lambda: sqlite3.connect(f"file:{CLASS}/gradebook.db?mode=rw", uri=True).execute("select 1"))
try_to(os.remove, f"{CLASS}/gradebook.db")
