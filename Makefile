# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench docs web programs lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements/run.lock pyproject.toml
	@echo "Setting up $(VENV): about a minute the first time"
	$(BIN)/pip install --quiet --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(VENV)/.run ## Make .venv and install what running needs
setup-dev: $(VENV)/.dev ## Add what testing needs

run: setup ## Start the campus: page and API on http://localhost:4040 (ARGS="--campus stanford")
	$(BIN)/gridtokenx run $(ARGS)

test: setup-dev ## Set up and run every test
	./tests/run $(ARGS)

check: setup-dev ## The inner loop, under a minute: lint, types, architecture, unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/architecture tests/unit -m "not slow and not browser and not compiler" -n auto

bench: setup ## Measure, and print medians (ARGS="day --quick")
	$(BIN)/gridtokenx bench $(or $(ARGS),day)

docs: setup-dev ## Check the examples in the docstrings and every link in docs/
	$(BIN)/pytest --doctest-modules src/gridtokenx -p no:cacheprovider
	$(BIN)/pytest tests/architecture/test_docs.py

programs: ## Build the on-chain programs from source (installs the compiler on Debian) and compare with what is shipped
	./programs/build $(ARGS)

web: ## Build the page into the package
	cd web && npm ci --no-audit --no-fund && npm run build

lock: setup-dev ## Renew the lock files from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  --universal --python-version 3.11 -o requirements/run.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --universal --python-version 3.11 -o requirements/dev.lock

clean: ## Remove what set-up and tests made; leaves data/ alone
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache programs/target web/node_modules \
	  tests/clients/node_modules tests/clients/.venv examples/ledger/node_modules
