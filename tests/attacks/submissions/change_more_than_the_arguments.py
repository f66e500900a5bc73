"""Claim changes of another kind, shape and number than the arguments had."""

WITH = ["dict", "longer", "object", "shape", "scalar", "opaque"]
new = {
    "dict": {"dict": [["x", 1]]},
    "longer": {"tuple": [{"tuple": [1, 2, 3, 4]}, {"dict": [["a", 1]]}]},
    "object": {"tuple": [{"tuple": [{"opaque": "x"}]}, {"dict": []}]},
    "shape": {"tuple": [{"tuple": [[1, [2, [3]]]]}, {"dict": []}]},
    "scalar": 7,
    "opaque": {"opaque": "ndarray"},
}[WITH]
answer_calls(lambda *_: ({"changed": new, "value": [0.5, 0.5]}, []))
