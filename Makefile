# Two commands matter on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.PHONY: run test lint bench soak system clean

run: $(RUNTIME)
	@$(BIN)/shaotai demo $(ARGS)

test: lint
	@$(BIN)/pytest -n 2 --dist loadfile --ignore=tests/system

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(DEV)
	@$(BIN)/python -m bench $(ARGS)
	@$(BIN)/python -m bench.terminal $(filter --quick,$(ARGS))

soak: $(DEV)
	@$(BIN)/python -m bench.soak $(ARGS)

system: $(DEV)
	@$(BIN)/pytest -n 0 tests/system

clean:
	rm -rf $(VENV) build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Shaotai needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) (once) / 正在安装 (仅一次) .."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(DEV): pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) (once) / 正在安装 (仅一次) .."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@ $(RUNTIME)
