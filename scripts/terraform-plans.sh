#!/usr/bin/env bash
# Makes the plans of the tests again: Terraform 1.5.7 plans what every folder
# `terraform` of testdata/networks and testdata/modules declares, with scripts/aws-standin
# in the place of the AWS provider, and what it shows is kept beside as plan/plan.json.
# Nothing is asked of AWS:
#
#   go install github.com/hashicorp/terraform@v1.5.7
#   scripts/terraform-plans.sh "$(go env GOPATH)/bin/terraform" [folder…]
#
# A run gives the same bytes as the last one. Read the diff: the plans are
# Terraform's, never ours.
set -euo pipefail
terraform="$(realpath "${1:?usage: scripts/terraform-plans.sh TERRAFORM [folder…]}")"
shift
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
unset "${!TF_@}" "${!AWS_@}"
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_CONFIG_FILE="$work/configuration"
export AWS_STANDIN_SCHEMA="$PWD/parsers/terraform/schema.txt"
# What the networks take from the account beside theirs.
export TF_VAR_profile_id=rp-0123456789abcdef0 TF_VAR_transit_gateway_id=tgw-0123456789abcdef0
: >"$work/configuration"
version="$("$terraform" version -json | jq -r .terraform_version)"
if [ "$version" != 1.5.7 ]; then
  echo "terraform is $version; the plans are those of 1.5.7" >&2
  exit 1
fi
mkdir "$work/provider"
(
  cd scripts/aws-standin
  go vet .
  go test . >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  go build -o "$work/provider/terraform-provider-aws" .
)
cat >"$work/configuration" <<END
provider_installation {
  dev_overrides {
    "hashicorp/aws" = "$work/provider"
  }
  direct {
    exclude = ["*/*/*"]
  }
}
END

# What differs from run to run: the time, and the order in which Terraform lists what
# inline rules refer to.
normal='del(.timestamp) | if .relevant_attributes then .relevant_attributes |= sort else . end |
  walk(if type == "object" then with_entries(
    if (.key == "ingress" or .key == "egress") and (.value | type) == "object" and .value.references
    then .value.references |= (sort | reverse) else . end) else . end)'

# plan FOLDER OUTPUT plans a copy, so that nothing is left behind.
plan() {
  rm -rf "$work/root"
  cp -r "$1" "$work/root"
  (
    cd "$work/root"
    "$terraform" get -no-color
    "$terraform" plan -input=false -no-color -lock=false -refresh=false -out=saved
  ) >"$work/log" 2>&1 || { echo "$1:" >&2; cat "$work/log" >&2; return 1; }
  mkdir -p "$(dirname "$2")"
  (cd "$work/root" && "$terraform" show -json saved) |
    jq --indent 1 "$normal" >"$work/plan.json"
  if grep -qF "$work" "$work/plan.json"; then
    echo "$1: the plan names a folder of this machine" >&2
    return 1
  fi
  mv "$work/plan.json" "$2"
  echo "$1: $(jq '[.resource_changes[] | select(.mode == "managed")] | length' "$2") instances"
}

[ $# -gt 0 ] || set -- testdata/networks/*/terraform testdata/modules/*/terraform
for configuration in "$@"; do
  # A root names the provider; what it calls does not.
  grep -rl --include='*.tf' '^provider "aws"' "$configuration" | xargs -n1 dirname | sort -u | while read -r root; do
    plan "$root" "${configuration%terraform}plan${root#"$configuration"}/plan.json"
  done
done
