#!/usr/bin/env bash
# Makes the expectations of parsers/terraform/testdata/oracle again: plans every
# folder there with Terraform 1.5.7 and keeps, for each instance, what the plan
# knows, what it does not, and what is sensitive. Nothing but the builtin
# terraform_data is used, so it works offline:
#
#   go install github.com/hashicorp/terraform@v1.5.7
#   scripts/terraform-oracle.sh "$(go env GOPATH)/bin/terraform" [case…]
#
# Read the diff: the expectations are the plan's, never ours.
set -euo pipefail
terraform="$(realpath "${1:?usage: scripts/terraform-oracle.sh TERRAFORM [case…]}")"
shift
cd "$(dirname "$0")/../parsers/terraform/testdata/oracle"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
: >"$work/configuration"
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_CONFIG_FILE="$work/configuration"
unset "${!TF_VAR_@}" TF_WORKSPACE
version="$("$terraform" version -json | jq -r .terraform_version)"
if [ "$version" != 1.5.7 ]; then
  echo "terraform is $version; the expectations are those of 1.5.7" >&2
  exit 1
fi
[ $# -gt 0 ] || set -- */
for name in "$@"; do
  name="${name%/}"
  cp -r "$name" "$work/$name"
  (
    cd "$work/$name"
    "$terraform" init -backend=false -input=false -no-color >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    "$terraform" plan -input=false -no-color -lock=false -refresh=false -out=plan >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    "$terraform" show -json plan
  ) | jq -S '[.resource_changes[] | select(.mode == "managed")
      | {(.address): {known: .change.after, unknown: .change.after_unknown, sensitive: .change.after_sensitive}}]
      | add // {}' >"$work/$name.json"
  mv "$work/$name.json" "$name.json"
  echo "$name: $(jq length "$name.json") instances"
done
