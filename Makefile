.PHONY: help demo demo-reset build test audit sbom fuzz bench bench-boards bench-signatures fmt lint
.DEFAULT_GOAL := help

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: ## Build and serve the demonstration region on http://127.0.0.1:8080
	@bash scripts/demo.sh

demo-reset: ## Forget the demonstration region
	@rm -rf data/demo && echo "the demonstration region is gone"

build: ## Build the release binary: target/release/oblast
	cargo build --release -p oblast

test: ## Everything that must hold; installs what it lacks
	@bash scripts/test.sh

audit: ## Licences, bans and sources of what is built in (deny.toml)
	@bash scripts/audit.sh

sbom: ## Bills of materials (CycloneDX): target/sbom
	@bash scripts/audit.sh --sbom target/sbom

fuzz: ## Fuzz every parser of outside bytes, ten minutes each
	@bash scripts/fuzz.sh

bench: ## Measure, beside the peer; writes docs/benchmarks.md
	@bash scripts/bench.sh
	@bash scripts/bench-signatures.sh

bench-boards: ## Measure pages of a hundred indicators
	@bash scripts/bench-boards.sh

bench-signatures: ## Measure signatures, beside the peers; writes docs/benchmarks-signatures.md
	@bash scripts/bench-signatures.sh

fmt: ## Format
	cargo fmt --all

lint: ## Lints, layers, texts
	cargo clippy --workspace --all-targets -- -D warnings
	cargo run -q -p xtask -- check
