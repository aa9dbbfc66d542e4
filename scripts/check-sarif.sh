#!/usr/bin/env bash
# Validates SARIF files with Microsoft's multitool, GitHub's ingestion rules
# included, and fails on results of level Error:
#
#   scripts/check-sarif.sh FILE…
#
# The tool is installed once, from npm, below the user's cache folder.
set -euo pipefail

version=5.7.0

if [ "$#" -eq 0 ]; then
  echo "usage: scripts/check-sarif.sh FILE…" >&2
  exit 2
fi

cache="${XDG_CACHE_HOME:-$HOME/.cache}/repolint/sarif-multitool-$version"
# The npm wrapper hands its arguments to a shell, which takes the ";" of
# --rule-kind for its own, so the program inside the package is run directly.
tool="$cache/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
if [ ! -e "$tool" ]; then
  mkdir -p "$cache"
  npm install --silent --no-audit --no-fund --no-save --prefix "$cache" "@microsoft/sarif-multitool-linux@$version" >&2
fi
chmod u+x "$tool"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
failed=0
number=0
for file in "$@"; do
  number=$((number + 1))
  # Without the size limit raised, a large file is skipped and passes.
  # The exit code says nothing about the results; the query below does.
  if ! "$tool" validate "$file" --rule-kind "Sarif;Ghas" --level "Error;Warning" \
    --max-file-size-in-kb 1000000 --log ForceOverwrite \
    --output "$work/$number.sarif" >"$work/$number.log" 2>&1 || [ ! -s "$work/$number.sarif" ]; then
    cat "$work/$number.log" >&2
    echo "$file: could not be validated" >&2
    failed=1
    continue
  fi
  if ! "$tool" query "$work/$number.sarif" --expression "Level == 'Error'" \
    --non-zero-exit-code-if-count-over 0 >/dev/null 2>&1; then
    grep ' error ' "$work/$number.log" >&2 || cat "$work/$number.log" >&2
    echo "$file: the multitool reports errors" >&2
    failed=1
    continue
  fi
  echo "$file: valid SARIF for GitHub"
done
exit "$failed"
