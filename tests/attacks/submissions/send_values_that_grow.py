"""Send little that becomes much: in memory, or in time, when it is read."""

WITH = [
    "lists",
    "dicts",
    "opaque",
    "set",
    "dict",
    "frozenset",
    "string",
    "strings",
    "array",
    "again",
    "empty",
]
prime = (1 << 61) - 1  # numbers that it divides all have the same hash


def collide():
    return [n * prime for n in range(200_000)]


make = {
    "lists": lambda: [[]] * 3_000_000,
    "dicts": lambda: [{"dict": []}] * 800_000,
    "opaque": lambda: [{"opaque": f"x{n}"} for n in range(300_000)],
    "set": lambda: {"set": collide()},
    "dict": lambda: {"dict": [[n, 0] for n in collide()]},
    "frozenset": lambda: {"set": [{"frozenset": collide()}]},
    "string": lambda: "x" * 15_000_000,
    "strings": lambda: ["x"] * 3_000_000,
    "array": lambda: {"array": 0, "dtype": "|u1", "shape": [60_000_000], "order": "C"},
    "again": lambda: [{"array": 0, "dtype": "|u1", "shape": [8_000_000], "order": "C"}] * 10_000,
    "empty": lambda: {"array": 0, "dtype": "<f8", "shape": [0, 1 << 62], "order": "C"},
}
out = [bytes({"array": 60_000_000, "again": 8_000_000}.get(WITH, 0))]
answer_calls(lambda *_: ({"value": make[WITH]()}, out))
