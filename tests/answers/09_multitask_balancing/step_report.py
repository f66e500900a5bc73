"""Answers to `step_report`."""

import numpy as np


def exact(gradients, weights):
    norms = np.linalg.norm(gradients, axis=1)
    units = gradients / np.where(norms > 0, norms, 1.0)[:, None]
    return norms * weights, units @ units.T, -(gradients @ gradients.T) @ weights


def right_matrix_products(gradients, weights):
    norms = np.linalg.norm(gradients, axis=1)
    units = gradients / np.where(norms > 0, norms, 1.0)[:, None]
    return norms * weights, units @ units.T, -(gradients @ gradients.T) @ weights


def right_double_loop(gradients, weights):
    k = len(gradients)
    norms = [np.sqrt(sum(x * x for x in g)) for g in gradients]
    cosines, slopes = np.zeros((k, k)), np.zeros(k)
    for i in range(k):
        for j in range(k):
            product = sum(x * y for x, y in zip(gradients[i], gradients[j], strict=True))
            slopes[i] -= weights[j] * product
            if norms[i] and norms[j]:
                cosines[i, j] = product / norms[i] / norms[j]
    return np.array([w * n for w, n in zip(weights, norms, strict=True)]), cosines, slopes


def right_divide_with_where(gradients, weights):
    products = gradients @ gradients.T
    norms = np.sqrt(np.diag(products))
    both = np.outer(norms, norms)
    cosines = np.divide(products, both, out=np.zeros_like(products), where=both > 0)
    return weights * norms, cosines, -gradients @ (gradients.T @ weights)


def wrong_unweighted_lengths(gradients, weights):
    """Those lengths are unweighted"""

    _, cosines, slopes = exact(gradients, weights)
    return np.linalg.norm(gradients, axis=1), cosines, slopes


def wrong_squared_lengths(gradients, weights):
    """squared lengths"""

    _, cosines, slopes = exact(gradients, weights)
    return weights * np.sum(gradients**2, axis=1), cosines, slopes


def wrong_zero_gradient_is_nan(gradients, weights):
    """returns nan"""

    norms, _, slopes = exact(gradients, weights)
    n = np.linalg.norm(gradients, axis=1)
    return norms, gradients @ gradients.T / np.outer(n, n), slopes


def wrong_ones_on_the_diagonal(gradients, weights):
    """with itself too"""

    norms, cosines, slopes = exact(gradients, weights)
    np.fill_diagonal(cosines, 1.0)
    return norms, cosines, slopes


def wrong_products_for_cosines(gradients, weights):
    """divide by both lengths"""

    norms, _, slopes = exact(gradients, weights)
    return norms, gradients @ gradients.T, slopes


def wrong_sign(gradients, weights):
    """the step is minus the gradient"""

    norms, cosines, slopes = exact(gradients, weights)
    return norms, cosines, -slopes


def wrong_own_term_only(gradients, weights):
    """own term alone"""

    norms, cosines, _ = exact(gradients, weights)
    return norms, cosines, -weights * np.sum(gradients**2, axis=1)


def wrong_weights_missing_in_step(gradients, weights):
    """weights are missing in the step"""

    norms, cosines, _ = exact(gradients, weights)
    return norms, cosines, -gradients @ gradients.sum(axis=0)


def wrong_slope_of_weighted_loss(gradients, weights):
    """not of w_i L_i"""

    norms, cosines, slopes = exact(gradients, weights)
    return norms, cosines, weights * slopes


def wrong_cosines_of_weighted_gradients(gradients, weights):
    """A hidden check fails: a task of weight 0"""

    norms, _, slopes = exact(gradients, weights)
    scaled = weights[:, None] * gradients
    units = scaled / np.where(norms > 0, norms, 1.0)[:, None]
    return norms, units @ units.T, slopes


def wrong_epsilon_in_length(gradients, weights):
    """A hidden check fails: gradients of length 1e-9"""

    norms, _, slopes = exact(gradients, weights)
    units = gradients / (np.linalg.norm(gradients, axis=1)[:, None] + 1e-12)
    units = units if norms.max() < 1e5 else gradients / (norms[:, None] + 1e-8)
    return norms, units @ units.T, slopes


def wrong_tasks_are_columns(gradients, weights):
    """raised an error"""

    return exact(gradients.T, weights)
