# make run    start everything (offline with demonstration data while BOT_TOKEN is not set)
# make test   linters, types and tests        make crawl  every button of both doors, as everybody
# make rules  which rules of the orders hold  make e2e    real processes and a real browser
# make reset  forget the demonstration        make bench  figures of docs/performance.md
# make lock   write constraints.txt anew      make texts  bring the Russian catalogues up to date
# make migration m="what changes"             make pictures   take the pictures of docs/ anew

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTED := $(VENV)/.installed-tests
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PYTHON ?=

.PHONY: run install test crawl lint e2e rules bench pictures reset texts migration lock
.DEFAULT_GOAL := run

run: $(INSTALLED)
	@exec $(BIN)/marshrut run

install: $(INSTALLED)

$(BIN)/python:
	@for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3; do \
		if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
			found=$$python; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11, 3.12, 3.13 or 3.14 is needed and was not found. Install one and try again." >&2; exit 1; \
	fi; \
	echo "Using $$found ($$($$found -c 'import platform; print(platform.python_version())'))"; \
	if $$found -c 'import venv, ensurepip' 2>/dev/null; then $$found -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
	elif $$found -m virtualenv --version >/dev/null 2>&1; then $$found -m virtualenv --quiet $(VENV) || { rm -rf $(VENV); exit 1; }; \
	else \
		echo "The venv module of $$found is missing. On Debian and Ubuntu: sudo apt-get install $$($$found -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')" >&2; exit 1; \
	fi

$(INSTALLED): $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing what the program needs; this happens once"
	@$(PIP) --editable .
	@touch $@

$(TESTED): $(INSTALLED)
	@echo "Installing what the tests need; this happens once"
	@$(PIP) --editable '.[test]'
	@touch $@

lint: $(TESTED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

test: lint
	$(BIN)/pytest -q --numprocesses auto --dist worksteal -m 'not e2e and not browser and not crawl'

crawl: $(TESTED)
	$(BIN)/pytest -q --numprocesses auto --dist worksteal -m crawl

e2e: $(TESTED)
	$(BIN)/pytest -q -m 'e2e or browser'

rules: $(TESTED)
	@mkdir -p var
	$(BIN)/pytest -q --numprocesses auto --dist worksteal -m rule --rules-json=var/rules.json
	@$(BIN)/python -m tests.rules.report var/rules.json

bench: $(TESTED)
	$(BIN)/python -m benchmarks

pictures: $(TESTED)
	$(BIN)/pytest -q tests/e2e/guides.py

reset: $(INSTALLED)
	@$(BIN)/marshrut demo --reset $(if $(FORCE),--yes)

texts: $(INSTALLED)
	@$(BIN)/python -m marshrut.texts

migration: $(INSTALLED)
	@$(BIN)/python -m marshrut.migration $(if $(SQUASH),--squash,"$(m)")

lock: $(TESTED)
	@$(BIN)/python -m pip freeze --exclude-editable | grep -E '^[A-Za-z0-9._-]+==' > constraints.txt.new
	@mv constraints.txt.new constraints.txt
