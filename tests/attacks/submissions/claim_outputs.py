"""Claim outputs for a cell: a number that counts, outputs of other cells, and nonsense."""

WITH = ["number", "index", "nonsense", "deep", "none", "huge", "functions"]
result = {
    "output_type": "execute_result",
    "data": {"text/plain": "1.0"},
    "metadata": {},
    "execution_count": 3,
}
claims = {
    "number": {"outputs": [result] * 3, "count": 3},
    "index": {"index": 2, "outputs": [result], "lost": "", "late": False},
    "nonsense": {
        "outputs": [{"output_type": [], "ename": []}, 7, None, {"ename": {}, "text": [[]]}]
    },
    "deep": {"outputs": [{"output_type": "error", "ename": [[[[]]]], "traceback": {"a": [1]}}]},
    "none": {"outputs": None},
    "huge": {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x" * 3_000_000}] * 3},
    "functions": {"outputs": [], "functions": [1, 2]},
}
send = wire.Channel.send


def claim(self, message, *buffers, **options):
    send(self, claims[WITH] if "outputs" in message else message, *buffers, **options)


wire.Channel.send = claim
