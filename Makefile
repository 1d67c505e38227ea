# The commands of README.md and CONTRIBUTING.md. CMake and Ninja do the work (CMakePresets.json);
# this file says in which order. `make help` lists the targets.
#
#   JOBS=N     how many things to do at once (default: all processors)
#   PREFIX=DIR where `make install` puts the program (default: /usr/local)

SHELL   := /bin/bash
JOBS    ?= $(shell nproc)
PREFIX  ?= /usr/local
RELEASE := build/release
PROGRAM := $(RELEASE)/bin/entente
CASE    := cases/northeast-asia
WEB     := $(shell find web \( -name node_modules -o -name dist -o -name test \) -prune -o \
             -type f ! -name '*.test.ts' -print)
BUILD   := cmake --build $(RELEASE) -j $(JOBS)
CTEST   := ctest --test-dir $(RELEASE) -j $(JOBS) --output-on-failure --no-tests=error

export PATH := $(CURDIR)/build/tools/node/bin:$(PATH)
export npm_config_cache := $(CURDIR)/build/tools/npm-cache
export npm_config_update_notifier := false

.PHONY: program all bootstrap web brief test test-slow bench lint soak install clean help

program: web $(RELEASE)/build.ninja  ## the program, build/release/bin/entente (the default)
	$(BUILD) --target bin/entente

all: web $(RELEASE)/build.ninja  ## the program, its tests and its benchmarks
	$(BUILD)

bootstrap:  ## fetch what the machine lacks: Debian's packages, DuckDB, the web's packages
	@tools/bootstrap

web: web/dist/brief.js  ## the charts and the style sheet that the program carries

web/dist/brief.js: $(WEB) | bootstrap
	cd web && npm run --silent build
	@touch $@

$(RELEASE)/build.ninja: | bootstrap web/dist/brief.js
	cmake --preset release

brief: program  ## the briefing of the bundled case, build/brief.html
	$(PROGRAM) brief $(CASE) -o build/brief.html
	@echo "The briefing is at $(CURDIR)/build/brief.html: open it in a browser."

test: all  ## the fast tests
	$(CTEST) -L fast

test-slow: all  ## the slow tests
	$(CTEST) -L slow

bench: all  ## the benchmarks; results go to docs/measured.md
	bench/run $(RELEASE)

soak: all  ## 1,000 random kills of a store that is being written, each followed by a check
	ENTENTE_KILLS=1000 $(CTEST) --timeout 14400 -R Kill

lint: all  ## format, direction of includes, clang-tidy
	tools/check-format
	tools/check-includes
	tools/check-names
	tools/check-tidy $(RELEASE) $(JOBS)

install: program  ## to PREFIX, as a tree that may be moved
	cmake --install $(RELEASE) --prefix $(abspath $(PREFIX))

clean:  ## remove all that was built, and keep what bootstrap fetched
	find build -mindepth 1 -maxdepth 1 ! -name tools -exec rm -rf {} +
	rm -rf web/dist

help:  ## this list
	@sed -nE 's/^([a-z-]+):[^#]*  ## (.*)/\1\t\2/p' Makefile | expand -t 12
