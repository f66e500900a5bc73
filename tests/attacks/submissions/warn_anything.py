"""Send warnings of a category that raises, and nonsense in their place."""

WITH = ["category", "nonsense", "line", "deep", "filter"]
warned = {
    "category": [[["BytesWarning", "UserWarning", "SystemExit"], "x", "<softmax>", 1]],
    "nonsense": [7, None, []],
    "line": [[["UserWarning"], "x", "<softmax>", float("inf")]],
    "deep": [[[[]], {}, [], {}]],
    "filter": [[["DeprecationWarning", "Warning"], "x" * 10**6, "<softmax>", -1]] * 20,
}[WITH]
answer_calls(lambda *_: ({"warned": warned, "value": 0.5}, []))
