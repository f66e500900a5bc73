"""Describe the functions in ways that a trusting judge would fall over."""

WITH = ["null", "surrogate", "number", "deep", "file", "many", "names", "kinds", "colour", "twice"]
deep = []
for _ in range(700):
    deep = [deep]
described = {
    "null": {"kind": "a\0b"},
    "surrogate": {"kind": "\ud800"},
    "number": {"kind": 7},
    "deep": {"kind": deep, "file": deep},
    "file": {"parameters": None, "file": deep},
    "many": {"parameters": [[f"p{n}", 1, False] for n in range(300_000)], "file": ""},
    "names": {"parameters": [[deep, 1, False], ["class", 1, False]], "file": {}},
    "kinds": {"parameters": [["a", 10**30, False], ["b", -1, True]], "file": 7},
    "colour": {"kind": "\x1b[2J<script>alert(1)</script>"},
    "twice": {"parameters": [["a", 1, False], ["a", 1, False]], "file": "\0"},
}
agent.describe = lambda shell, name: described[WITH]
