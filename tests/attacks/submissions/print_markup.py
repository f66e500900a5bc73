"""Print what terminals and browsers take for orders, into the test's own output."""

text = "\x1b]0;GO\x07\x1b[2J\x1b[31m<script>alert(1)</script><img src=x onerror=alert(1)>\x00\u202e"
printed = [["stdout", text], ["stderr", text], [7, 7], ["stdout", None]]
answer_calls(lambda *_: ({"printed": printed, "value": 0.5}, []))
