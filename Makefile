# newsfold: `make demo` shows it, `make test` tests it. Both need only Python 3.11, pip and make.
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
SYNC := $(BIN)/uv sync --locked --inexact --quiet --compile-bytecode
DEMO ?= demo-portal
SERVE ?=
# A wheel that a C compiler made is not needed; the interpreter that made the environment is used.
export UV_PYTHON := $(CURDIR)/.venv/bin/python
export UV_PYTHON_DOWNLOADS := never
# Without byte code every command would compile its imports anew, which takes longer than its work.
unexport PYTHONDONTWRITEBYTECODE

help: ## Tell what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsfold needs Python 3.11 or later; name it: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# With what README's table of daily commands names.
.venv/.ready: $(BIN)/uv pyproject.toml uv.lock
	$(SYNC) --extra desk --extra mcp
	@touch $@

.venv/.ready-dev: $(BIN)/uv pyproject.toml uv.lock
	$(SYNC) --extra dev
	@touch $@ .venv/.ready

demo: .venv/.ready ## Make a portal from invented publishers in demo-portal/ (SERVE=1: and serve it)
	$(BIN)/newsfold demo $(DEMO) $(if $(SERVE),--serve)

extras: $(BIN)/uv ## Install extras beside what is there: make extras EXTRAS="search frames"
	@test -n "$(EXTRAS)" || { echo 'Name them: make extras EXTRAS="search frames"' >&2; exit 1; }
	$(SYNC) $(addprefix --extra ,$(EXTRAS))

test: .venv/.ready-dev ## Run the tests
	$(BIN)/pytest --numprocesses auto --dist worksteal

check: .venv/.ready-dev ## All that CI asks for: lock, style, types, rooms, docs, tests
	$(BIN)/uv lock --check --quiet
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/write_reference.py --check
	$(MAKE) wheel lint-deploy
	$(MAKE) test

wheel: .venv/.ready-dev ## Build the wheel, install it into an empty environment and run the demo there
	$(BIN)/python tools/check_wheel.py

lint-deploy: .venv/.ready-dev ## Lint Dockerfile, compose file, action, Caddyfile and systemd units
	$(BIN)/python tools/lint_deploy.py

.venv/.ready-bench: $(BIN)/uv pyproject.toml uv.lock
	$(SYNC) --extra dev --extra bench
	@touch $@ .venv/.ready-dev .venv/.ready

bench: .venv/.ready-bench ## Measure every room, each beside its peers (takes an hour or more)
	$(BIN)/python benchmarks/stages.py
	$(BIN)/python benchmarks/collect.py
	$(BIN)/python benchmarks/read.py
	$(BIN)/python benchmarks/fuzz_read.py
	$(BIN)/python benchmarks/rate.py
	$(BIN)/python benchmarks/fold.py --scale
	$(BIN)/python benchmarks/content.py
	$(BIN)/python benchmarks/publish.py
	$(BIN)/python benchmarks/pictures.py
	$(BIN)/python benchmarks/mail.py
	$(BIN)/python benchmarks/desk.py
	$(BIN)/python benchmarks/fuzz_desk.py
	$(BIN)/python benchmarks/backfill.py
	$(BIN)/python benchmarks/backfill_filters.py
	$(BIN)/python benchmarks/store.py
	$(BIN)/python benchmarks/replay.py

docs: .venv/.ready-dev ## Write what docs/ has from the code, and build the documentation site in build/docs
	$(BIN)/python tools/write_reference.py
	$(BIN)/mkdocs build --strict

pictures: .venv/.ready-dev ## Take the screenshots of the documentation (needs Chromium)
	$(BIN)/python tools/take_screenshots.py
	$(BIN)/python tools/take_desk_pictures.py
	$(BIN)/python tools/take_edition_screenshots.py

style: .venv/.ready-dev ## Bring the code into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: help demo extras test check wheel lint-deploy bench docs pictures style
