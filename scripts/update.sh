#!/usr/bin/env bash
# Rewrites golden files, generated schemas and rule pages.
set -euo pipefail
cd "$(dirname "$0")/.."
# The schema and the index of the rules come first: the rest is made with them.
go test ./facts -update
go test ./internal/builtin -update
go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}' ./... | while read -r folder; do
  if grep -qs 'flag.Bool("update"' "$folder"/*_test.go; then
    (cd "$folder" && go test . -update)
  fi
done
