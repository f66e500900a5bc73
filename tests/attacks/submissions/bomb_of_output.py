"""Print without end."""

WITH = ["print", "display", "stderr", "error", "calls"]
from IPython.display import HTML, display

line = "x" * 1000 + "\n"
if WITH == "calls":

    def softmax(logits):
        for _ in range(100_000):
            sys.stdout.write(line)
            sys.stderr.write(line)
        return np.zeros_like(logits)
elif WITH == "error":
    raise ValueError(line * 100_000)
else:
    for _ in range(20_000):
        if WITH == "display":
            display(HTML("<i>x</i>"))
        else:
            print(line, file=sys.stderr if WITH == "stderr" else sys.stdout)
