"""Speed, memory and accuracy of lossutils beside PyTorch, SciPy and plain NumPy, in one run.

Prints three tables, and writes them to benchmarks/results.txt with a chart of the times. PyTorch is
measured where it is installed. Each contestant has its own process for each number of threads, so
that the settings of the memory allocator and of the threads hold from the start.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

HERE = Path(__file__).parent
SHAPES = [(4096, 1000), (512, 32000), (64, 128256)]
DTYPES = ["float32", "float64"]
JOBS = ["loss + gradient", "loss"]
IN_PLACE = "gradient, out=x"
# Freed memory is kept for the next call instead of being returned to the system and faulted in
# again: for everybody. Without it one measures the system.
RECYCLED = {"MALLOC_MMAP_THRESHOLD_": str(2**32), "MALLOC_TRIM_THRESHOLD_": str(2**32)}
WINDOWS, WINDOW = 15, 0.1  # a time is the least of so many windows of so many seconds
PEERS = ["lossutils", "PyTorch", "SciPy", "NumPy"]


# What is measured: a softmax cross-entropy, with and without its gradient, per example


def lossutils_jobs(x, y):
    from lossutils import softmax_cross_entropy

    return {
        "loss + gradient": lambda: softmax_cross_entropy(x, y, return_grad=True),
        IN_PLACE: lambda: softmax_cross_entropy(x, y, return_grad=True, out=x),
        "loss": lambda: softmax_cross_entropy(x, y),
    }


def pytorch_jobs(x, y):
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    logits, labels = torch.from_numpy(x).requires_grad_(), torch.from_numpy(y)

    def loss():
        return torch.nn.functional.cross_entropy(logits, labels, reduction="none")

    def loss_alone():
        with torch.no_grad():
            return loss()

    def with_gradient():
        losses = loss()
        return losses, torch.autograd.grad(losses.sum(), logits)

    return {"loss + gradient": with_gradient, "loss": loss_alone}


def scipy_jobs(x, y):
    import numpy as np
    from scipy.special import log_softmax

    rows = np.arange(len(y))

    def with_gradient():
        log_p = log_softmax(x, axis=-1)
        loss = -log_p[rows, y]
        grad = np.exp(log_p, out=log_p)
        grad[rows, y] -= 1
        return loss, grad

    return {
        "loss + gradient": with_gradient,
        "loss": lambda: -log_softmax(x, axis=-1)[rows, y],
    }


def numpy_jobs(x, y):
    import numpy as np

    rows = np.arange(len(y))

    def loss():
        z = x - x.max(axis=-1, keepdims=True)
        return np.log(np.exp(z).sum(axis=-1)) - z[rows, y]

    def with_gradient():
        z = x - x.max(axis=-1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=-1, keepdims=True)
        grad = e / total
        grad[rows, y] -= 1
        return np.log(total[:, 0]) - z[rows, y], grad

    return {"loss + gradient": with_gradient, "loss": loss}


MAKERS = dict(zip(PEERS, [lossutils_jobs, pytorch_jobs, scipy_jobs, numpy_jobs], strict=True))


# One contestant in a process of its own, driven line by line


def serve():
    """Read a line (peer, shape, dtype, job), answer with seconds; end with the input."""
    made = {}
    for line in sys.stdin:
        peer, shape, dtype, job = json.loads(line)
        key = (tuple(shape), dtype)
        if key not in made:
            made.clear()
            made[key] = MAKERS[peer](*inputs(shape, dtype))
        print(json.dumps(window(made[key][job])), flush=True)


def inputs(shape, dtype):
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape, dtype)
    x *= 3
    return x, rng.integers(shape[1], size=shape[0])


def window(run):
    """Least seconds of a run within a window of time."""
    best, end = float("inf"), time.perf_counter() + WINDOW
    while True:
        start = time.perf_counter()
        run()
        stop = time.perf_counter()
        best = min(best, stop - start)
        if stop > end:
            return best


def weigh(peer, shape, dtype, job):
    """Print by how much one run raises the peak of resident memory, as a share of the input."""
    MAKERS[peer](*inputs((64, 10), dtype))[job]()  # what the library allocates once
    x, y = inputs(shape, dtype)
    run = MAKERS[peer](x, y)[job]
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from here
    before = status("VmRSS")
    result = run()
    print((status("VmHWM") - before) / x.nbytes)
    del result


def status(name):
    """Bytes of resident memory of this process, now (VmRSS) or at the peak (VmHWM). Linux alone."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(name))


