#!/usr/bin/env bash
# Runs every fuzz target for a while: scripts/fuzz.sh 30s
set -euo pipefail
cd "$(dirname "$0")/.."
go list ./... | while read -r package; do
  { go test -list '^Fuzz' "$package" 2>/dev/null || true; } | grep '^Fuzz' | while read -r target; do
    echo "== $package $target"
    go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "${1:-30s}" -fuzzminimizetime 10x
  done
done
