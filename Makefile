.DEFAULT_GOAL := help
RULE ?=
NAME ?=

help: ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16

build: ## build ./repolint
	go build -trimpath -o repolint ./cmd/repolint

test: ## run the tests; RULE=name narrows to one rule
	go test $(if $(RULE),./rules -run '/$(RULE)',./...)

check: ## what a pull request must pass
	go vet ./...
	go test ./...

check-all: check ## everything: race, fuzz, SARIF, drawings, pre-commit, the action
	go test -race ./...
	scripts/fuzz.sh 30s
	scripts/check-reports.sh
	scripts/check-graph.sh
	scripts/check-hook.sh
	scripts/check-action.sh

nightly: check-all ## check-all, ten thousand random networks, every argument of the example networks taken away, and ten minutes of each fuzz target
	REPOLINT_NETWORKS=10000 go test ./facts -run RandomNetworks
	REPOLINT_ARGUMENTS=1 go test ./internal/lint -run WhatIsNotKnown
	scripts/fuzz.sh 10m

update: ## rewrite golden files and generated pages, then read the diff
	scripts/update.sh

lint: ## go vet and golangci-lint
	go vet ./...
	@command -v golangci-lint >/dev/null || { echo "golangci-lint is not installed: https://golangci-lint.run" >&2; exit 1; }
	golangci-lint run

rule: ## scaffold a rule: make rule NAME=endpoint/my_defect
	scripts/new-rule.sh "$(NAME)"

bench: ## benchmarks, and whole-process ratios against parsing alone and peers on the PATH
	go test ./bench -run '^$$' -bench . -benchmem
	bench/whole-process.sh

.PHONY: help build test check check-all nightly update lint rule bench