class Contestant:
    def __init__(self, peer, threads):
        self.peer = peer
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(threads),
        )

    def ask(self, *question):
        self.process.stdin.write(json.dumps([self.peer, *question]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.peer} ended with {self.process.wait()} at {question}")
        return json.loads(line)


def environment(threads):
    settings = {name: str(threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    return {**os.environ, **RECYCLED, **settings}


# The tables


def speed(peers, threads):
    """Milliseconds by (shape, dtype, job, peer): the windows of the peers take turns."""
    contestants = [Contestant(peer, threads) for peer in peers]
    times = {}
    for shape in SHAPES:
        for dtype in DTYPES:
            for job in JOBS:
                found = {peer: [] for peer in peers}
                for _ in range(WINDOWS):
                    for one in contestants:
                        found[one.peer].append(one.ask(shape, dtype, job))
                times |= {(shape, dtype, job, p): 1e3 * min(t) for p, t in found.items()}
                progress(f"{shape} {dtype} {job}, {threads} threads")
    return times


def memory_table(peers):
    shares = {}
    for shape in SHAPES:
        for dtype in DTYPES:
            for job, peer in [*product(JOBS, peers), (IN_PLACE, "lossutils")]:
                question = json.dumps([peer, shape, dtype, job])
                command = [sys.executable, __file__, "--weigh", question]
                answer = subprocess.check_output(command, env=environment(2), text=True)
                shares[shape, dtype, job, peer] = float(answer)
            progress(f"{shape} {dtype}, memory")
    return shares


def speed_lines(times, peers, threads):
    yield f"Speed with {threads} thread{'s' * (threads > 1)}: ours in ms, and over the time of"
    yield f"{'shape':>15} {'dtype':>8} {'job':>16} {'ours ms':>8}" + "".join(
        f"{peer:>9}" for peer in peers[1:]
    )
    for shape in SHAPES:
        for dtype in DTYPES:
            for job in JOBS:
                ours = times[shape, dtype, job, "lossutils"]
                ratios = (ours / times[shape, dtype, job, peer] for peer in peers[1:])
                yield f"{shape!s:>15} {dtype:>8} {job:>16} {ours:8.2f}" + "".join(
                    f"{ratio:9.2f}" for ratio in ratios
                )


def memory_lines(shares, peers):
    yield "Peak of resident memory above the input, results included, over the input (2 threads)"
    yield f"{'shape':>15} {'dtype':>8} {'job':>16}" + "".join(f"{peer:>10}" for peer in peers)
    for shape in SHAPES:
        for dtype in DTYPES:
            for job in [*JOBS, IN_PLACE]:
                found = (shares.get((shape, dtype, job, peer)) for peer in peers)
                cells = ("-" if share is None else f"{share:.3f}" for share in found)
                yield f"{shape!s:>15} {dtype:>8} {job:>16}" + "".join(f"{c:>10}" for c in cells)


def accuracy_lines(torch, seeds):
    import numpy as np

    from benchmarks.accuracy import BAR, ROWS, errors

    yield f"Accuracy: largest error in ulp over {seeds} seeds (bar {BAR})"
    yield f"{'':>36} {'':>8} {'ours':>6} {'SciPy':>8} {'PyTorch':>8}  inputs"
    for row in ROWS:
        for dtype in row.dtypes:
            found = [
                errors(row, np.random.default_rng(seed), dtype, torch=torch)
                for seed in range(seeds)
            ]
            ours, *others = (
                None if column[0] is None else max(column) for column in zip(*found, strict=True)
            )
            cells = " ".join(f"{'-' if o is None else format(o, '.2g'):>8}" for o in others)
            name = np.dtype(dtype).name
            yield f"{row.name:>36} {name:>8} {ours:6.2f} {cells}  {row.inputs}"
        progress(row.name)


def machine_lines(torch):
    names = ["numpy", "scipy", "mpmath"] + ["torch"] * (torch is not None)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    yield f"{processor()}, {os.cpu_count()} processors, {platform.system()}"
    yield f"Python {platform.python_version()}, {versions}"
    if torch is None:
        yield "PyTorch is not installed here: no column for it"


def processor():
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":")[1].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


def draw_chart(times, peers, path):
    from lossutils.plotting import figure

    groups = [(shape, dtype, job) for job in JOBS for shape in SHAPES for dtype in DTYPES]
    others = peers[1:]
    fig, ax = figure(width=11, height=4.5)
    width = 0.8 / len(others)
    for i, peer in enumerate(others):
        ratios = [times[*group, "lossutils"] / times[*group, peer] for group in groups]
        places = [j + (i - (len(others) - 1) / 2) * width for j in range(len(groups))]
        ax.bar(places, ratios, width, label=f"over {peer}")
    ax.axhline(1, color="black", linewidth=0.8)
    labels = [f"{n} x {k}\n{dtype}\n{job}" for (n, k), dtype, job in groups]
    ax.set_xticks(range(len(groups)), labels, fontsize=7)
    ax.set_ylabel("time of lossutils / time of the other")
    ax.set_title("Softmax cross-entropy, two threads: below the line lossutils is faster")
    ax.legend()
    fig.savefig(path, dpi=120)


def progress(text):
    print(f"... {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--seeds", type=int, default=5, help="draws of every accuracy row")
    parser.add_argument("--weigh", type=json.loads, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve()
    if options.weigh:
        return weigh(*options.weigh)
    sys.path.insert(0, str(HERE.parent))
    try:
        import torch
    except ImportError:
        torch = None
    peers = [peer for peer in PEERS if peer != "PyTorch" or torch is not None]
    lines = [*machine_lines(torch), ""]
    for threads in (2, 1):
        times = speed(peers, threads)
        if threads == 2:
            draw_chart(times, peers, HERE / "speed.png")
        lines += [*speed_lines(times, peers, threads), ""]
    if platform.system() == "Linux":
        lines += [*memory_lines(memory_table(peers), peers), ""]
    else:
        lines += ["Memory is measured on Linux alone", ""]
    lines += accuracy_lines(torch, options.seeds)
    text = "\n".join(lines) + "\n"
    (HERE / "results.txt").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
