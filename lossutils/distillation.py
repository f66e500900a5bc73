"""Losses of a student that imitates a teacher's whole distribution rather than single labels."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_floats,
    check_classes,
    check_number,
    check_positive,
    check_shape,
    results,
    times,
)
from lossutils._rows import along_axis
from lossutils.information import kl_rows
from lossutils.special import exp_excess, softmax

__all__ = ["distillation_loss"]

Loss = NDArray | tuple[NDArray, NDArray]


@np.errstate(all="ignore")
def distillation_loss(
    student: ArrayLike,
    teacher: ArrayLike,
    *,
    temperature: float = 1.0,
    beta: float = 0.0,
    return_grad: bool = False,
) -> Loss:
    """Divergence of a student's distribution from a teacher's, in nats, one value per position.

    With p = softmax(teacher / T), q = softmax(student / T) and m = beta p + (1 - beta) q:

        beta = 0    T^2 KL(p || q)        grad = T (q - p)
        beta = 1    T^2 KL(q || p)        grad = T q (log(q / p) - KL)
        between     T^2 (beta KL(p || m) + (1 - beta) KL(q || m))
                                          grad = (1 - beta) T q (log(q / m) - E_q[log(q / m)])

    Forward KL covers all that the teacher does; reverse KL seeks one of its modes. The softer the
    distributions, the smaller the gradients, by 1/T^2 for large T: the factor T^2 makes up for it.

    Parameters
    ----------
    student : array of shape (..., K)
        Logits; any values, -inf is probability 0. A row all of -inf, or with +inf or NaN, gives
        NaN.
    teacher : array of student's shape
        Logits; a constant.
    temperature : float, positive
        T, the same for both. The softmax of large T is nearly uniform.
    beta : float in [0, 1]
        0 is forward, 1 reverse KL, 1/2 the Jensen-Shannon divergence.

    Returns
    -------
    loss : array of shape (...), of their dtype; never below 0
        For 0 < beta < 1 at most T^2 times the entropy of (beta, 1 - beta). Infinite for beta 0
        where q is 0 and p is not, and for beta 1 where p is 0 and q is not.
    grad : array of shape (..., K), only if `return_grad`
        By `student`; not finite, and of no use, where a reverse KL is infinite.

    Raises
    ------
    ValueError
        If the shapes differ, `temperature` is not positive, or `beta` lies outside [0, 1].

    Sources: Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network" (2015); for
    beta, Agarwal et al., "On-policy distillation of language models" (GKD, 2024), without a T^2.
    At the ends the middle form tends to 0; as in TRL they are the divergences themselves.

    >>> distillation_loss([0.0, 0.0], [np.log(3), 0.0])
    np.float64(0.13081203594113697)
    """
    temperature = check_positive("temperature", temperature)
    beta = check_number("beta", beta, 0, 1)
    q, p, dtype = as_floats(native=True, student=student, teacher=teacher)
    check_classes("student", q)
    check_shape("teacher", p, q.shape)
    wide = np.promote_types(dtype, np.float64)

    def rows(q, p):
        loss, grad = _divergence(q.astype(wide) / temperature, p.astype(wide) / temperature, beta)
        return temperature * (temperature * loss), temperature * grad

    loss, grad = along_axis(rows, (q, p), -1, dtype, (True, False))
    return results(dtype, loss, grad if return_grad else None)


def _divergence(x: NDArray, y: NDArray, beta: float) -> tuple[NDArray, NDArray]:
    # Of the student's rows of logits x from the teacher's y, and its gradient by x.
    if beta == 1:
        return kl_rows(x, y)[:2]
    forward, _, by_x, d = kl_rows(y, x)
    if beta == 0:
        return forward, by_x
    p, q = softmax(y), softmax(x)
    # d = log(p / q), so that m / q = 1 + beta (e^d - 1) and m / p = 1 + (1 - beta) (e^-d - 1). Each
    # is the other times e^d, or e^-d; the one that cannot overflow gives both.
    from_q, from_p = np.log1p(beta * np.expm1(d)), np.log1p((1 - beta) * np.expm1(-d))
    m_over_q, m_over_p = np.where(d < 0, from_q, d + from_p), np.where(d < 0, from_q - d, from_p)
    # The mean over p of log(p / m) is that of exp(v) - 1 - v, v = log(m / p), never below 0.
    near = beta * p * exp_excess(m_over_p) + (1 - beta) * q * exp_excess(m_over_q)
    far = 0 - beta * times(p, m_over_p) - (1 - beta) * times(q, m_over_q)
    loss = np.sum(np.where(np.abs(d) < 1, near, far), axis=-1)
    mean = np.sum(times(q, m_over_q), axis=-1, keepdims=True)
    return loss, (1 - beta) * times(q, mean - m_over_q)
