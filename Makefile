# Everything sets itself up: a virtual environment in .venv with the versions in constraints.txt,
# and Qt's system libraries where they are missing. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help setup run test check lint gallery samples bench package clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

$(VENV)/.ready: pyproject.toml constraints.txt .ci/system_libraries.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "kmdesk needs Python 3.11 or later; name one with: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) .ci/system_libraries.py
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

setup: $(VENV)/.ready ## the virtual environment and all it needs

run: setup ## open the program; with no screen, build the demonstration instead
	@$(BIN)/python .ci/run_program.py

test: setup ## all tests but the slow ones
	$(PYTEST)

check: setup lint ## all that must hold before a release: lint, types, layers, every test
	$(PYTEST) -m "slow or not slow"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

gallery: setup ## every screen as a picture, into build/gallery
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.gallery build/gallery

samples: setup ## every paper of the sample collection as PDF, into docs/samples
	rm -rf build/samples
	$(BIN)/python -m kmdesk demo --output build/samples
	cp build/samples/*.pdf docs/samples/

bench: setup ## every number of docs/performance.md beside its reference
	@for bench in tests/bench/bench_*.py; do \
		$(BIN)/python -m tests.bench.$$(basename $$bench .py) || exit 1; done

package: setup ## one folder that runs without Python, into dist/kmdesk, and its self-test
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[package]'
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	QT_QPA_PLATFORM=offscreen dist/kmdesk/kmdesk self-test

clean: ## all that was made here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
