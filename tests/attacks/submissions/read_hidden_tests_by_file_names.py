"""Claim that the function stands in the test's file, whose lines blame then shows."""

WITH = ["<test_1>", "<test_2>", "/etc/passwd", "lossutils/testing.py"]
agent.describe = lambda shell, name: {"parameters": None, "file": WITH}
frames = [[WITH, line] for line in range(1, 9)]
error = {"names": ["ValueError", "Exception"], "said": "look", "frames": frames}
answer_calls(lambda *_: ({"error": error}, []))
