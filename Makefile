# make run    serve on http://127.0.0.1:8050 (PORT=… to change); builds the simulated demo release if there is none
# make gtop   import the published tables: make gtop FROM=<clone or URL of the GTOP-Phase1 repository>
# make test   run all tests; make lint: style and types; make bench: benchmarks; make figures: those of docs/demo-model.md

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
.PHONY: run test gtop bench figures lint clean

VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8050
DATA_DIR ?= data
export PORT

run: $(VENV)/.installed
	@$(BIN)/python -m dashboard demo --if-needed --data-dir $(DATA_DIR)
	@exec $(BIN)/python -m dashboard serve --data-dir $(DATA_DIR)

gtop: $(VENV)/.installed
ifndef FROM
	$(error Say where the GTOP-Phase1 repository is: make gtop FROM=<clone or URL>)
endif
	@$(BIN)/python -m dashboard import gtop "$(FROM)" --data-dir $(DATA_DIR)
	@$(BIN)/python -m dashboard import annotation ideogram --data-dir $(DATA_DIR) || \
	  echo "The gene annotation was not imported: it comes from the npm package ideogram, or from a GTF by: $(BIN)/python -m dashboard import annotation <GTF>"

test: $(VENV)/.installed-dev
	@scripts/install-chromium
# A browser waits as much as it works, so modules run beside each other. On a busy machine it can lose a click: what failed is tried
# once more, alone, and has to pass then.
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadscope $(TESTS) || $(BIN)/python -m pytest --last-failed --last-failed-no-failures none $(TESTS)

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check dashboard tests benchmarks scripts
	@$(BIN)/mypy

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks $(if $(FROM),--from "$(FROM)")

figures: $(VENV)/.installed-dev
	@scripts/install-chromium
	@directory=$$(mktemp -d) && trap 'rm -rf "$$directory"' EXIT && $(BIN)/python -m dashboard demo --data-dir "$$directory" && \
	  $(BIN)/python scripts/demo_figures.py "$$directory/releases/demo"

$(VENV)/.made:
	@scripts/make-venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt $(VENV)/.made
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
