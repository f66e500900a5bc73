"""Warn from a line of the test: Python shows the line that a warning names."""

places = [["<test_2>", line] for line in range(1, 9)] + [["<test_1>", n] for n in range(1, 9)]
places += [["/etc/passwd", 1], ["/proc/self/environ", 1]]
warned = [[["UserWarning", "Warning"], "look", *place] for place in places]
answer_calls(lambda *_: ({"warned": warned, "value": 0.5}, []))
