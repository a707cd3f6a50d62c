# What people do daily. `make demo` and `make test` set everything up by themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: help setup serve demo test thorough nightly pythons core attacks browser openedx mutation audit adversary lint docs verify templates release bench fit-equivalence fuzz tables vulnerabilities lock clean

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup: $(READY)  ## a virtual environment with everything in it

# The environment is made anew when what it is made of changes.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV): $$(grep -c == requirements.lock) packages, about 800 MB, some minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
	@echo "$(VENV) is ready."

serve: $(READY)  ## start the portal: students hand in, watch and read in a browser
	$(BIN)/autograder serve

# Four examples never end: they need less time to show that than students get.
demo: $(READY)  ## grade the example classes and say where the pages about them are
	$(BIN)/autograder grade --all examples --seconds 10 --out demo-results

# Two more than there are processors: many tests wait for limits to strike.
PYTEST := $(BIN)/python -m pytest --dist worksteal \
	--numprocesses $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 2)')

# `.ci/run` has the long ones run along: to collect the tests, and to start what they share, takes each
# worker half a minute.
TIERS ?= not thorough and not nightly

test: $(READY)  ## run the tests but for the long ones
	$(PYTEST) -m "$(TIERS)"

thorough: $(READY)  ## run the long tests: attacks, examples, commands of the docs, many fits
	$(PYTEST) -m "thorough and not nightly"

nightly: $(READY)  ## run all tests, attacks on every rung, whole sweeps, and change every check
	AUTOGRADER_ALL_RUNGS=1 $(PYTEST)
	$(BIN)/autograder verify --mutation

# What other versions of Python have broken in other projects; the compiled fit against stock has
# its own test for each. One that is not found is named and left out.
PYTHONS ?= python3.12 python3.13
CORE := $(addprefix tests/,intake lms report results legacy util grading/test_batch.py grading/test_submission.py \
	grading/test_faults.py cli/test_main.py student/test_shell.py sandbox/test_contract.py sandbox/test_layers_*.py \
	checking/test_hostile_*.py retraining/test_verdict.py compiled_fit/test_levels.py compiled_fit/test_behaviour.py)

pythons:  ## run the core of the tests with other Pythons: PYTHONS="python3.12 /path/to/python3.13"
	@for python in $(PYTHONS); do \
		version=$$($$python -c 'import platform; print(platform.python_version())') \
			|| { echo "$$python: not found, left out"; continue; }; \
		echo "$$python: $$version"; \
		$(MAKE) --no-print-directory core PYTHON=$$python VENV=.venvs/$$version || exit 1; \
	done

core: $(READY)
	$(PYTEST) -m "not thorough and not nightly" $(CORE)

browser:  ## install what the browser tests need (Debian; as root)
	apt-get install --yes --no-install-recommends chromium chromium-driver fonts-noto-cjk
	npm install --no-save --no-package-lock --prefix . axe-core

openedx: $(READY)  ## install the platform of Open edX's that the portal's tests launch from
	$(BIN)/python -m venv .venvs/openedx
	.venvs/openedx/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r tests/support/openedx/requirements.lock

attacks: $(READY)  ## all attacks on every rung of the isolation that this machine can show
	AUTOGRADER_ALL_RUNGS=1 $(BIN)/python -m pytest tests/quality/test_attacks.py

mutation: $(READY)  ## remove and negate every assertion of every check
	$(BIN)/python -m tests.support.mutate_checks
	$(BIN)/autograder verify --mutation

# Goes on where it ended, and begins anew by itself when the checks or the grader have changed.
MINUTES ?= 10
audit: $(READY)  ## go on with the fairness study for MINUTES=10; tables land in docs/
	$(BIN)/autograder audit --runs 700 --wrong-runs 1700 --to .audit.jsonl --minutes $(MINUTES) \
		--write docs/explanation/fairness.md

adversary: $(READY)  ## hundreds of wrong submissions of an adversary of our own; table lands in docs/
	$(BIN)/python -m benchmarks adversary --to .adversary.jsonl

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(READY)  ## build the documentation site into site/, with warnings as errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

verify: $(READY)  ## test the checks against reference, template and known-wrong submissions
	$(BIN)/autograder verify

templates: $(READY)  ## make the student templates
	$(BIN)/autograder release

release: $(READY)  ## build sdist and wheel into dist/ and grade a class with each; uploads nothing
	$(BIN)/python -m scripts.release

fit-equivalence: $(READY)  ## thousands of cases of compiled fit against stock fit
	$(BIN)/python -m tests.compiled_fit.equivalence --cases 3000

tables: $(READY)  ## the tables of faults, old calls and lectures in docs/reference
	$(BIN)/python -m tests.support.tables
	$(BIN)/python -m docs_site.course_map

fuzz: $(READY)  ## ten thousand broken files against the intake
	$(BIN)/python -m tests.support.fuzz_intake --examples 10000

bench: $(READY)  ## run every measurement of benchmarks/measure, some hours; tables land in docs/
	$(BIN)/python -m benchmarks

vulnerabilities: $(READY)  ## ask PyPI for those of the lock's packages; says so where nobody answers
	$(BIN)/python -m scripts.vulnerabilities

lock: $(READY)  ## resolve anew requirements.lock, and those of the images from it
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --extra grade --extra colab --extra portal --extra dev --extra docs \
		--output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --extra grade --extra colab --constraint requirements.lock \
		--output-file requirements-grade.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --extra grade --extra colab --extra portal --constraint requirements.lock \
		--output-file requirements-portal.lock pyproject.toml

clean:  ## remove the environment and everything made
	rm -rf $(VENV) build dist site *.egg-info demo-results
