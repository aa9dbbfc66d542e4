#!/usr/bin/env bash
# Runs the pre-commit hook for real, from this checkout, on a repository with a
# fault and on a clean one.
set -euo pipefail
cd "$(dirname "$0")/.."
here="$PWD"
command -v pre-commit >/dev/null || { apt-get update -qq && apt-get install -y -qq pre-commit; } >/dev/null
work="$(mktemp -d)"
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# The hook's own environment starts with an empty module cache; the one that is
# here already saves the second download.
GOMODCACHE="$(go env GOMODCACHE)"
export GOMODCACHE PRE_COMMIT_HOME="$work/store" GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'

repository() {
  mkdir -p "$work/$1"
  cp "$here/examples/$1/main.tf" "$work/$1/"
  git -C "$work/$1" init -q
  git -C "$work/$1" add .
}

try() {
  (cd "$work/$1" && pre-commit try-repo "$here" repolint --all-files --verbose --color never) >"$work/$1.log" 2>&1
}

pre-commit validate-manifest .pre-commit-hooks.yaml
repository closed-subnet
repository good
if try closed-subnet; then
  cat "$work/closed-subnet.log"
  echo "the hook passed a repository with a fault" >&2
  exit 1
fi
grep -q 'endpoint_policy_blocks_al2023_repos' "$work/closed-subnet.log" || { cat "$work/closed-subnet.log"; exit 1; }
if ! try good; then
  cat "$work/good.log"
  echo "the hook failed a clean repository" >&2
  exit 1
fi
echo "pre-commit: fails on the fault, passes the clean repository"
