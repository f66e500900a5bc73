"""Where libraries lose digits: each row a function, the inputs it is given, and the exact answer.

Errors are in units in the last place of the result (ulp), against 60-digit arithmetic. The tests
hold every row below `BAR` and no worse than SciPy; the benchmark prints the table.
"""

from collections.abc import Callable
from dataclasses import dataclass

import mpmath
import numpy as np
import scipy.special
from mpmath import mp, mpf

import lossutils as lu

BAR = 4
DTYPES = (np.float64, np.float32)
CLASSES = 5


@dataclass(frozen=True)
class Row:
    name: str
    inputs: str
    draw: Callable  # (rng, dtype, count) -> arguments
    ours: Callable  # arguments -> array
    exact: Callable  # arguments -> numbers of 60 digits, in the order of the array
    scipy: Callable | None = None
    torch: Callable | None = None  # (torch, *tensors) -> tensor
    count: int = 2000
    dtypes: tuple = DTYPES


def errors(row, rng, dtype, count=None, torch=None):
    """Largest error in ulp of ours, of SciPy's and of PyTorch's answers to the same inputs."""
    arguments = row.draw(rng, dtype, count or row.count)
    with mpmath.workdps(60):
        exact = row.exact(*arguments)
        # As pairs of floats, 106 bits: the rest is quick.
        high = np.array([float(e) for e in exact])
        low = np.array([float(e - h) for e, h in zip(exact, high.tolist(), strict=True)])
    answers = [row.ours(*arguments), None, None]
    with np.errstate(all="ignore"):
        if row.scipy:
            answers[1] = row.scipy(*arguments)
    if row.torch and torch is not None:
        tensors = [torch.from_numpy(np.ascontiguousarray(a)) for a in arguments]
        answers[2] = row.torch(torch, *tensors).detach().numpy()
    return [None if a is None else _ulps(np.asarray(a, dtype), high, low) for a in answers]


def _ulps(got, high, low):
    error = np.abs(np.ravel(got).astype(float) - high - low)
    return float(np.max(error / np.spacing(np.abs(high).astype(got.dtype)), initial=0))


def numbers(x):
    return [mpf(v) for v in np.ravel(x).tolist()]


# Rows of logits


def confident(rng, dtype, count, low=15, high=80):
    """One class leads by 15 to 80, at any offset."""
    x = rng.normal(0, 3, (count, CLASSES)) + rng.uniform(-50, 50, (count, 1))
    lead = x.max(axis=-1, keepdims=True) + rng.uniform(low, high, (count, 1))
    np.put_along_axis(x, rng.integers(CLASSES, size=(count, 1)), lead, axis=-1)
    return x.astype(dtype)


def ordinary(rng, dtype, count):
    scale = rng.choice([0.1, 1, 3, 10], (count, 1))
    return rng.normal(0, scale, (count, CLASSES)).astype(dtype)


