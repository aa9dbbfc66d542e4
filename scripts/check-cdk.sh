#!/usr/bin/env bash
# Synthesizes an app of testdata/cdk with the real CLI, and compares what repolint
# says of its paths with what it says of the committed assembly.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/cdk-library.sh
source scripts/cdk-library.sh
modules="$(cdk_library "$CDK_CURRENT")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
go build -trimpath -o "$work/repolint" ./cmd/repolint

mkdir "$work/app" "$work/committed"
cp testdata/cdk/javascript/{app.js,cdk.json} "$work/app"
cp testdata/cdk/javascript/{app.js,cdk.json} "$work/committed"
cp -r testdata/cdk/javascript/cdk.out "$work/committed"
ln -s "$modules" "$work/app/node_modules"
(cd "$work/app" && AWS_EC2_METADATA_DISABLED=true CI=true CDK_DEBUG=1 \
  node node_modules/aws-cdk/bin/cdk synth --quiet --no-notices --no-version-reporting)

for tree in app committed; do
  "$work/repolint" paths --format json "$work/$tree/cdk.out" >"$work/$tree.json"
  node -e '
    const rows = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const list = Array.isArray(rows) ? rows : rows.paths;
    if (!list.length) throw new Error("no paths");
    for (const row of list) {
      const { address, construct, subnet, os, destination, verdict, hop, rule, source_line: line } = row;
      console.log([address, construct, subnet, os, destination, verdict, hop, rule, line].join("  "));
    }' "$work/$tree.json" >"$work/$tree.txt"
done
diff -u "$work/committed.txt" "$work/app.txt"
echo "$(wc -l <"$work/app.txt") paths are judged as committed"
