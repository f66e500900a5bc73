"""A warm interpreter that forks a child for each submission: `python -m coursekit.grading.zygote`.

It has imported what takes long and run the lesson's opening cells, and it never runs a student's
code. In the sandbox it is process 1; its children serve `agent`. Outside it is the judge; its
children run `judge`. Commands come over the socket that is its standard input, one at a time:

    prepare   import, run the opening cells, compile the tests
    start     fork a child, which gets the sockets that came with the command
    stop      end that child and everything that it started
"""

import contextlib
import gc
import importlib
import json
import os
import pickle
import signal
import socket
import sys
import time

from coursekit.grading.job import SETUP

FOLDER = "/tmp/work"
COMMAND_BYTES = 1 << 16
MOST_FILES = 1024  # the parent holds a handful, and files take the lowest free number


def main():
    role, walled = sys.argv[1], sys.argv[2] == "walled"
    control = socket.socket(fileno=os.dup(0))
    with control.makefile("rb") as stream:
        setup = pickle.loads(_block(stream))  # from the coordinator, before anything else runs
    zygote = Zygote(role, walled, setup)
    _say(control, zygote.prepare())
    while True:
        text, fds, _, _ = socket.recv_fds(control, COMMAND_BYTES, 4)
        if not text:
            return
        command = json.loads(text)
        reply = zygote.start(fds) if command == "start" else zygote.stop()
        _say(control, reply)


def _block(stream):
    return stream.read(int.from_bytes(stream.read(8), "big"))


def _say(control, reply):
    text = json.dumps(reply).encode()
    control.sendall(len(text).to_bytes(8, "big") + text)


class Zygote:
    """The parent of one lesson's submissions."""

    def __init__(self, role, walled, setup):
        self.role, self.walled, self.setup = role, walled, setup
        self.child = None

    def prepare(self):
        """Import, and run the cells with which every submission of the lesson opens."""
        from coursekit.grading import agent, isolate
        from coursekit.grading.shell import Shell, quiet_files

        if self.walled:
            isolate.not_dumpable()
            isolate.refuse_calls(isolate.REFUSED)
        quiet_files()
        isolate.write_files(self.setup["folder"], self.setup["files"])
        sys.path.insert(0, "")  # as a notebook has it: data folders may hold modules
        self.shell = Shell(self.setup["limits"].output)
        # What a child would import is imported here, once.
        for name in ("numpy.ma", "numpy.random", "numpy.testing"):
            importlib.import_module(name)
        if self.role == "judge":
            importlib.import_module("coursekit.grading.judge")
        else:
            importlib.import_module("matplotlib.pyplot")
            agent.hide_reference(self.setup["reference"])
        ran = []
        for cell in self.setup["prelude"]:
            if cell.role == SETUP:
                ran.append([cell.index, self.shell.run(cell.source, cell.id), self.shell.count])
            else:  # a test, which the judge alone gets
                self.shell.prepare(cell.source, cell.id)
        self.opened = len(ran)
        gc.collect()
        gc.freeze()  # a collection in a child would copy every page
        return {"ran": ran}

    def start(self, fds):
        """Fork the child. In the sandbox it is the first process of a table of its own."""
        if self.role == "sandbox" and self.walled:
            self.child = self._fork_apart(fds)
        else:
            self.child = os.fork()
            if not self.child:
                _finish(self._child, fds)
        for fd in fds:
            os.close(fd)
        return {"started": self.child}

    def _fork_apart(self, fds):
        from coursekit.grading import isolate

        reading, writing = os.pipe()

        def fork_inside(fds):
            isolate.leave_the_others()
            inner = os.fork()
            if not inner:
                _finish(self._child, fds)
            os.write(writing, inner.to_bytes(4, "big"))

        middle = os.fork()
        if not middle:
            _finish(fork_inside, fds)
        os.close(writing)
        inner = int.from_bytes(os.read(reading, 4), "big")
        os.close(reading)
        os.waitpid(middle, 0)
        if not inner:  # as a process id, 0 would stand for this process too
            raise OSError("no process table of its own for a child")
        return inner

    def _child(self, fds):
        # The control socket above all must not stay open: who holds it is the zygote.
        keep_open(fds)
        os.setsid()  # kill(0, ...) reaches a whole group, also out of a process table
        if self.role == "sandbox":
            self._serve_student(*fds)
        else:
            self._judge(*fds)

    def _serve_student(self, fd):
        from coursekit.grading import agent, isolate
        from coursekit.grading.wire import Channel

        limits = self.setup["limits"]
        if self.walled:
            isolate.fresh_folders(limits.disk)
            isolate.write_files(FOLDER, self.setup["files"])
            isolate.drop_capabilities()
            isolate.refuse_calls(isolate.REFUSED_TO_A_STUDENT)
        isolate.limit_resources(limits, alone=self.walled)
        channel = Channel(socket.socket(fileno=fd), limits.message)
        message, _ = channel.receive()
        agent.serve(self.shell, channel, message["functions"], message["setup"])

    def _judge(self, answers, results):
        from coursekit.grading import isolate, judge
        from coursekit.grading.wire import Channel

        limits = self.setup["limits"]
        # A hostile reply may grow when it is read; half a machine must not go with it.
        isolate.limit_memory(limits.memory + 8 * limits.message)
        sandbox = Channel(socket.socket(fileno=answers), limits.message)
        results = Channel(socket.socket(fileno=results), 1 << 30)
        _, (data,) = results.receive()
        job = pickle.loads(data)  # from the coordinator
        judge.run(job, self.shell, sandbox, results, done=self.opened)

    def stop(self):
        """End the child; with the first process of a table the kernel ends all of them."""
        if self.child is None:
            return {"ended": ""}
        child, self.child = self.child, None
        ended = _wait(child, seconds=0.0)
        if ended is None:
            self._end(child)
            ended = _wait(child, seconds=5.0)
            return {"ended": "killed" if ended is not None else "stays"}
        return {"ended": _describe(ended)}

    def _end(self, child):
        if self.walled:
            os.kill(child, signal.SIGKILL)
        else:  # without a table of its own, at least its group
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)


def keep_open(fds):
    """Close every file but these and the three standard ones, which lead nowhere."""
    first = 3
    for fd in [*sorted(fds), MOST_FILES]:
        os.closerange(first, fd)
        first = fd + 1


def _wait(child, seconds):
    """Collect every ended process; return the child's wait status once it has ended."""
    end, found = time.monotonic() + seconds, None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == child:
            found = status
        if pid == 0:
            if found is not None or time.monotonic() >= end:
                return found
            time.sleep(0.001)


def _describe(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _finish(action, fds):
    """Run a child's action and end it here, whatever happens: it must never return to the loop."""
    status = 1
    try:
        action(fds)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