def huge(rng, dtype, count):
    """Up to 1e4 in size; half of the rows lie close together there."""
    spread = rng.uniform(-1e4, 1e4, (count // 2, CLASSES))
    close = rng.choice([-1e4, 1e4], (count // 2, 1)) + rng.normal(0, 5, (count // 2, CLASSES))
    return np.concatenate([spread, close]).astype(dtype)


LOGITS = {
    "confident": (confident, "K = 5, one leads by U(15, 80), offset U(-50, 50)"),
    "ordinary": (ordinary, "K = 5, N(0, s), s one of .1, 1, 3, 10"),
    "huge": (huge, "K = 5, U(-1e4, 1e4), and N(0, 5) around +-1e4"),
}


def labelled(draw):
    """Logits, and labels of which half are the largest entry."""

    def draws(rng, dtype, count):
        x = draw(rng, dtype, count)
        drawn = rng.integers(CLASSES, size=len(x))
        return x, np.where(rng.random(len(x)) < 0.5, x.argmax(axis=-1), drawn)

    return draws


def exact_costs(x):
    """-log p of every class, as a sum of positive terms: no digits of the 60 are lost."""
    return np.array([_row_costs(numbers(row)) for row in x], dtype=object)


def _row_costs(row):
    k = max(range(len(row)), key=row.__getitem__)
    rest = mp.fsum(mp.exp(v - row[k]) for i, v in enumerate(row) if i != k)
    return [mp.log1p(rest) + (row[k] - v) for v in row]


def hot(x, y):
    return np.arange(x.shape[-1]) == y[:, None]


def exact_gradient(x, y):
    pairs = zip(exact_costs(x).flat, hot(x, y).flat, strict=True)
    return [mp.expm1(-c) if is_label else mp.exp(-c) for c, is_label in pairs]


def torch_gradient(torch, x, y):
    x = x.requires_grad_()
    loss = torch.nn.functional.cross_entropy(x, y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


def softmax_rows(kind):
    draw, inputs = LOGITS[kind]
    return [
        Row(
            f"cross-entropy, {kind} rows",
            inputs,
            labelled(draw),
            lu.softmax_cross_entropy,
            lambda x, y: exact_costs(x)[hot(x, y)],
            lambda x, y: -scipy.special.log_softmax(x, axis=-1)[hot(x, y)],
            lambda torch, x, y: torch.nn.functional.cross_entropy(x, y, reduction="none"),
        ),
        Row(
            "its gradient",
            inputs,
            labelled(draw),
            lambda x, y: lu.softmax_cross_entropy(x, y, return_grad=True)[1],
            exact_gradient,
            lambda x, y: scipy.special.softmax(x, axis=-1) - hot(x, y).astype(x.dtype),
            torch_gradient,
        ),
        Row(
            f"log_softmax, {kind} rows",
            inputs,
            lambda *a: (draw(*a),),
            lu.log_softmax,
            lambda x: -exact_costs(x).ravel(),
            lambda x: scipy.special.log_softmax(x, axis=-1),
            lambda torch, x: torch.log_softmax(x, -1),
        ),
        Row(
            f"softmax, {kind} rows",
            inputs,
            lambda *a: (draw(*a),),
            lu.softmax,
            lambda x: [mp.exp(-c) for c in exact_costs(x).ravel()],
            lambda x: scipy.special.softmax(x, axis=-1),
            lambda torch, x: torch.softmax(x, -1),
        ),
        Row(
            f"logsumexp, {kind} rows",
            inputs + ", absolute values",  # near a result of 0 the conditioning is the input's
            lambda *a: (np.abs(draw(*a)),),
            lu.logsumexp,
            lambda x: exact_costs(x)[:, 0] + numbers(x[:, 0]),
            lambda x: scipy.special.logsumexp(x, axis=-1),
            lambda torch, x: torch.logsumexp(x, -1),
        ),
        Row(
            f"soft labels, {kind} rows",
            inputs + "; labels Dirichlet(1)",
            lambda rng, dtype, n: (
                draw(rng, dtype, n),
                rng.dirichlet(np.ones(CLASSES), n).astype(dtype),
            ),
            lu.softmax_cross_entropy,
            lambda x, q: np.sum(exact_costs(x) * np.reshape(numbers(q), q.shape), axis=-1),
            lambda x, q: -(q * scipy.special.log_softmax(x, axis=-1)).sum(axis=-1),
            lambda torch, x, q: torch.nn.functional.cross_entropy(x, q, reduction="none"),
        ),
    ]


def one_hot_confident(rng, dtype, count):
    x = confident(rng, dtype, count)
    return x, (x == x.max(axis=-1, keepdims=True)).astype(dtype)


def long_rows(size):
    """Few values, each many times, in random order: 200 exponentials make an exact sum."""

    def draw(rng, dtype, count):
        values = rng.normal(0, 3, (count, 200)).astype(dtype)
        x = np.take_along_axis(values, rng.integers(200, size=(count, size)), axis=-1)
        y = rng.integers(size, size=count)
        y[::2] = x[::2].argmax(axis=-1)
        return x, y

    def exact(x, y):
        out = []
        for row, label in zip(x, y, strict=True):
            values, counts = np.unique(row, return_counts=True)
            top = mpf(float(values[-1]))
            terms = zip(counts.tolist(), numbers(values), strict=True)
            total = mp.fsum(n * mp.exp(v - top) for n, v in terms)
            out.append(mp.log(total) + (top - mpf(float(row[label]))))
        return out

    return Row(
        f"cross-entropy, rows of {size:,}",
        "N(0, 3); half of the labels are the largest entry",
        draw,
        lu.softmax_cross_entropy,
        exact,
        lambda x, y: -np.take_along_axis(scipy.special.log_softmax(x, axis=-1), y[:, None], -1),
        lambda torch, x, y: torch.nn.functional.cross_entropy(x, y, reduction="none"),
        count=40,
    )


# Information


def near_logits(rng, dtype, count):
    """A reference, and a policy that has moved by 1e-12 to 0.1."""
    a = rng.normal(0, 3, (count, CLASSES)).astype(dtype)
    exponents = rng.uniform(-12 if dtype == np.float64 else -5, -1, (count, 1))
    return a, (a + rng.normal(0, 1, a.shape) * 10**exponents).astype(dtype)


def two_logits(rng, dtype, count):
    return ordinary(rng, dtype, count), ordinary(rng, dtype, count)


def exact_softmax(row):
    e = [mp.exp(v - max(row)) for v in row]
    total = mp.fsum(e)
    return [v / total for v in e], max(row) + mp.log(total)


def exact_kl_of_logits(a, b):
    out = []
    for row, other in zip(a, b, strict=True):
        x, y = numbers(row), numbers(other)
        (p, log_a), (_, log_b) = exact_softmax(x), exact_softmax(y)
        out.append(
            mp.fsum(w * ((u - log_a) - (v - log_b)) for w, u, v in zip(p, x, y, strict=True))
        )
    return out


def scipy_kl_of_logits(a, b):
    log_p, log_q = scipy.special.log_softmax(a, axis=-1), scipy.special.log_softmax(b, axis=-1)
    return (np.exp(log_p) * (log_p - log_q)).sum(axis=-1)


def torch_kl_of_logits(torch, a, b):
    log_p, log_q = torch.log_softmax(a, -1), torch.log_softmax(b, -1)
    return torch.nn.functional.kl_div(log_q, log_p, reduction="none", log_target=True).sum(-1)


def near_distributions(rng, dtype, count):
    p = rng.dirichlet(np.ones(CLASSES), count)
    exponents = rng.uniform(-8 if dtype == np.float64 else -4, -1, (count, 1))
    q = p * np.exp(rng.normal(0, 1, p.shape) * 10**exponents)
    return p.astype(dtype), (q / q.sum(axis=-1, keepdims=True)).astype(dtype)


def two_distributions(rng, dtype, count):
    p, q = rng.dirichlet(np.ones(CLASSES), (2, count))
    return p.astype(dtype), q.astype(dtype)


def exact_sums(term):
    def exact(*arrays):
        rows = zip(*([numbers(row) for row in array] for array in arrays), strict=True)
        return [mp.fsum(term(*entries) for entries in zip(*row, strict=True)) for row in rows]

    return exact


def exact_js_term(p, q):
    return (p * mp.log(2 * p / (p + q)) + q * mp.log(2 * q / (p + q))) / 2


def scipy_js(p, q):
    m = (p + q) / 2
    return (scipy.special.rel_entr(p, m) + scipy.special.rel_entr(q, m)).sum(axis=-1) / 2


def torch_js(torch, p, q):
    m = (p + q) / 2
    return (torch.xlogy(p, p / m) + torch.xlogy(q, q / m)).sum(-1) / 2


def exact_entropy_of_logits(x):
    out = []
    for row in exact_costs(x):
        out.append(mp.fsum(mp.exp(-c) * c for c in row))
    return out


def divergences(kind, logits, distributions, inputs):
    return [
        Row(
            f"KL from logits, {kind}",
            inputs[0],
            logits,
            lu.kl_divergence_from_logits,
            exact_kl_of_logits,
            scipy_kl_of_logits,
            torch_kl_of_logits,
        ),
        Row(
            f"KL, {kind}",
            inputs[1],
            distributions,
            lu.kl_divergence,
            exact_sums(lambda p, q: p * mp.log(p / q) - p + q),
            lambda p, q: scipy.special.kl_div(p, q).sum(axis=-1),
            lambda torch, p, q: torch.nn.functional.kl_div(q.log(), p, reduction="none").sum(-1),
        ),
        Row(
            f"JS, {kind}",
            inputs[1],
            distributions,
            lu.js_divergence,
            exact_sums(exact_js_term),
            scipy_js,
            torch_js,
        ),
    ]


# Single numbers


def tails(rng, dtype, count):
    """Both signs, out to where exp reaches the smallest float."""
    end = 740 if dtype == np.float64 else 100
    return rng.uniform(-end, end, count).astype(dtype)


def middle(rng, dtype, count):
    return rng.normal(0, 4, count).astype(dtype)


def near_0(rng, dtype, count):
    return (rng.choice([-1, 1], count) * 10 ** rng.uniform(-30, 0, count)).astype(dtype)


def short_tails(rng, dtype, count):
    """Tails whose cube is still a normal float."""
    end = 230 if dtype == np.float64 else 28
    return rng.uniform(-end, end, count).astype(dtype)


NUMBERS = {
    "tails": (tails, "U(-740, 740), in float32 U(-100, 100)"),
    "middle": (middle, "N(0, 4)"),
    "near 0": (near_0, "+-10^U(-30, 0)"),
}


def binary_labels(rng, dtype, count):
    """Hard, soft, and so near to 1 that 1 - y is small, in turn."""
    u = rng.uniform(0, 1, count)
    return np.choose(np.arange(count) % 3, [np.round(u), u, 1 - 1e-6 * u]).astype(dtype)


def exact_softplus(x):
    return np.array([max(v, 0) + mp.log1p(mp.exp(-abs(v))) for v in numbers(x)], dtype=object)


def exact_sigmoid(x):
    return [1 / (1 + mp.exp(-v)) for v in numbers(x)]


def exact_binary(z, y):
    y = np.array(numbers(y))
    return y * exact_softplus(-z) + (1 - y) * exact_softplus(z)


def scipy_binary(z, y):
    return -(y * scipy.special.log_expit(z) + (1 - y) * scipy.special.log_expit(-z))


def exact_focal(z, y):
    signs = np.where(y == 1, -1, 1)
    signed = np.array(numbers(z)) * signs
    return [(1 / (1 + mp.exp(-v))) ** 2 * (max(v, 0) + mp.log1p(mp.exp(-abs(v)))) for v in signed]


def torch_focal(torch, z, y):
    p = torch.sigmoid(z)
    p_t = p * y + (1 - p) * (1 - y)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")
    return loss * (1 - p_t) ** 2


def scipy_focal(z, y):
    v = z * np.where(y == 1, -1, 1).astype(z.dtype)
    return scipy.special.expit(v) ** 2 * -scipy.special.log_expit(-v)


def with_bits(draw):
    def draws(rng, dtype, n):
        return draw(rng, dtype, n), rng.integers(0, 2, n).astype(dtype)

    return draws


def binary_rows(kind):
    draw, inputs = NUMBERS[kind]
    focal_draw = short_tails if kind == "tails" else draw
    return [
        Row(
            f"sigmoid, {kind}",
            inputs,
            lambda *a: (draw(*a),),
            lu.sigmoid,
            exact_sigmoid,
            scipy.special.expit,
            lambda torch, x: torch.sigmoid(x),
        ),
        Row(
            f"softplus, {kind}",
            inputs,
            lambda *a: (draw(*a),),
            lu.softplus,
            exact_softplus,
            lambda x: -scipy.special.log_expit(-x),
            lambda torch, x: torch.nn.functional.softplus(x),
        ),
        Row(
            f"log_sigmoid, {kind}",
            inputs,
            lambda *a: (draw(*a),),
            lu.log_sigmoid,
            lambda x: -exact_softplus(-x),
            scipy.special.log_expit,
            lambda torch, x: torch.nn.functional.logsigmoid(x),
        ),
        Row(
            f"BCE with logits, {kind}",
            inputs + "; labels hard, soft, and 1 - 1e-6 U(0, 1)",
            lambda rng, dtype, n: (draw(rng, dtype, n), binary_labels(rng, dtype, n)),
            lu.sigmoid_binary_cross_entropy,
            exact_binary,
            scipy_binary,
            lambda torch, z, y: torch.nn.functional.binary_cross_entropy_with_logits(
                z, y, reduction="none"
            ),
        ),
        Row(
            "its gradient",
            inputs + "; hard labels",
            with_bits(draw),
            lambda z, y: lu.sigmoid_binary_cross_entropy(z, y, return_grad=True)[1],
            lambda z, y: [
                s / (1 + mp.exp(-s * v)) for s, v in zip(1 - 2 * y, numbers(z), strict=True)
            ],
            lambda z, y: scipy.special.expit(z) - y,
            lambda torch, z, y: torch.sigmoid(z) - y,
        ),
        Row(
            f"focal loss, {kind}",
            "U(-230, 230), in float32 U(-28, 28)" if kind == "tails" else inputs,
            with_bits(focal_draw),
            lu.sigmoid_focal_loss,
            exact_focal,
            scipy_focal,
            torch_focal,
        ),
    ]


def probabilities(rng, dtype, count):
    small = (10 ** rng.uniform(-30, -0.3, count)).astype(dtype)
    p = np.where(rng.random(count) < 0.5, small, 1 - small)
    p = np.clip(p, None, np.nextafter(dtype(1), dtype(0)))
    return p, binary_labels(rng, dtype, count)


def negative_numbers(rng, dtype, count):
    low, high = (-300, 2.86) if dtype == np.float64 else (-37, 1.9)
    wide = 10 ** rng.uniform(low, high, count // 2)
    return (-np.concatenate([wide, rng.uniform(0, 2, count // 2)]).astype(dtype),)


def log_ratios(rng, dtype, count):
    """Log-probabilities of policy and reference whose difference d is a float: nothing rounds."""
    d = rng.choice([-1, 1], count) * 10 ** rng.uniform(-12, 1, count)
    return np.zeros(count, dtype), d.astype(dtype)


ROWS = [
    *softmax_rows("confident"),
    Row(
        "its gradient, one-hot floats",
        LOGITS["confident"][1] + "; labels its one-hot",
        one_hot_confident,
        lambda x, q: lu.softmax_cross_entropy(x, q, return_grad=True)[1],
        lambda x, q: exact_gradient(x, q.argmax(axis=-1)),
        lambda x, q: scipy.special.softmax(x, axis=-1) - q,
        lambda torch, x, q: torch.softmax(x, -1) - q,
    ),
    *softmax_rows("ordinary"),
    *softmax_rows("huge"),
    *(long_rows(size) for size in (1000, 32000, 128256)),
    Row(
        "entropy from logits, gap 40 to 80",
        "K = 5, one leads by U(40, 80), offset U(-50, 50)",
        lambda rng, dtype, n: (confident(rng, dtype, n, 40, 80),),
        lu.entropy_from_logits,
        exact_entropy_of_logits,
        lambda x: scipy.special.entr(scipy.special.softmax(x, axis=-1)).sum(axis=-1),
        lambda torch, x: torch.distributions.Categorical(logits=x).entropy(),
    ),
    Row(
        "entropy from logits, ordinary rows",
        LOGITS["ordinary"][1],
        lambda *a: (ordinary(*a),),
        lu.entropy_from_logits,
        exact_entropy_of_logits,
        lambda x: scipy.special.entr(scipy.special.softmax(x, axis=-1)).sum(axis=-1),
        lambda torch, x: torch.distributions.Categorical(logits=x).entropy(),
    ),
    *divergences(
        "near 0",
        near_logits,
        near_distributions,
        (
            "K = 5, N(0, 3), moved by N(0, 1) 10^U(-12, -1)",
            "Dirichlet(1), times exp(N(0, 1) 10^U(-8, -1))",
        ),
    ),
    *divergences(
        "ordinary",
        two_logits,
        two_distributions,
        (LOGITS["ordinary"][1] + ", twice", "Dirichlet(1), twice"),
    ),
    Row(
        "entropy",
        "Dirichlet(1)",
        lambda *a: two_distributions(*a)[:1],
        lu.entropy,
        exact_sums(lambda p: -p * mp.log(p)),
        lambda p: scipy.special.entr(p).sum(axis=-1),
        lambda torch, p: -torch.xlogy(p, p).sum(-1),
    ),
    *binary_rows("tails"),
    *binary_rows("middle"),
    *binary_rows("near 0"),
    Row(
        "BCE of probabilities",
        "p and 1 - p down to 1e-30; labels hard, soft, and 1 - 1e-6 U(0, 1)",
        probabilities,
        lu.binary_cross_entropy,
        lambda p, y: [
            -b * mp.log(a) - (1 - b) * mp.log1p(-a)
            for a, b in zip(numbers(p), numbers(y), strict=True)
        ],
        lambda p, y: -(scipy.special.xlogy(y, p) + scipy.special.xlog1py(1 - y, -p)),
        lambda torch, p, y: torch.nn.functional.binary_cross_entropy(p, y, reduction="none"),
    ),
    Row(
        "k3 = e^d - 1 - d",
        "d = +-10^U(-12, 1)",
        log_ratios,
        lu.kl_estimate,
        lambda x, ref: [mp.expm1(d) - d for d in numbers(ref - x)],
        lambda x, ref: scipy.special.expm1(ref - x) - (ref - x),
        lambda torch, x, ref: torch.exp(ref - x) - 1 - (ref - x),
    ),
    Row(
        "ORPO log(1 - e^x)",
        "-10^U(-300, 2.86), in float32 -10^U(-37, 1.9), and U(-2, 0)",
        negative_numbers,
        lu.log1mexp,
        lambda x: [mp.log(-mp.expm1(v)) if v > -1 else mp.log1p(-mp.exp(v)) for v in numbers(x)],
        None,
        lambda torch, x: torch.log1p(-torch.exp(x)),
    ),
]
