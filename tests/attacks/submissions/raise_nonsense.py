"""Send error replies that are none."""

WITH = ["none", "empty", "numbers", "deep", "frames", "line", "huge", "infinite"]
deep = []
for _ in range(700):
    deep = [deep]
errors = {
    "none": None,
    "empty": {},
    "numbers": {"names": [1, 2], "said": "", "frames": []},
    "deep": {"names": ["ValueError"], "said": deep, "frames": deep},
    "frames": {"names": ["ValueError"], "said": "", "frames": [["<softmax>"], 7, [[], {}]]},
    "line": {"names": ["ValueError"], "said": "", "frames": [["<softmax>", 10**300]]},
    "huge": {"names": ["V" * 10**6], "said": "x" * 10**7, "frames": []},
    "infinite": {
        "names": ["ValueError"],
        "said": float("inf"),
        "frames": [["<softmax>", float("nan")]],
    },
}
answer_calls(lambda *_: ({"error": errors[WITH]}, []))
