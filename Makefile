# Two commands do it all: `make run` and `make test`. Both set up what they need.
VENV := .venv
UV_VERSION := 0.13.9
export DO_NOT_TRACK := 1

.PHONY: run test lint bench gazetteer
.DEFAULT_GOAL := run

run: $(VENV)/ready
	@$(VENV)/bin/python -m demo.run

test: $(VENV)/ready
	@$(VENV)/bin/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/ready
	@$(VENV)/bin/uv lock --check
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/ready
	@$(VENV)/bin/python -m benchmarks

# Only after the gazetteer's sources changed: its result is in the repository.
gazetteer: $(VENV)/ready
	@$(VENV)/bin/uv sync --frozen --group gazetteer
	@$(VENV)/bin/python -m extractors.gazetteer.build

$(VENV)/ready: pyproject.toml uv.lock setup.sh
	@UV_VERSION=$(UV_VERSION) sh ./setup.sh $(VENV)
	@touch $@
