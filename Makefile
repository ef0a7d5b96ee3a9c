# Everything here needs only Python 3.11+ and make; the rest is installed into .venv.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PYTEST_ARGS ?= -n 2
QUICK := tests/core tests/tools tests/writes --ignore tests/writes/test_crash.py

.PHONY: help demo quick test check bench docs facts snapshot matrix fresh soak clean

help: ## Show what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: .venv/.demo ## Four frameworks answer a seller's questions on the embedded emulator
	@$(BIN)/toolspan demo $(DEMO_ARGS)

quick: .venv/.dev ## Lint, types and the fast tests of the core: under a minute, for every change
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_ARGS) -q --maxfail 3 $(QUICK)

test: .venv/.dev ## All tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/.dev ## Lint, types, import contracts, docs build; no tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests/type_checks
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/deptry src adapters
	$(BIN)/codespell src adapters docs examples scripts benchmarks README.md ARCHITECTURE.md CONTRIBUTING.md
	@if [ -d ../shared/sp-api-models ]; then $(BIN)/python scripts/build_facts.py --check; fi
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: .venv/.dev ## Budgets as ratios, each with the baseline of the same run
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

docs: .venv/.dev ## The site, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

facts: .venv/.dev ## Write the committed facts anew from Amazon's models
	$(BIN)/python scripts/build_facts.py

snapshot: .venv/.dev ## Write what users see of the package anew, after a change that is meant
	$(BIN)/python scripts/snapshot.py

matrix: .venv/.dev ## Other interpreters, each framework alone, lowest versions
	$(BIN)/python scripts/matrix.py

fresh: .venv/.dev ## The wheel in fresh environments: each page's install line and first answer
	$(BIN)/python scripts/fresh.py $(FRESH_ARGS)

soak: .venv/.dev ## Replications, and jobs of a server, that are killed 50 times at random
	TOOLSPAN_SOAK_KILLS=50 $(BIN)/python -m pytest -q -n 0 --timeout 1800 tests/store/test_crash.py
	TOOLSPAN_KILLS=50 $(BIN)/python -m pytest -q -n 0 -s --timeout 3600 tests/server/test_job_kills.py

clean: ## Remove what was built
	rm -rf .venv .venvs site dist build

.venv/bin/uv:
	@test -n "$(PYTHON)" || { echo "toolspan needs Python 3.11 or newer; none was found. Set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/.demo: pyproject.toml | .venv/bin/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e ".[all]" --group demo
	@touch $@

.venv/.dev: pyproject.toml | .venv/bin/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e ".[all]" --group dev
	@touch $@ .venv/.demo
