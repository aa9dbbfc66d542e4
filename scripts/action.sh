#!/usr/bin/env bash
# The logic of action.yml. It runs the command once, for annotations and SARIF
# alike, writes the outputs, and leaves failing to the action's last step, so that
# the report can be uploaded first.
set -euo pipefail

work="${RUNNER_TEMP:-$(mktemp -d)}/repolint"
mkdir -p "$work"
go build -C "$REPOLINT_ACTION_PATH" -trimpath -o "$work/repolint" ./cmd/repolint

sarif="${REPOLINT_SARIF_FILE:-}"
[ -n "$sarif" ] || sarif="$work/repolint.sarif"

# Lines, not words: a path may hold a space.
lines() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [ -z "$line" ] || printf '%s\0' "$line"
  done <<<"$1"
}
mapfile -d '' -t arguments < <(lines "${REPOLINT_ARGS:-}")
mapfile -d '' -t paths < <(lines "${REPOLINT_PATH:-.}")
[ "${#paths[@]}" -gt 0 ] || paths=(.)

code=0
"$work/repolint" --fail-on "${REPOLINT_FAIL_ON:-warning}" \
  --format github --format "sarif=$sarif" --format "json=$work/repolint.json" \
  "${arguments[@]}" -- "${paths[@]}" || code=$?

findings=0
if [ -f "$work/repolint.json" ]; then
  # The count stands in the summary, the last object of the report.
  findings="$(sed -n '/^  "summary": {/,/^  }/ s/^ *"findings": \([0-9]*\).*/\1/p' "$work/repolint.json")"
fi
[ -f "$sarif" ] || sarif=""
{
  echo "sarif-file=$sarif"
  echo "findings=${findings:-0}"
  echo "exit-code=$code"
} >>"${GITHUB_OUTPUT:-/dev/stdout}"
