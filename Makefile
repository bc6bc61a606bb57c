# One line for each target; the work is done by cargo, xtask and the scripts in scripts/.
SHELL := /bin/bash
# A faster linker where it is installed; not in .cargo/config.toml, so that a plain `cargo build` works anywhere.
ifneq ($(shell command -v mold),)
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS ?= -Clink-arg=-fuse-ld=mold
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS ?= -Clink-arg=-fuse-ld=mold
endif
TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install what is missing (a C compiler, mold, Node), saying so
	@scripts/setup

build: setup ## the release binary, with the web application in it
	scripts/web
	cargo build --release --locked -p almoner && echo "built $(TARGET)/release/almoner"

demo: build ## a synthetic hospital, the whole way
	@scripts/demo "$(TARGET)/release/almoner"

test: setup ## all tests
	scripts/test

journeys: build ## each role's work in Chromium, before the demo's real server
	web/scripts/journeys "$(TARGET)/release/almoner"

check: ## format, lints, dependencies, walls, generated docs
	scripts/check

evaluate: build ## figures on real data: make evaluate DATA=folder
	ALMONER="$(TARGET)/release/almoner" cargo xtask evaluate --data "$(or $(DATA),../shared/data)"

.PHONY: help setup build demo test journeys check evaluate
