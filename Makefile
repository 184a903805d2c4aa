# Every target sets itself up: Python 3.11, git, make and a C compiler are enough, root is not needed.

PYTHON ?= python3.11
UV_VERSION := 0.13.8
UV := .local/bootstrap/bin/uv
JOBS ?= 2
PROCESSES ?= web worker webhooks sweeps beat sandbox
PACKAGES := config parties documents providers invoicing webhooks bench

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
export PYTHONUNBUFFERED := 1

EMBEDDED := .venv/bin/python -m config.embedded

.PHONY: help setup up manage demo test bench check lint types imports migrations deploy format clean

help:
	@echo "make up      the gateway on http://127.0.0.1:8000 with sandbox providers"
	@echo "make manage  a manage.py command on its data: ARGS='create_tenant Acme'"
	@echo "make demo    a guided run through the gateway"
	@echo "make test    the tests (ARGS='tests/config -k health' for some)"
	@echo "make check   style, types, imports, migrations, production settings"
	@echo "make bench   the measurements"

setup: .venv/.synced

# uv itself; the stamp's name changes with the version, so a new version is installed over the old.
.local/bootstrap/.uv-$(UV_VERSION):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Python 3.11 is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x .local/bootstrap/bin/python || $(PYTHON) -m venv .local/bootstrap
	@.local/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.synced: pyproject.toml uv.lock .local/bootstrap/.uv-$(UV_VERSION)
	@$(UV) sync --quiet --frozen --all-extras --python $(PYTHON)
	@touch $@

up: setup
	@$(EMBEDDED) --profile up --port WEB_PORT=8000 --port SANDBOX_PORT=8010 --migrate \
		-- honcho --env /dev/null start $(PROCESSES)

manage: setup
	@$(EMBEDDED) --profile up --join --migrate -- python manage.py $(ARGS)

demo: setup
	@$(EMBEDDED) --profile demo --port WEB_PORT=0 --port SANDBOX_PORT=0 --migrate \
		-- python manage.py demo $(if $(ONCE),--once) $(ARGS)

test: setup
	@$(EMBEDDED) --profile test -- python -m pytest -n $(JOBS) $(ARGS)

bench: setup
	@$(EMBEDDED) --profile bench --port WEB_PORT=0 --port SANDBOX_PORT=0 --migrate \
		-- python -m bench $(ARGS)

check: lint types imports migrations deploy

lint: setup
	@ruff format --check --output-format concise .
	@ruff check --output-format concise .

types: setup
	@mypy $(PACKAGES)

imports: setup
	@lint-imports --no-logo

migrations: setup
	@$(EMBEDDED) --profile test -- python manage.py makemigrations --check --dry-run

# The system checks as a production process would meet them, with values made up for this one run.
deploy: setup
	@ENV_FILE= DEBUG=false \
		SECRET_KEY=$$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		FIELD_ENCRYPTION_KEYS=$$(python -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())') \
		ALLOWED_HOSTS=invoicing.example.com PUBLIC_BASE_URL=https://invoicing.example.com \
		CO_YABICO_URL=https://provider.example.com/ MX_FACTURAGREEN_URL=https://provider.example.com \
		SECRET_REFERENCE_PREFIXES=arn:aws:secretsmanager:r:1:secret:invoicing/{tenant}/ \
		DATABASE_URL=postgresql://user@db.example.com/invoicing REDIS_URL=rediss://redis.example.com/0 \
		python manage.py check --deploy --fail-level WARNING

format: setup
	@ruff format .
	@ruff check --fix .

clean:
	rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
