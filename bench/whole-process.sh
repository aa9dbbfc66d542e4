#!/usr/bin/env bash
# Times the whole process: repolint against parsing alone over the same files, and
# against every peer on the PATH, as ratios of medians in one run.
#   bench/whole-process.sh [folder…]    (default: the reference networks)
set -euo pipefail
cd "$(dirname "$0")/.."
runs="${RUNS:-9}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
go build -trimpath -ldflags='-s -w' -o "$work/repolint" ./cmd/repolint
go build -C bench/baseline -trimpath -ldflags='-s -w' -o "$work/baseline" .
[ "$#" -gt 0 ] || set -- examples/closed-subnet testdata/networks

# median prints the median wall seconds and the peak memory in MiB of a command.
median() {
  local i
  "$@" >/dev/null 2>&1 || true
  for ((i = 0; i < runs; i++)); do
    /usr/bin/time -f '%e %M' -o "$work/time" "$@" >/dev/null 2>&1 || true
    tail -n 1 "$work/time"
  done | sort -n | awk '{t[NR]=$1; if ($2>m) m=$2} END {printf "%.3f %.0f\n", t[int((NR+1)/2)], m/1024}'
}

for folder in "$@"; do
  echo "$folder"
  read -r base base_mib < <(median "$work/baseline" "$folder")
  read -r ours ours_mib < <(median "$work/repolint" --fail-on none --allow-incomplete --root "$folder" "$folder")
  printf '  %-12s %8s s %5s MiB\n' 'parse only' "$base" "$base_mib" repolint "$ours" "$ours_mib"
  # Below the clock's step a ratio says nothing.
  awk -v a="$ours" -v b="$base" 'BEGIN {
    if (b < 0.02) printf "  %-12s parse only is too short for a ratio; %+.3f s\n", "repolint", a-b
    else printf "  %-12s %8.2f x parse only, %+.3f s\n", "repolint", a/b, a-b}'
  for peer in tflint trivy checkov kics cfn-lint; do
    command -v "$peer" >/dev/null || continue
    case "$peer" in
      tflint) command=(tflint --chdir "$folder") ;;
      trivy) command=(trivy config --quiet --offline-scan "$folder") ;;
      checkov) command=(checkov --quiet --compact -d "$folder") ;;
      kics) command=(kics scan --silent -p "$folder") ;;
      cfn-lint) command=(cfn-lint "$folder/**/*.yaml") ;;
    esac
    read -r theirs theirs_mib < <(median "${command[@]}")
    printf '  %-12s %8s s %5s MiB' "$peer" "$theirs" "$theirs_mib"
    awk -v a="$theirs" -v b="$ours" 'BEGIN {printf "  %.1f x repolint\n", a/(b>0?b:0.001)}'
  done
done
