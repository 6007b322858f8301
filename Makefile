# Every command of the project. `make` alone lists them.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
ROOMS := app pages components services
CHECKED := $(ROOMS) tests tools

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint types format bench chaos vendor requirements environment dev-environment

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment ## Start the demonstration on http://localhost:8050 (installs and loads data once)
	@AEL_DEMO=1 $(VENV_PYTHON) -m app serve --prepare

test: dev-environment ## Run every check: lint, types, tests on SQLite and PostgreSQL, in a browser
	@$(VENV_PYTHON) -m tools.check

coverage: dev-environment ## Say which lines and branches the tests without a browser do not reach
	@$(VENV_PYTHON) -m pytest -q -n auto --maxprocesses=4 --ignore=tests/browser --cov --cov-report=term

lint: dev-environment ## Check the style and the import rules of the rooms
	@$(VENV_PYTHON) -m tools.check style format imports

types: dev-environment ## Check the types (mypy --strict)
	@$(VENV_PYTHON) -m tools.check types

format: dev-environment ## Rewrite the code in the project's format
	@$(VENV_PYTHON) -m ruff check --fix --exit-zero $(CHECKED)
	@$(VENV_PYTHON) -m ruff format $(CHECKED)

bench: dev-environment ## Measure our pages against a plain Dash page: BENCH="browser --quick" for a part
	@$(VENV_PYTHON) -m tests.bench $(BENCH)

chaos: dev-environment ## Break mails, payments and more on purpose and count: CHAOS="--mails 1000" for less
	@$(VENV_PYTHON) -m tests.chaos $(CHAOS)

vendor: dev-environment ## Fetch the vendored fonts, icons and scripts again and check their hashes
	@$(VENV_PYTHON) -m tools.vendor
	@$(VENV_PYTHON) -m tools.fonts
	@$(VENV_PYTHON) -m tools.icons

requirements: dev-environment ## Pin requirements.in and requirements-dev.in anew
	@$(VENV_PYTHON) -m tools.requirements

environment:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) tools/bootstrap.py requirements.txt

dev-environment:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) tools/bootstrap.py requirements-dev.txt
