"""Raise what the judge, the shell or the checks might take for their own."""
WITH = ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "StopIteration", "StopAsyncIteration",
        "NotImplementedError", "AssertionError", "MemoryError", "RecursionError", "SyntaxError",
        "IndentationError", "UnicodeDecodeError", "OSError", "ImportError", "KeyError", "Wrong",
        "CheckFailed", "NotAttempted", "AnswerLost", "CellTimeoutError", "BadMessage", "Closed", "Late",
        "UsageError", "BaseExceptionGroup", "ExceptionGroup", "BaseException", "Warning", "", "\0", "\ud800"]
error = {"names": [WITH, "AssertionError"], "said": "<script>", "frames": [["<softmax>", 3]]}
answer_calls(lambda *_: ({"error": error}, []))
