# Every target says what it does; `make help` prints them.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup fix lint test long fuzz bench docs gallery report ci

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: ## make .venv with everything in it
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet -e '.[test]'

fix: ## format and mend what ruff can mend
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: ## ruff and mypy, changing nothing
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

test: ## all tests
	$(BIN)/python -m pytest -n 2

long: ## the verification that `make test` leaves out: more orders, more luck, larger files
	$(BIN)/python -m pytest -n 2 -m long

fuzz: ## coverage-guided fuzzing of every reader, 10 minutes each
	$(BIN)/pip install --quiet -e '.[fuzz]' && $(BIN)/python -m tests.fuzz

bench: ## updates a second of the kernels beside other packages and the machine's floor
	$(BIN)/sociophys bench

docs: ## write the generated pages again
	$(BIN)/python -m sociophys.cli.docs

gallery: ## run every scenario whose data are here, draw its picture, write docs/gallery.md
	$(BIN)/python -m sociophys.workflow.gallery

report: ## run the karate scenario and open its report
	$(BIN)/sociophys run scenarios/karate.yaml --open

ci: ## all that decides whether a change is good
	bash .ci/run
