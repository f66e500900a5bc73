"""The examples in the docstrings of lossutils."""

import doctest
import importlib
import pkgutil

import pytest

import lossutils

MODULES = [f"lossutils.{module.name}" for module in pkgutil.iter_modules(lossutils.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_say(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_public_function_has_an_example():
    for name in lossutils.__all__:
        assert ">>>" in getattr(lossutils, name).__doc__, name


def test_every_family_exports_all_that_it_lists():
    families = [name for name in MODULES if name.split(".")[1][0] != "_"]
    listed = [importlib.import_module(name).__all__ for name in families]
    apart = {"lossutils.plotting", "lossutils.testing"}
    shared = [names for name, names in zip(families, listed, strict=True) if name not in apart]
    assert sorted(name for names in shared for name in names) == lossutils.__all__


def test_public_names_are_all():
    public = {n for n, v in vars(lossutils).items() if callable(v) and not n.startswith("_")}
    assert public == set(lossutils.__all__)
