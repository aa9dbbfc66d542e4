#!/usr/bin/env bash
# The stripped binary stays small: nothing may make the linker keep every
# exported method of every type.
set -euo pipefail
cd "$(dirname "$0")/.."
limit=$((36 * 1024 * 1024))
out="$(mktemp)"
trap 'rm -f "$out"' EXIT
go build -trimpath -ldflags='-s -w' -o "$out" ./cmd/repolint
size="$(stat -c %s "$out")"
echo "stripped binary: $size bytes (limit $limit)"
[ "$size" -le "$limit" ]
kept="$(go build -trimpath -ldflags='-s -w -dumpdep' -o "$out" ./cmd/repolint 2>&1 | grep -c '<ReflectMethod>' || true)"
[ "$kept" -eq 0 ] || { echo "$kept functions call reflect methods by name" >&2; exit 1; }
