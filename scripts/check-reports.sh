#!/usr/bin/env bash
# Validates SARIF of real runs, and the golden files, with the multitool.
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
go build -trimpath -o "$work/repolint" ./cmd/repolint
run() {
  local out="$1"
  shift
  "$work/repolint" --fail-on none --allow-incomplete --format "sarif=$work/$out.sarif" "$@"
}
run networks testdata/networks
run example examples/closed-subnet
run clean examples/good
scripts/check-sarif.sh "$work"/*.sarif report/sarif/testdata/*.sarif
