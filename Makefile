# The project's commands. `make run` and `make test` need only Python 3.11+, make and the package registry.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What a person gives reaches the program through the environment, and no shell reads it as code.
override SOURCE := $(value SOURCE)
override ONLY := $(value ONLY)
override DROP := $(value DROP)
override PUBLISHED := $(value PUBLISHED)
override SCALE := $(value SCALE)
override ENGINE := $(value ENGINE)
export SOURCE ONLY DROP PUBLISHED SCALE ENGINE
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.PHONY: run spark status test lint types tests audit bench corruptions ui snapshot lock setup clean
.DEFAULT_GOAL := run

setup: $(VENV)/.installed

# uv installs the lock file in seconds where pip takes a minute and a half; it is itself installed
# from the same lock file, hashes checked. pip is the fallback. dbt's project is parsed here, so that
# the first run need not, and the lineage of its columns is read, which no run does.
$(VENV)/.installed: requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: call make with PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@awk '/^uv==/ {keep=1; print; next} /^[^ ]/ {keep=0} keep' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.lock 2>/dev/null \
		&& $(UV) --require-hashes -r requirements.lock \
		|| $(PIP) --require-hashes --no-deps -r requirements.lock \
		|| { echo "Set-up failed: the package registry was not reached, or a hash differs from requirements.lock"; exit 1; }
	@$(UV) --no-deps --no-build-isolation --editable . 2>/dev/null \
		|| $(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m orchestration.column_lineage
	@touch $@

# What only `make test` and the other developers' commands need.
$(VENV)/.developers: $(VENV)/.installed requirements-dev.lock
	@echo "Adding what developers need from requirements-dev.lock ..."
	@$(UV) --require-hashes -r requirements-dev.lock \
		|| $(PIP) --require-hashes --no-deps -r requirements-dev.lock \
		|| { echo "Set-up failed: the package registry was not reached, or a hash differs from requirements-dev.lock"; exit 1; }
	@touch $@

# What only the second engine needs, ENGINE=spark; a Java runtime is the system's.
$(VENV)/.spark: $(VENV)/.installed requirements-spark.lock
	@echo "Adding what Spark needs from requirements-spark.lock ..."
	@$(UV) --require-hashes -r requirements-spark.lock \
		|| $(PIP) --require-hashes --no-deps -r requirements-spark.lock \
		|| { echo "Set-up failed: the package registry was not reached, or a hash differs from requirements-spark.lock"; exit 1; }
	@touch $@

spark: $(VENV)/.spark

run: setup $(if $(filter spark,$(ENGINE)),spark)
	@$(BIN)/benchmarks run $${SOURCE:+--source="$$SOURCE"} $${ONLY:+--only="$$ONLY"} $${ENGINE:+--engine="$$ENGINE"}

status: setup
	@$(BIN)/benchmarks status

snapshot: setup
	@$(BIN)/benchmarks snapshot $${SOURCE:+--source="$$SOURCE"} $${DROP:+--drop="$$DROP"}

ui: setup
	@$(BIN)/benchmarks ui

# Types are checked while the tests run; both use what cores there are.
test: $(VENV)/.developers
	@$(MAKE) --no-print-directory --jobs 3 lint types tests

lint: $(VENV)/.developers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/sqlfluff lint --processes 2 dbt_project/models expectations

types: $(VENV)/.developers
	@$(BIN)/mypy

# dbt's project is parsed before: what was edited since set-up is then parsed once and not by each worker.
tests: $(VENV)/.developers
	@$(BIN)/python -m orchestration.column_lineage
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# Names the packages it could not ask about: not every registry serves advisories.
audit: $(VENV)/.developers
	@$(BIN)/pip-audit --requirement requirements.lock --requirement requirements-dev.lock --requirement requirements-spark.lock --require-hashes --disable-pip --progress-spinner off

# Times of a run, what takes them, and the same tables by a bare script: three times, one process each.
# SCALE=10, 100 or 1000: time and memory of each stage on tables so many times as large; with
# ENGINE=spark those of the models by both engines, and whether they built the same.
bench: setup $(if $(filter spark,$(ENGINE)),spark)
	@if [ -n "$$SCALE" ]; then $(BIN)/python -m tests.scale "$$SCALE" $${ENGINE:+"$$ENGINE"}; else $(BIN)/python -m tests.bench; fi

# Plausible wrong files over all sources, each with what stops it; PUBLISHED=<folder> has real ones.
corruptions: $(VENV)/.developers
	@$(BIN)/python -m tests.corruptions $${PUBLISHED:+--published="$$PUBLISHED"}

COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --upgrade --quiet

lock: setup
	@$(COMPILE) --group setup --output-file requirements.lock
	@$(COMPILE) --group setup --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) --group setup --group spark --constraint requirements.lock --output-file requirements-spark.lock

clean:
	@rm -rf data/build data/landing data/publications data/published dbt_project/target dbt_project/logs
