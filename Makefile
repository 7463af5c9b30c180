# Aliases for developers. People need only ./run and ./test.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check spec system content lint fix types docs front slow mutation prove cases alarms bench spasm durability handover calibration reference voice paths readability lock fhir coach browsercoach

BIN := .venv/bin

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 14

setup: ## make .venv with everything for development
	@./test --setup

run: ## start the pages and open the browser
	@./run

demo: setup ## one made-up person from answers to plan, in the terminal
	@printf '%s' '{"age": 40, "pain_now": 6}' | $(BIN)/unspasm check --answers - --json

check: ## everything, exactly as CI runs it
	@./test

test: ## the tests alone
	@./test tests -n 2 --dist worksteal

spec: setup ## what the service promises
	@$(BIN)/pytest -q tests/spec

system: ## whole journeys in a browser
	@./test tests/system

content: setup ## check the knowledge files and list what is due for review
	@$(BIN)/unspasm content
	@$(BIN)/pytest -q tests/content

lint: setup ## find what is wrong, change nothing
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@PATH="$$PWD/$(BIN):$$PATH" lint-imports

fix: setup ## mend what can be mended by itself
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

types: setup ## check the types
	@$(BIN)/mypy

docs: setup ## run the examples in README and docs
	@$(BIN)/pytest -q tests/docs

front: ## types, lint and tests of the browser scripts (needs Node)
	@[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@npm run --silent front

slow: setup ## hours: a million generated people, coverage and mutation testing of the decisions
	@$(BIN)/pytest -q -m slow -o faulthandler_timeout=10800
	@$(BIN)/python -m tests.oracle.agree --people 1000000 --processes 2
	@$(BIN)/python -m tests.oracle.agree_doses --sequences 1000000 --processes 2
	@$(BIN)/pytest -q tests/care tests/spec tests/properties tests/oracle tests/cases tests/knowledge tests/proof tests/cli --cov --cov-report=term-missing
	@$(MAKE) mutation

mutation: setup ## change every line of the decisions on purpose: which changes do the tests notice?
	@PATH="$$PWD/$(BIN):$$PATH" mutmut run && $(BIN)/python -m benchmarks.mutation

prove: setup ## prove that no set of answers leads to an unsafe plan
	@$(BIN)/unspasm prove

cases: setup ## published cases: our triage against the experts'
	@$(BIN)/python -m benchmarks.cases

alarms: setup ## ten thousand ordinary spasms: who is sent where, and by which rule
	@$(BIN)/python -m benchmarks.alarms

bench: setup ## speed: the rules beside a general engine, the ledger, charts, a clinic's call, a dense year, its page for a clinician
	@$(BIN)/python -m benchmarks.bench
	@$(BIN)/python -m benchmarks.doses
	@$(BIN)/python -m benchmarks.charts
	@$(BIN)/python -m benchmarks.cds
	@$(BIN)/python -m benchmarks.diary_year
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.learn_speed
	@$(BIN)/python -m benchmarks.report

browsercoach: setup ## the camera coach in a browser: speed, memory, what it sees (minutes)
	@$(BIN)/python -m benchmarks.coach_browser

spasm: setup ## seconds and taps of spasm mode, in a browser with the network cut
	@$(BIN)/python -m benchmarks.spasm_mode

durability: setup ## kill the server a thousand times under writes: nothing lost, nothing twice
	@$(BIN)/python -m benchmarks.durability --kills 1000 --lanes 2

handover: setup ## a thousand records out and in again; two hundred kills in the middle of a restore
	@$(BIN)/python -m tests.handover.round_trip --people 1000
	@$(BIN)/python -m tests.handover.kills --times 200

calibration: setup ## is what is claimed about what works right? writes docs/reference/learning.md
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.calibration

fhir: ## a thousand people as FHIR: outside validators, forms, and back again (needs Node)
	@./test --fhir
	@$(BIN)/python -m benchmarks.fhir --people 1000
coach: setup ## the camera coach on made-up people it has not seen (minutes; needs Node); writes docs/reference/coach.md
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.coach --write

reference: setup ## the exact filter beside a sampler (installs half a gigabyte); writes docs/reference/sampler.md
	@$(BIN)/python -m pip install --quiet --no-build-isolation -e ".[reference]"
	@NPROC=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.learn_reference

voice: setup ## make the sound files (needs espeak-ng and lame)
	@$(BIN)/python -m scripts.voice

paths: setup ## screens and taps of ten named people
	@$(BIN)/python -m benchmarks.paths

readability: setup ## reading level of every question and action, the worst ten first
	@$(BIN)/python -m benchmarks.readability

lock: ## make both lock files anew from pyproject.toml (needs uv)
	@for lock in "requirements.lock" "requirements-test.lock --extra prove --extra test"; do \
	  set -- $$lock; out=$$1; shift; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	    --no-emit-find-links --no-header --no-annotate --group build "$$@" pyproject.toml -o "$$out"; \
	done
