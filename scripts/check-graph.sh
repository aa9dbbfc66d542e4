#!/usr/bin/env bash
# Draws the reference networks with the real Graphviz and the real Mermaid in
# Chromium. Pictures stay in the folder given; without one they are thrown away.
set -euo pipefail
cd "$(dirname "$0")/.."
mermaid_version=11.12.1
for tool in dot npm chromium; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: install graphviz, npm and chromium" >&2; exit 1; }
done
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
pictures="${1:-$work/pictures}"
mkdir -p "$pictures"
go build -trimpath -o "$work/repolint" ./cmd/repolint
library="${XDG_CACHE_HOME:-$HOME/.cache}/repolint-mermaid-$mermaid_version"
if [ ! -e "$library/node_modules/mermaid/dist/mermaid.min.js" ]; then
  mkdir -p "$library"
  npm install --prefix "$library" --no-audit --no-fund --ignore-scripts --silent "mermaid@$mermaid_version"
fi

# page writes a page that draws one Mermaid text.
page() {
  printf '<!doctype html><meta charset="utf-8"><body style="background:#fff"><pre class="mermaid">'
  sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
  printf '</pre><script src="%s"></script><script>mermaid.initialize({startOnLoad: true})</script>' \
    "$library/node_modules/mermaid/dist/mermaid.min.js"
}

browser=(chromium --headless --no-sandbox --disable-gpu --allow-file-access-from-files --virtual-time-budget=10000)
count=0
draw() {
  local name="$1" shapes
  shift
  "$work/repolint" graph "$@" >"$work/$name.mmd" 2>"$work/$name.said"
  if grep -q "^nothing to draw" "$work/$name.said"; then
    return # a network of machines outside of any VPC
  fi
  "$work/repolint" graph --format dot "$@" | dot -Tsvg -o "$pictures/$name.dot.svg"
  page <"$work/$name.mmd" >"$work/$name.html"
  "${browser[@]}" --dump-dom "file://$work/$name.html" >"$work/$name.dom" 2>/dev/null
  shapes="$(grep -cE '^ +n[0-9]+[^ ]*"' "$work/$name.mmd" || true)"
  if [ "$(grep -o 'class="node ' "$work/$name.dom" | wc -l)" -ne "$shapes" ] || [ "$shapes" -eq 0 ]; then
    echo "$name: Mermaid does not draw $shapes shapes" >&2
    exit 1
  fi
  if [ "$(grep -c '<g id="node' "$pictures/$name.dot.svg")" -ne "$shapes" ]; then
    echo "$name: Graphviz does not draw $shapes shapes" >&2
    exit 1
  fi
  if [ $# -gt 0 ] && [ -n "${PICTURES:-}" ]; then
    "${browser[@]}" --screenshot="$pictures/$name.png" --window-size=1600,900 "file://$work/$name.html" 2>/dev/null
    dot -Tpng -o "$pictures/$name.dot.png" <("$work/repolint" graph --format dot "$@")
  fi
  count=$((count + 1))
}

for network in testdata/networks/*/terraform; do
  draw "$(basename "$(dirname "$network")")-$(basename "$network")" "$network"
done
draw closed-subnet-blocked --blocked-only examples/closed-subnet
[ "$count" -ge 30 ] || { echo "only $count networks have anything to draw" >&2; exit 1; }
echo "$count networks are drawn by Graphviz and Mermaid"
