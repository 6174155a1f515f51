# The project's commands. `make run` and `make test` need only Python 3.11+, make and the package registry.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCE ?=
DROP ?=

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.PHONY: run test audit ui snapshot lock setup clean
.DEFAULT_GOAL := run

setup: $(VENV)/.installed

# uv installs the lock file in seconds where pip takes a minute and a half; it is itself installed
# from the same lock file, hashes checked. pip is the fallback.
$(VENV)/.installed: requirements.lock
	@echo "Setting up $(VENV) from requirements.lock ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: call make with PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@awk '/^uv==/ {keep=1; print; next} /^[^ ]/ {keep=0} keep' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.lock 2>/dev/null \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock \
		|| { echo "Set-up failed: the package registry was not reached, or a hash differs from requirements.lock"; exit 1; }
	@touch $@

run: setup
	@$(BIN)/python -m orchestration.cli run $(if $(SOURCE),--source "$(SOURCE)")

snapshot: setup
	@$(BIN)/python -m orchestration.cli snapshot --source "$(SOURCE)" --drop "$(DROP)"

ui: setup
	@$(BIN)/python -m orchestration.cli ui

test: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 2 dbt_project/models
	@$(BIN)/python -m pytest

# Names the packages it could not ask about: not every registry serves advisories.
audit: setup
	@$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --progress-spinner off

lock:
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --upgrade --quiet --output-file requirements.lock

clean:
	@rm -rf data/build data/landing data/publications data/published dbt_project/target dbt_project/logs
