# Six targets, for a machine with python3, its venv module and make. Everything else is fetched or made here.

.PHONY: setup demo test test-full lint bench chromium python
.DEFAULT_GOAL := setup
PYTHON ?= python3
MANAGE := .venv/bin/python manage.py
INSTALLED := .venv/installed-$(shell cat requirements/dev.txt | cksum | tr -d ' ')
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard site/locale/*/LC_MESSAGES/django.po))

setup: $(INSTALLED) $(TRANSLATIONS)

# A second run finds this file and touches no network. It is named after the lock, so a changed lock installs again.
$(INSTALLED): | python
	@$(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies (once) ..."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: --no-binary django-ranged-response -r requirements/dev.txt
	@rm -f .venv/installed-* && touch $@

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; choose it with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv is missing. Install it with: apt-get install python3-venv"; exit 1; }

%.mo: %.po $(INSTALLED)
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

# Serves on 127.0.0.1:$PORT (8000) until Ctrl-C. DATA_DIR, DATABASE_URL and DEMO_PASSWORD: see docs/operators.md.
demo: setup
	@MODE=demo exec $(MANAGE) serve --prepare

# SQLite unless DATABASE_URL says otherwise. Some tests: make test TESTS=tests/project
test: export MODE = test
test: export DATA_DIR = $(CURDIR)/.build/test
test: setup chromium
	@.venv/bin/python -m pytest --numprocesses 3 --quiet $(TESTS)

chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { [ "$$(id -u)" = 0 ] \
		&& apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes chromium >/dev/null; } \
		|| { echo "The browser tests need Chromium. Install it with: apt-get install chromium"; exit 1; }

# Under an hour. A trial: make test-full FULL="--kills 5 --crashes 2 --syncs 20 --faults 200 --hostile 0 --proxy 0" (it says "not fulfilled" and fails).
test-full: setup
	@.ci/tools
	@.venv/bin/python -m tests.full $(FULL)

lint: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint --quiet --lint templates
	@MODE=test DATA_DIR=.build/lint $(MANAGE) makemigrations --check --dry-run
	@MODE=production DATA_DIR=.build/lint SECRET_KEY="$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		RESPONSE_KEY="$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=example.org \
		BASE_URL=https://example.org $(MANAGE) check --deploy --fail-level WARNING

bench: setup
	@.venv/bin/python -m tests.bench $(BENCH)
