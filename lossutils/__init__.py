"""Loss functions in NumPy, as one would derive them: the reference of the course.

Predictions first, targets second, classes on the last axis, nats, one value per example.
`lossutils.testing` and `lossutils.plotting` are imported by name; this module needs NumPy alone.
"""

from lossutils.classification import (
    binary_cross_entropy,
    hinge_loss,
    nll,
    sigmoid_binary_cross_entropy,
    sigmoid_focal_loss,
    smooth_labels,
    softmax_cross_entropy,
    softmax_focal_loss,
)
from lossutils.contrastive import (
    bpr_loss,
    info_nce,
    log_q_correction,
    nt_xent_loss,
    pairwise_margin_loss,
    siglip_loss,
    triplet_margin_loss,
)
from lossutils.distillation import (
    distillation_loss,
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
from lossutils.multitask import (
    dwa_weights,
    gradnorm,
    mgda,
    pcgrad,
    uncertainty_weighting,
)
from lossutils.policy import (
    generalized_advantages,
    group_advantages,
    grpo_loss,
    gspo_loss,
    kl_estimate,
    ppo_clip_loss,
    value_loss,
)
from lossutils.preference import (
    bradley_terry_loss,
    dpo_loss,
    ipo_loss,
    kto_loss,
    orpo_loss,
    simpo_loss,
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
    "bpr_loss",
    "bradley_terry_loss",
    "cross_entropy",
    "distillation_loss",
    "dpo_loss",
    "dwa_weights",
    "entropy",
    "entropy_from_logits",
    "gain_ratio",
    "generalized_advantages",
    "gini_impurity",
    "gradnorm",
    "group_advantages",
    "grpo_loss",
    "gspo_loss",
    "hinge_loss",
    "huber_loss",
    "info_nce",
    "information_gain",
    "ipo_loss",
    "js_divergence",
    "kl_divergence",
    "kl_divergence_from_logits",
    "kl_estimate",
    "kto_loss",
    "log1mexp",
    "log_q_correction",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "mgda",
    "mutual_information",
    "nll",
    "nt_xent_loss",
    "online_logsumexp",
    "orpo_loss",
    "pairwise_margin_loss",
    "pcgrad",
    "ppo_clip_loss",
    "quantile_loss",
    "siglip_loss",
    "sigmoid",
    "sigmoid_binary_cross_entropy",
    "sigmoid_focal_loss",
    "simpo_loss",
    "smooth_labels",
    "softmax",
    "softmax_cross_entropy",
    "softmax_focal_loss",
    "softplus",
    "squared_error",
    "triplet_margin_loss",
    "uncertainty_weighting",
    "value_loss",
]
