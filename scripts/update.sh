#!/usr/bin/env bash
# Rewrites golden files, generated schemas and rule pages.
set -euo pipefail
cd "$(dirname "$0")/.."
go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}' ./... | while read -r folder; do
  if grep -qs 'flag.Bool("update"' "$folder"/*_test.go; then
    (cd "$folder" && go test . -update)
  fi
done
