"""Send arrays whose type, shape and bytes do not fit."""

WITH = [
    "object",
    "void",
    "string",
    "record",
    "overflow",
    "negative",
    "bool",
    "zero",
    "long",
    "dims",
    "order",
    "buffer",
    "shape",
    "number",
    "pointer",
    "date",
    "unicode",
    "nan",
    "payload",
]
nan = struct.pack("<QQ", 0x7FF8DEADBEEFCAFE, 0xFFF0000000000001)
dtype, shape, data = {
    "object": ("|O", [2], bytes(16)),
    "void": ("|V8", [2], bytes(16)),
    "string": ("<U1000000000", [0], b""),
    "record": ("i4,O", [2], bytes(24)),
    "overflow": ("<f8", [1 << 62, 1 << 62, 0], b""),
    "negative": ("<f8", [-1, -2], bytes(16)),
    "bool": ("|b1", [2], b"\x02\xff"),
    "zero": ("|S0", [1 << 60], b""),
    "long": ("<f999999999", [2], bytes(16)),
    "dims": ("<f8", [1] * 60 + [2], bytes(16)),
    "order": ("<f8", [2], bytes(16)),
    "buffer": ("<f8", [2], bytes(16)),
    "shape": ("<f8", [True, 2.0], bytes(16)),
    "number": ("<f8", 2, bytes(16)),
    "pointer": ("<p", [2], bytes(16)),
    "date": ("<M8[ns]", [2], bytes(16)),
    "unicode": ("<U1", [2], b"\xff" * 8),
    "nan": ("<f8", [2], struct.pack("<dd", float("nan"), float("nan"))),
    "payload": ("<f8", [2], nan),
}[WITH]
node = {"array": 9 if WITH == "buffer" else 0, "dtype": dtype, "shape": shape, "order": "C"}
if WITH == "order":
    node["order"] = "K"
answer_calls(lambda *_: ({"value": node}, [data]))
