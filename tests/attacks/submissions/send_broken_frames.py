"""Send frames that are none."""

WITH = [
    "length",
    "short",
    "sizes",
    "negative",
    "floats",
    "many",
    "json",
    "array",
    "nan",
    "digits",
    "deep",
    "binary",
    "empty",
    "null",
    "message",
]
zeros = (
    b'{"message": {"value": {"array": 0, "dtype": "<f8", "shape": [2], "order": "C"}}, "sizes": '
)
send_raw(
    {
        "length": frame(b"{}", sizes=0xFFFFFFFF),
        "short": frame(b'{"message": {', sizes=1000),
        "sizes": frame({"message": {}, "sizes": [1 << 62]}),
        "negative": frame({"message": {}, "sizes": [-8, 16]}),
        "floats": frame({"message": {}, "sizes": [1.5, "8", None]}),
        "many": frame({"message": {"value": 1}, "sizes": [0] * 1_000_000}),
        "json": frame(b"{'message': 1}"),
        "array": frame([1, 2, 3]),
        "nan": frame(b'{"message": NaN, "sizes": Infinity}'),
        "digits": frame(b'{"message": {"value": ' + b"9" * 100_000 + b'}, "sizes": []}'),
        "deep": frame(b'{"message": {"value": ' + b"[" * 500_000 + b'}, "sizes": []}'),
        "binary": frame(os.urandom(100)),
        "empty": frame(b""),
        "null": frame(zeros + b"null}"),
        "message": frame({"message": 7, "sizes": []}),
    }[WITH]
)
