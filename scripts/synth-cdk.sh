#!/usr/bin/env bash
# Synthesizes the assemblies of testdata/cdk anew, with pinned libraries.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/cdk-library.sh
source scripts/cdk-library.sh
old="$(cdk_library "$CDK_OLD")"
current="$(cdk_library "$CDK_CURRENT")"
early="$(cdk_library "$CDK_EARLY")"
first="$(cdk_library "$CDK_V1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# synth APP OUT LIBRARY COMMAND… runs an app in a copy of its folder.
synth() {
  local app="$1" out="$2" modules="$3"
  shift 3
  ln -sfn "$modules" "$work/$app/node_modules"
  (cd "$work/$app" && CDK_OUTDIR="$out" "$@")
  rm -f "$work/$app/$out"/{tree,validation-report}.json
  # The frames name this machine's folders; the committed ones must not.
  find "$work/$app/$out" -name '*.json' -exec sed -i \
    -e "s#$(dirname "$modules")/#/app/#g" -e "s#$work/$app/#/app/#g" {} +
  rm -rf "testdata/cdk/${app:?}/${out:?}"
  mkdir -p "testdata/cdk/$app"
  cp -r "$work/$app/$out" "testdata/cdk/$app/$out"
}

for app in early javascript lookup typescript; do
  cp -r "testdata/cdk/$app" "$work/$app"
  rm -rf "$work/$app"/{build,cdk.out,cdk-*}
done
# The same app, of which the repository holds no source.
cp -r "$work/typescript" "$work/typescript-unmapped"
synth javascript cdk.out "$current" env CDK_DEBUG=1 node app.js
synth lookup cdk.out "$current" node app.js
synth javascript "cdk-$CDK_OLD" "$old" env CDK_DEBUG=1 node --stack-trace-limit=30 app.js
synth javascript "cdk-$CDK_OLD-untraced" "$old" node app.js
synth early "cdk-$CDK_EARLY" "$early" env CDK_DEBUG=1 JSII_DEPRECATED=quiet node app.js
synth early "cdk-$CDK_V1" "$first" env JSII_DEPRECATED=quiet node app-v1.js

ln -sfn "$current" "$work/typescript/node_modules"
(cd "$work/typescript" && node node_modules/typescript/bin/tsc)
synth typescript cdk.out "$current" node --enable-source-maps build/bin/app.js
synth typescript cdk-compiled "$current" node build/bin/app.js
rm -rf testdata/cdk/typescript/build
cp -r "$work/typescript/build" testdata/cdk/typescript/build
ln -sfn "$current" "$work/typescript-unmapped/node_modules"
(cd "$work/typescript-unmapped" && node node_modules/typescript/bin/tsc --sourceMap false)
synth typescript-unmapped cdk.out "$current" node build/bin/app.js

if grep -rlE "$work|$HOME/" testdata/cdk; then
  echo "these files name folders of this machine" >&2
  exit 1
fi
