#!/usr/bin/env bash
# The stripped binary stays small. A call of reflect's Method with a name that is
# not a constant (text/template makes one) would make the linker keep every
# exported method of every type.
set -euo pipefail
cd "$(dirname "$0")/.."
limit=$((36 * 1024 * 1024))
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
go build -trimpath -ldflags='-s -w -dumpdep' -o "$work/repolint" ./cmd/repolint >"$work/dependencies" 2>&1
size="$(stat -c %s "$work/repolint")"
echo "stripped binary: $size bytes (limit $limit)"
[ "$size" -le "$limit" ]
if grep -q '<ReflectMethod>' "$work/dependencies"; then
  grep -o '^[^ ]* <ReflectMethod>' "$work/dependencies" | sort -u >&2
  echo "reached code calls methods by name" >&2
  exit 1
fi
