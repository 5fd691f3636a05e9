# Every target does what it still needs: nothing has to be run first.
PYTHON ?= python3
BIN := .venv/bin
# Side by side, for the test of the repair after a change of clocks.
TZDATA := 2022.7 2023.1
SAMPLE ?= 60
SEED ?= 1
DAYS ?= 63
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run setup demo check test coverage months mutants failover lint types bench schema lock clean programs

help:
	@echo "make run       start CorvEd with a demo academy on http://127.0.0.1:8000 (PORT overrides)"
	@echo "make demo      fill an empty database with the demo academy"
	@echo "make setup     install into .venv, nothing else"
	@echo "make programs  install what some tests drive: Chromium, nginx, PgBouncer, khal, PostgreSQL 15 (root on Debian)"
	@echo "make test      run every test, in random order; name the programs that are missing"
	@echo "make lint      check the format and the lint rules of Python and templates"
	@echo "make types     check the types with mypy"
	@echo "make check     lint, types and test: what CI runs after make programs"
	@echo "make coverage  run every test, and show the lines and branches that no test runs"
	@echo "make months    live two months of an academy through its forms, and hold every count (DAYS, SEED)"
	@echo "make mutants   break the code in 60 places, one at a time, and show what no test notices (SAMPLE, SEED)"
	@echo "make failover  switch and kill databases under Patroni, and measure what requests felt (root on Debian)"
	@echo "make bench     run the benchmarks"
	@echo "make schema    write the schema of the newest migration to corved/database/schema.sql"
	@echo "make lock      resolve the dependencies again and write requirements/"
	@echo "make clean     remove .venv and the caches"

run: .venv/run-ready
	@exec $(BIN)/corved run --with-parent

demo: .venv/run-ready
	@exec $(BIN)/corved demo

setup: .venv/run-ready

check: lint types test

test: .venv/test-ready
	$(BIN)/python -m pytest -n 2 --dist worksteal

coverage: .venv/test-ready
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term-missing

months: .venv/test-ready
	CORVED_MONTHS_DAYS=$(DAYS) CORVED_MONTHS_SEED=$(SEED) $(BIN)/python -m pytest -s -q tests/months

mutants: .venv/test-ready
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED)

failover: .venv/test-ready
	$(BIN)/python -m tests.production.failover

lint: .venv/test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --check --quiet corved/templates
	$(BIN)/djlint --lint --quiet corved/templates

types: .venv/test-ready
	$(BIN)/mypy

schema: .venv/test-ready
	$(BIN)/python -m tests.schema

bench: .venv/test-ready
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_pages
	$(BIN)/python -m tests.bench_sizes

lock: .venv/test-ready
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --upgrade -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet -c requirements/dev.txt -o requirements/run.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@echo "Creating .venv ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "CorvEd needs Python 3.11 or newer; choose one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python cannot create a virtual environment here. On Debian and Ubuntu: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/run-ready: .venv/bin/python requirements/run.txt pyproject.toml
	@echo "Installing what CorvEd runs on (once, about half a minute) ..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt
	@printf '%s\n' "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/corved.pth"
	@printf '#!%s\nimport sys\nfrom corved.cli.main import main\nsys.exit(main())\n' "$(CURDIR)/.venv/bin/python" > $(BIN)/corved
	@chmod +x $(BIN)/corved
	@touch $@

.venv/test-ready: .venv/run-ready requirements/dev.txt
	@echo "Installing what the tests run on (once, about half a minute) ..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@for release in $(TZDATA); do $(BIN)/pip install --quiet --require-hashes --upgrade \
	  --no-deps --target .venv/tzdata/$$release -r requirements/tzdata-$$release.txt; done
	@touch $@

# Root on Debian gets them; everybody else is told what to install.
programs:
	@sh tests/install_programs.sh
