"""Change the engine, a library or what Python runs at its start."""

import coursekit
import lossutils

for module in (np, coursekit, lossutils, json, agent):
    try_to(open, module.__file__, "a")
for folder in {os.path.dirname(np.__path__[0]), os.path.dirname(coursekit.__path__[0])}:
    try_to(open, f"{folder}/left.pth", "w")
    try_to(open, f"{folder}/sitecustomize.py", "w")
sys.dont_write_bytecode = False
import py_compile

try_to(py_compile.compile, json.__file__, doraise=True)
