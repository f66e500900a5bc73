"""Send values of no kind, or of one that the checks do not expect."""

WITH = [
    "kind",
    "two",
    "opaque",
    "name",
    "complex",
    "bytes",
    "nested",
    "truth",
    "none",
    "text",
    "keys",
    "missing",
    "integer",
]
value = {
    "kind": {"code": "import os"},
    "two": {"tuple": [], "set": []},
    "opaque": {"opaque": "float64"},
    "name": {"opaque": "must return\0\ud800\x1b[2J"},
    "complex": {"complex": [0.25, 1e400]},
    "bytes": {"bytes": 3},
    "nested": {"tuple": [[[{"tuple": [{"opaque": "x"}]}]]]},
    "truth": [True, True],
    "none": None,
    "text": ["0.25", "0.75"],
    "keys": {"dict": [[[1], 2]]},
    "missing": [],
    "integer": [10**4000, -(10**4000)],
}[WITH]
answer_calls(lambda *_: ({} if WITH == "missing" else {"value": value}, []))
