"""Loss functions in NumPy, as one would derive them: the reference of the course.

Predictions first, targets second, classes on the last axis, nats, one value per example.
`lossutils.testing` and `lossutils.plotting` are imported by name; this module needs NumPy alone.
"""

from lossutils.classification import (
    binary_cross_entropy,
    nll,
    sigmoid_binary_cross_entropy,
    softmax_cross_entropy,
)
from lossutils.information import (
    cross_entropy,
    entropy,
    entropy_from_logits,
    gain_ratio,
    gini_impurity,
    information_gain,
    js_divergence,
    kl_divergence,
    kl_divergence_from_logits,
    mutual_information,
)
from lossutils.regression import absolute_error, huber_loss, quantile_loss, squared_error
from lossutils.special import (
    log1mexp,
    log_sigmoid,
    log_softmax,
    logsumexp,
    online_logsumexp,
    sigmoid,
    softmax,
    softplus,
)

__all__ = [
    "absolute_error",
    "binary_cross_entropy",
    "cross_entropy",
    "entropy",
    "entropy_from_logits",
    "gain_ratio",
    "gini_impurity",
    "huber_loss",
    "information_gain",
    "js_divergence",
    "kl_divergence",
    "kl_divergence_from_logits",
    "log1mexp",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "mutual_information",
    "nll",
    "online_logsumexp",
    "quantile_loss",
    "sigmoid",
    "sigmoid_binary_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "softplus",
    "squared_error",
]
