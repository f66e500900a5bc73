"""Answers to `linear_softmax`."""

import numpy as np


def forward(inputs, weights, bias):
    logits = inputs @ weights + bias
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def parts(inputs, weights, bias, labels):
    logs = forward(inputs, weights, bias)
    g = np.exp(logs)
    g[np.arange(len(labels)), labels] -= 1
    return -logs[np.arange(len(labels)), labels], g


def right_matrix_product(inputs, weights, bias, labels):
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g / len(labels), g.mean(axis=0)


def right_sample_by_sample(inputs, weights, bias, labels):
    loss, dw, db = 0.0, np.zeros(weights.shape), np.zeros(bias.shape)
    for x, y in zip(inputs.astype(float), labels, strict=True):
        z = x @ weights + bias
        lse = np.logaddexp.reduce(z)
        g = np.exp(z - lse) - (np.arange(len(bias)) == y)
        loss, dw, db = loss + lse - z[y], dw + np.outer(x, g), db + g
    n = len(labels)
    return loss / n, dw / n, db / n


def right_bias_as_a_weight(inputs, weights, bias, labels):
    x = np.column_stack([inputs, np.ones(len(inputs))])
    logs = forward(x, np.vstack([weights, bias]), 0)
    hot = np.eye(len(bias))[labels]
    both = np.einsum("nd,nk->dk", x, np.exp(logs) - hot) / len(labels)
    return -np.einsum("nk,nk->", hot, logs) / len(labels), both[:-1], both[-1]


def wrong_gradients_of_the_sum(inputs, weights, bias, labels):
    """1/n is missing"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g, g.sum(axis=0)


def wrong_no_mean_in_the_weights(inputs, weights, bias, labels):
    """missing in the gradient by the weights"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g, g.mean(axis=0)


def wrong_no_mean_in_the_bias(inputs, weights, bias, labels):
    """missing in the gradient by the bias"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g / len(labels), g.sum(axis=0)


def wrong_bias_divided_twice(inputs, weights, bias, labels):
    """with 1/n once"""
    losses, g = parts(inputs, weights, bias, labels)
    g = g / len(labels)
    return losses.mean(), inputs.T @ g, g.mean(axis=0)


def wrong_everything_divided_twice(inputs, weights, bias, labels):
    """divided by n twice"""
    losses, g = parts(inputs, weights, bias, labels)
    n = len(labels)
    return losses.mean(), inputs.T @ g / n**2, g.sum(axis=0) / n**2


def wrong_mean_over_entries(inputs, weights, bias, labels):
    """the mean is over rows"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g / g.size, g.sum(axis=0) / g.size


def wrong_sum_of_losses(inputs, weights, bias, labels):
    """their mean is asked"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.sum(), inputs.T @ g / len(labels), g.mean(axis=0)


def wrong_signs(inputs, weights, bias, labels):
    """signs of the gradients"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), -inputs.T @ g / len(labels), -g.mean(axis=0)


def wrong_bias_left_out(inputs, weights, bias, labels):
    """bias is missing in the logits"""
    losses, g = parts(inputs, weights, 0 * bias, labels)
    return losses.mean(), inputs.T @ g / len(labels), g.mean(axis=0)


def wrong_transposed(inputs, weights, bias, labels):
    """returns shape"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), g.T @ inputs / len(labels), g.mean(axis=0)


def wrong_bias_keeps_rows(inputs, weights, bias, labels):
    """returns shape"""
    losses, g = parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g / len(labels), g / len(labels)


def wrong_log_of_softmax(inputs, weights, bias, labels):
    """no log of a rounded softmax"""
    losses, g = parts(inputs, weights, bias, labels)
    with np.errstate(divide="ignore"):
        losses = -np.log(np.exp(-losses))
    return losses.mean(), inputs.T @ g / len(labels), g.mean(axis=0)


def wrong_clipped(inputs, weights, bias, labels):
    """no log of a rounded softmax"""
    losses, g = parts(inputs, weights, bias, labels)
    losses = -np.log(np.clip(np.exp(-losses), 1e-15, 1))
    return losses.mean(), inputs.T @ g / len(labels), g.mean(axis=0)


def wrong_true_class_only(inputs, weights, bias, labels):
    """returns a wrong value"""
    losses, g = parts(inputs, weights, bias, labels)
    g = g * np.eye(len(bias))[labels]
    return losses.mean(), inputs.T @ g / len(labels), g.mean(axis=0)


def wrong_gradient_through_softmax_again(inputs, weights, bias, labels):
    """returns a wrong value"""
    losses, g = parts(inputs, weights, bias, labels)
    q = np.exp(forward(inputs, weights, bias))
    g = q * (g - (q * g).sum(axis=1, keepdims=True))
    return losses.mean(), inputs.T @ g / len(labels), g.mean(axis=0)


def wrong_table_of_labels(inputs, weights, bias, labels):
    """returns a wrong value"""
    logs = forward(inputs, weights, bias)
    g = np.exp(logs)
    g[:, labels] -= 1
    return -logs[:, labels].mean(), inputs.T @ g / len(labels), g.mean(axis=0)
