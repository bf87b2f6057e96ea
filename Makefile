UV := 0.13.9
PYTHON ?= python3
BIN := .venv/bin
VERSION := $(shell sed -n 's/^version = "\(.*\)"$$/\1/p' pyproject.toml)
# Processes that test at the same time: tests also wait. A file's tests stay together, because they share what it starts.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3 / 2)
TEST = $(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder
PIN = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test test-unit test-integration check format lint typecheck render check-rendered schema docs check-docs new-pipeline lock bench bench-api bench-limits bench-speeds bench-years invariants eval images e2e conformance chaos screenshots live

##@ Use
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/installed ## Make .venv from the lock file

demo: setup ## Run one real sample of every pipeline and show what comes out
	@$(BIN)/bgjobs demo

dev: setup ## Keep everything running on this machine
	@$(BIN)/bgjobs dev

##@ Develop
test: setup ## Run the unit, contract and integration tests (own embedded PostgreSQL, no network)
	$(TEST)

test-unit: setup ## Run tests/unit and tests/contract
	$(TEST) tests/unit tests/contract

test-integration: setup ## Run tests/integration (databases, processes, a browser)
	$(TEST) tests/integration

check: lint typecheck check-rendered check-docs test ## All that CI runs without a cluster

format: setup ## Format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: setup
	$(BIN)/ruff format --check . && $(BIN)/ruff check .

typecheck: setup
	$(BIN)/mypy

render: setup ## Write the generated files of k8s/ from the pipelines' code
	$(BIN)/bgjobs render

check-rendered: setup
	$(BIN)/bgjobs render --check

schema: setup ## Write steps/core/postgres/sql/schema.sql from the migrations and functions
	$(BIN)/python -m tests.integration.schema.migrating.schema_dump

new-pipeline: setup ## Write a new pipeline with its test: make new-pipeline NAME=text-counter
	$(BIN)/bgjobs new-pipeline $(NAME) && $(BIN)/bgjobs render && $(BIN)/bgjobs docs

docs: setup ## Write the tables of README.md, docs/reference and docs/pipelines from the code, docs/bad-input.md by trying
	$(BIN)/bgjobs docs
	$(BIN)/python -m tests.integration.doors.bad_input_table

check-docs: setup
	$(BIN)/bgjobs docs --check

lock: setup ## Pin what pyproject.toml asks for; pins that still fit stay
	$(PIN) --extra control --extra dev --extra test -o requirements.lock
	$(PIN) -c requirements.lock -o images/steps.lock
	$(PIN) -c requirements.lock --extra control -o images/control.lock
	$(PIN) -c requirements.lock --extra emulators -o images/emulators.lock

images: ## Build the three images with docker
	for image in steps control emulators; do \
		docker build -f images/$$image.Dockerfile -t background-jobs/$$image:$(VERSION) . || exit 1; done

e2e: setup ## On the cluster of the current kube context: install, run a job of every pipeline, break things, print what was measured
	JOBS_E2E=1 $(BIN)/pytest -q tests/e2e

conformance: setup ## On the test cluster and here: the same small pipelines leave the same rows
	JOBS_CONFORMANCE=1 $(BIN)/pytest -q tests/conformance

chaos: setup ## Kill, cut, fill and stop everything at random while jobs run, and print what holds: SEED=7 JOBS=10000 SECONDS=300
	$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) $(if $(JOBS),--jobs $(JOBS)) $(if $(SECONDS),--seconds $(SECONDS))

screenshots: setup ## Take the README's pictures anew from real runs (needs Chromium)
	$(BIN)/python -m tests.integration.dashboard.screenshots

live: setup ## The samples on the real services, with JOBS_LIVE_OPENAI_API_KEY and JOBS_LIVE_ASSEMBLYAI_API_KEY (a few cents)
	$(BIN)/pytest -q tests/live

eval: setup ## Measure how good each pipeline's results are, on labelled data
	$(BIN)/python -m tests.eval

bench-api: setup ## Measure events taken per second, and lists with 100,000 jobs there
	$(BIN)/python -m tests.bench.api

bench-limits: setup ## Measure what admitting costs: 100,000 queued, 20,000 keys, three limits each
	$(BIN)/python -m tests.bench.admission

bench-years: setup ## Measure a database with a million finished jobs beside an empty one, and what grows
	$(BIN)/python -m tests.bench.years --minutes 10

invariants: setup ## Try the invariants of limits for about an hour
	JOBS_LIMIT_EXAMPLES=2000 JOBS_LIMIT_SECONDS=1200 $(BIN)/pytest -q tests/integration/limits

bench-speeds: setup ## Test how long things take, on a machine that does nothing else
	$(BIN)/pytest -q -m speed tests/unit tests/contract tests/integration

bench: setup ## Measure jobs per second beside Procrastinate and DBOS (in an environment of its own)
	test -d .venv-bench || $(PYTHON) -m venv .venv-bench
	$(BIN)/uv pip install -q --python .venv-bench -r requirements.lock -r tests/bench/requirements.txt
	$(BIN)/uv pip install -q --python .venv-bench --no-deps -e .
	.venv-bench/bin/python -m tests.bench

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv && $(BIN)/pip install -q --disable-pip-version-check uv==$(UV)
	$(BIN)/uv pip sync -q --compile-bytecode requirements.lock
	$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q pipelines steps
	@touch $@
