"""Answers to `{exercise}`; a docstring is a part of the message that the answer gets."""

import numpy as np


def right_square(x):
    return 0.5 * np.square(x)


def right_product(x):
    return x * x / 2


def wrong_no_half(x):
    """one half is missing"""
    return x**2


def wrong_absolute_value(x):
    """returns a wrong value"""
    return np.abs(x)


def wrong_square_of_half(x):
    """returns a wrong value"""
    return (x / 2) ** 2


def wrong_sum(x):
    """returns shape"""
    return 0.5 * np.sum(x**2)
