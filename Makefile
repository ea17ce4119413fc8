# Rebond in two commands: `make run` shows it, `make test` proves it. `make help` lists the others.

# Debian's own Python if there is one: it is optimised, and its libraries are installed.
PYTHON ?= $(if $(wildcard /usr/bin/dpkg-query),/usr/bin/python3,python3)
PORT   ?= 8000
DEMO   ?= 1
ARGS   ?=

SHELL  := bash
BIN    := .venv/bin
MANAGE := $(BIN)/python manage.py
# One process more than cores, since browser tests wait for Chromium.
PYTEST := $(BIN)/pytest --numprocesses $(shell expr $$(nproc) + 1) --maxprocesses 4 --dist worksteal
# Tests that may differ between databases are marked `engine` (tests/conftest.py). `make audit` runs
# all tests without a browser, since browser tests do not depend on the database.
ENGINE  = $(if $(ARGS),,engine and) not audit and not pictures and not browser
WEEKLY := --hypothesis-profile weekly
DJADE  := $(BIN)/djade --target-version 5.2
DJHTML := $(BIN)/djhtml --tabwidth 2
SYSTEM := gettext libharfbuzz-subset0 libpangoft2-1.0-0 python3-venv
PO      = $(wildcard src/locale/*/LC_MESSAGES/*.po src/modules/*/locale/*/LC_MESSAGES/*.po)
HTML    = $(shell find src/templates src/modules -name '*.html')

.DELETE_ON_ERROR:
.PHONY: help setup system run upgrade test audit year mutants bench bench-phone deploy-check docs docs-check lint format messages pictures pins graph weight project release release-check

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 10


# --- Use ------------------------------------------------------------------------------------------

run: export DEBUG = 1
run: export SITE_URL := $(or $(SITE_URL),http://127.0.0.1:$(PORT))
run: export DJANGO_RUNSERVER_HIDE_WARNING = true
run: setup  ## show Rebond with demo data: PORT=8000; DEMO=0 for an empty one; FRESH=1 for a new demo; RELOAD=1 to follow changes of code
	@! (exec 3<> /dev/tcp/127.0.0.1/$(PORT)) 2> /dev/null || \
		{ echo "Port $(PORT) is in use: stop what uses it, or choose another: make run PORT=$$(($(PORT) + 1))"; exit 1; }
	@test "$(DEMO)" = 0 || $(MANAGE) demo_renew $(if $(FRESH),--even-if-changed)
	@echo "Making the database"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_reference --verbosity 0
	@$(MANAGE) $(if $(filter 0,$(DEMO)),first_admin,demo) --if-empty
	@echo "Mails that leave can be read in var/worker.log."
	@trap 'kill $$(jobs -p) 2> /dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	$(MANAGE) db_worker $(if $(RELOAD),,--no-reload) > var/worker.log 2>&1 & \
	$(MANAGE) runserver $(if $(RELOAD),,--noreload) 127.0.0.1:$(PORT) & \
	wait $$!

setup: system .env var/static .venv/runtime $(PO:.po=.mo)  ## all that the other commands need, once


upgrade:  ## the newest release, with a backup before it and the site closed meanwhile: TO=v1.2 for another
	@deploy/upgrade


# --- Prove ----------------------------------------------------------------------------------------

# Compile once, instead of in each worker and process of the tests if the environment disables .pyc.
test audit: export PYTHONDONTWRITEBYTECODE :=

test: setup .venv/development  ## all tests; what differs on PostgreSQL too if TEST_DATABASE_URL is set; ARGS="-k label"
	@DATABASE_URL=sqlite://:memory: $(PYTEST) $(ARGS)
	@test -z "$$TEST_DATABASE_URL" || DATABASE_URL="$$TEST_DATABASE_URL" \
		$(PYTEST) -m '$(ENGINE)' $(ARGS)

audit: setup .venv/development  ## the tests too slow for every day, and all of them on PostgreSQL
	@DATABASE_URL=sqlite://:memory: $(PYTEST) -m 'audit or hypothesis' $(WEEKLY) $(ARGS)
	@test -z "$$TEST_DATABASE_URL" || DATABASE_URL="$$TEST_DATABASE_URL" $(PYTEST) \
		-m 'not pictures and not browser' $(WEEKLY) $(ARGS)

year: setup .venv/development  ## a year of an invented association on a moving clock, with a fault a week: DAYS=30; report in var/year.md
	@$(BIN)/python -m tests.soak --days $(or $(DAYS),365) --report var/year.md $(ARGS)

mutants: setup .venv/development  ## change the rules of the code, and show the changes that no test notices: MINUTES=60
	@.ci/mutants

bench: setup  ## measure speed at scale
	@DJANGO_SETTINGS_MODULE=config.bench_settings $(MANAGE) bench $(ARGS)

bench-phone: setup .venv/development  ## measure first visits on a slow phone, in Chromium
	@$(MANAGE) bench_phone $(ARGS)

deploy-check: setup  ## what deploy/ holds is valid, and the services start
	@deploy/check

docs: setup .venv/handbook  ## the handbook in two languages, with every link checked, in var/handbook
	@$(BIN)/python -m tools.handbook

docs-check: setup  ## run every command line of README and of docs/operations.md
	@$(BIN)/python deploy/docs_check.py

lint: setup .venv/development  ## style, turns of phrase, deployment checks, migrations, translations
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	@$(BIN)/python -m tests.prose
	@$(DJADE) --check $(HTML)
	@$(DJHTML) --check $(HTML)
	DEBUG=0 SECURE=1 ALLOWED_HOSTS=rebond.example SITE_URL=https://rebond.example \
		EMAIL_URL=smtp+tls://rebond.example:587 DEFAULT_FROM_EMAIL=lou@rebond.example \
		ERROR_EMAIL=lou@rebond.example BACKUP_COPY=/srv/copies \
		$(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	@before=$$(cksum $(PO)); $(MAKE) --no-print-directory messages; \
	test "$$before" = "$$(cksum $(PO))" || { echo "Translations were out of date: commit $(PO)."; exit 1; }
	@for po in $(PO); do \
		LC_ALL=C msgfmt --statistics --output-file /dev/null $$po 2>&1 | grep -E 'fuzzy|untranslated' \
			&& { echo "Translate these in $$po."; exit 1; }; \
	done; true


# --- Maintain -------------------------------------------------------------------------------------

weight:  ## lines of the kernel and of each module: SINCE=v1.0 for the growth
	@PYTHONPATH=src $(BIN)/python -m bench.weight $(SINCE)

graph:  ## draw what the packages import, into docs/
	@$(BIN)/python -m tests.graphs

format: .venv/development  ## rewrite Python and templates in our code style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(DJADE) $(HTML)
	$(DJHTML) $(HTML)

messages: setup  ## gather sentences to translate, then compile
	@$(MANAGE) makemessages --locale fr --no-location --no-obsolete --no-wrap --ignore tests --ignore var
	@sed -i '/^"POT-Creation-Date:/d' $(PO)
	@$(MAKE) --no-print-directory setup

pictures: setup .venv/development  ## take the pictures of help and README again, from the demo
	@$(BIN)/pytest -m pictures $(ARGS)
	@$(BIN)/python -m tests.tour

pins:  ## compile requirements; needs uv; ARGS=--upgrade for newer versions
	@for name in runtime development handbook; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --annotation-style line $(ARGS) requirements/$$name.in --output-file requirements/$$name.txt; \
	done


project:  ## write the addresses of project.toml into README, SECURITY.md and security.txt
	@$(BIN)/python -m tools.project

release-check: setup .venv/development .venv/handbook  ## what a release still lacks
	@$(BIN)/python -m tools.release

release: setup .venv/development .venv/handbook  ## its files in var/release: program, components, licences, handbook, checksums
	@$(BIN)/python -m tools.release build


# --- Files ----------------------------------------------------------------------------------------

system:
	@command -v dpkg-query > /dev/null || exit 0; \
	missing=$$(for package in $(SYSTEM); do \
		[[ $$(dpkg-query -Wf '$${db:Status-Status}' $$package 2> /dev/null) = installed ]] || echo $$package; \
	done); \
	if [[ -z $$missing ]]; then exit 0; fi; \
	if [[ $$(id -u) != 0 ]]; then \
		echo Rebond needs some packages of the system. Please type: >&2; \
		echo "  sudo apt-get install" $$missing >&2; exit 1; \
	fi; \
	echo Installing $$missing; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq --no-install-recommends $$missing > /dev/null

.venv/bin/python: | system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rebond needs Python 3.11 or newer, and " \
		"$(PYTHON) is %d.%d. Name another: make PYTHON=python3.13" % sys.version_info[:2])'
	@$(PYTHON) -m venv --clear .venv

# A copy of the list of installed packages is kept: a file that git rewrote with the same content
# installs nothing. uv is used if it is installed, since it is many times faster than pip.
define install
@cmp --silent $< $@ && exit; \
echo "Installing $<"; \
if uv --version > /dev/null 2>&1; \
then uv pip install --quiet --require-hashes --python $(BIN)/python --requirement $<; \
else $(BIN)/pip install --quiet --require-hashes --disable-pip-version-check --requirement $<; \
fi
@cp $< $@
endef

.venv/runtime: requirements/runtime.txt | .venv/bin/python
	$(install)

.venv/development: requirements/development.txt .venv/runtime
	$(install)

.venv/handbook: requirements/handbook.txt .venv/runtime
	$(install)

.env: key = $$(head -c $(1) /dev/urandom | base64 | tr +/ -_)
.env:
	@umask 077; printf '%s=%s\n' \
		SECRET_KEY "$(call key,48)" \
		VOUCHER_KEYS "$(call key,32)" \
		VOUCHER_HASH_KEY "$(call key,32)" \
		ALLOWED_HOSTS localhost,127.0.0.1 > $@

var/static:
	@mkdir -p $@

%.mo: %.po | system
	@msgfmt --check-format --output-file $@ $<
