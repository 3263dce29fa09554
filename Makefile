.PHONY: help setup run test lint format types contracts check lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: ## build .venv from the hashed requirement files; at once when nothing changed
	@scripts/setup

run: setup ## improve the bundled task train-lm for five minutes
	@.venv/bin/leadscrew run train-lm --budget 5m || { code=$$?; [ $$code -eq 1 ] || exit $$code; } # 1: no gain could be claimed

test: setup ## run the tests, in random order; ARGS="-k name" picks some
	@.venv/bin/python -m pytest $(ARGS)

lint: setup ## style
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check

format: setup ## mend style
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

types: setup ## mypy, strict
	@.venv/bin/mypy

contracts: setup ## which package may import which
	@.venv/bin/lint-imports --no-logo

check: lint types contracts ## all three

lock: setup ## write the hashed requirement files from pyproject.toml; ARGS=--upgrade takes newer versions
	@scripts/lock $(ARGS)

clean: ## remove what the commands above made
	rm -rf .venv dist .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
