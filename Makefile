# Two commands matter: `make run` and `make test`. Both do all set-up themselves. `make test-full` runs every test of
# data on SQLite and PostgreSQL, and breaks sync/ on purpose: before a release.
PORT ?= $(or $(GANDAN_PORT),8000)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Three test processes and the servers they start would compile the same code again and again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-full pytest setup browsers lint soak clean

run: $(VENV)/.done
	@GANDAN_DEMO=$${GANDAN_DEMO:-1} GANDAN_PORT=$(PORT) $(BIN)/python -m webapp.cli serve

setup: $(VENV)/.done

# uv when the machine has it, pip otherwise; both check the same hashes.
$(VENV)/.done: requirements.lock
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@touch $@

# The tests drive Debian's Chromium, either one (the shell without windows takes a third less time), and start a
# private PostgreSQL.
browsers:
	@if { [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ]; } && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell postgresql >/dev/null; \
	else echo "The tests need the Debian packages chromium-headless-shell and postgresql. Run once: sudo make browsers" >&2; exit 1; fi

lint: $(VENV)/.done
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q . && $(BIN)/mypy

test: $(VENV)/.done browsers
	@$(MAKE) --no-print-directory -j 2 lint pytest

test-full: $(VENV)/.done browsers
	@$(MAKE) --no-print-directory -j 2 lint pytest FULL=--full

# Three on two cores: one of them waits for a browser. The longest files come first: see tests/conftest.py.
pytest: $(VENV)/.done browsers
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder $(FULL)

# Hours of bad luck between phones, boats, the office and its province; the printed seed repeats a failure.
soak: $(VENV)/.done
	@seed=$${SEED:-$$(date +%s)}; echo "SEED=$$seed"; SOAK=$${SOAK:-50000} $(BIN)/python -m pytest -q \
	tests/sync/test_many_nodes.py --hypothesis-seed=$$seed && \
	SEED=$$seed KILLS=$${KILLS:-10000} CUTS=$${CUTS:-200} $(BIN)/python -m pytest -q \
	tests/submissions/intake/test_power_cut.py tests/submissions/intake/test_faults.py -k "killed or power"

clean:
	rm -rf $(VENV)
