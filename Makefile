# Each target sets up .venv by itself when it is missing or out of date.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
TEST_READY := $(VENV)/.ready-test
SYSTEM_READY := $(VENV)/.ready-system
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e
# As many tests at a time as there are processors, each file's in order in one process.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab test test-system bench bench-grading demo build lint format lock clean

help:
	@echo "make lab          study: JupyterLab on your own copy of the lessons, in work/"
	@echo "make test         check everything that needs Python, make and git alone"
	@echo "make demo         one round of a class in class/: release to marks"
	@echo "make build        lessons/ -> solutions/ and notebooks/"
	@echo "make lint         Ruff over the code and the lessons (make format mends)"
	@echo "make bench        speed, memory and accuracy of lossutils, into benchmarks/"
	@echo "make bench-grading  seconds a submission beside stock nbgrader (needs bubblewrap)"
	@echo "make test-system  the same course in a real browser (needs Debian's chromium)"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is %d.%d; try make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Setting up $(VENV) (once, about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) .
	@touch $@

$(TEST_READY): $(READY)
	@echo "Adding what the tests need to $(VENV) (once, half a minute)"
	@$(INSTALL) '.[test]'
	@touch $@

$(SYSTEM_READY): $(TEST_READY)
	@echo "Adding the browser driver to $(VENV)"
	@$(INSTALL) '.[test,system]'
	@touch $@

lab: $(READY)
	@$(BIN)/course lab $(ARGS)

test: $(TEST_READY)
	@$(BIN)/python -m pytest $(PARALLEL) -m "not system" $(ARGS)

test-system: $(SYSTEM_READY)
	@$(BIN)/python -m pytest $(PARALLEL) -m system $(ARGS)

# PyTorch is measured too where it is installed: .venv/bin/pip install torch
bench: $(TEST_READY)
	@$(BIN)/python benchmarks/bench.py $(ARGS)

# Both graders on the same class, in one run; ten minutes, or one with ARGS=--quick.
bench-grading: $(TEST_READY)
	@$(BIN)/python benchmarks/bench_grading.py $(ARGS)

demo: $(READY)
	@$(BIN)/course demo

build: $(READY)
	@$(BIN)/course build

lint: $(TEST_READY)
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/course format --check

format: $(TEST_READY)
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/course format

# For maintainers: new versions of everything, for every platform and Python from 3.11.
lock: $(READY)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --all-extras --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV)
