#!/usr/bin/env bash
# Installs pinned CDK libraries below ~/.cache/repolint/cdk, for the scripts that
# source this file. CDK_CURRENT is the newest library that was looked at, CDK_OLD
# one from before creation stacks, CDK_EARLY one of the first of version 2, and
# CDK_V1 the last of version 1, which ended in 2023.
# shellcheck disable=SC2034 # the scripts that source this file use them

CDK_V1=1.204.0
CDK_EARLY=2.50.0
CDK_OLD=2.190.0
CDK_CURRENT=2.276.0
CDK_CLI=2.1148.1

# cdk_library VERSION prints the node_modules folder of a library, installed with
# what its apps need.
cdk_library() {
  local version="$1" folder="${XDG_CACHE_HOME:-$HOME/.cache}/repolint/cdk/lib-$1" constructs=10.8.1
  local packages=("aws-cdk-lib@$version")
  case "$version" in
    "$CDK_OLD") constructs=10.4.2 ;;
    "$CDK_EARLY") constructs=10.0.100 ;;
    "$CDK_V1") packages=("@aws-cdk/core@$version" "@aws-cdk/aws-ec2@$version") constructs=3.4.344 ;;
  esac
  packages+=("constructs@$constructs")
  [ "$version" != "$CDK_CURRENT" ] || packages+=("aws-cdk@$CDK_CLI" typescript@5.9.3 @types/node@20)
  if [ ! -e "$folder/installed" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    printf '{ "private": true }\n' >"$folder/package.json"
    (cd "$folder" && npm install --silent --no-audit --no-fund --ignore-scripts "${packages[@]}" >&2)
    touch "$folder/installed"
  fi
  printf '%s\n' "$folder/node_modules"
}
