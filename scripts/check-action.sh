#!/usr/bin/env bash
# Runs action.yml for real with act on this host, without containers: a workflow
# with a fault must annotate, upload and fail; a clean one must pass. The remote
# actions are stood in for by stubs, the upload by one that copies the file out.
set -euo pipefail
cd "$(dirname "$0")/.."
here="$PWD"
act_version=v0.2.89
actionlint_version=v1.7.12
tools="${REPOLINT_TOOLS:-$HOME/.cache/repolint-tools}"
mkdir -p "$tools"
[ -x "$tools/act" ] || GOBIN="$tools" go install "github.com/nektos/act@$act_version"
[ -x "$tools/actionlint" ] || GOBIN="$tools" go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint_version"
command -v shellcheck >/dev/null || { apt-get update -qq && apt-get install -y -qq shellcheck; } >/dev/null

shellcheck scripts/*.sh bench/*.sh .ci/run
"$tools/actionlint" .github/workflows/*.yml

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
stub() {
  mkdir -p "$work/stubs/$1"
  printf 'name: stub\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: |\n        %s\n%s' "$2" "${3:-}" >"$work/stubs/$1/action.yml"
}
stub setup-go true
mkdir -p "$work/stubs/codeql/upload-sarif"
cat >"$work/stubs/codeql/upload-sarif/action.yml" <<EOF
name: upload
inputs:
  sarif_file: { description: report, required: true }
runs:
  using: composite
  steps:
    - shell: bash
      env: { SARIF: "\${{ inputs.sarif_file }}" }
      run: cp "\$SARIF" "$work/uploaded.sarif"
EOF

repository() {
  mkdir -p "$work/$1/.github/workflows" "$work/$1/infra"
  cp "$here/examples/$1/main.tf" "$work/$1/infra/"
  cat >"$work/$1/.github/workflows/lint.yml" <<'EOF'
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: repolint/repolint@v0
        id: repolint
        with:
          path: infra
          upload-sarif: "true"
      - if: always()
        shell: bash
        run: echo "exit=${{ steps.repolint.outputs.exit-code }} findings=${{ steps.repolint.outputs.findings }}"
EOF
  git -C "$work/$1" init -q
  git -C "$work/$1" add .
  git -C "$work/$1" -c user.name=test -c user.email=test@example.com commit -qm test
}

run_act() {
  (
    cd "$work/$1"
    # act keeps its state below HOME; Go's caches must stay where they are.
    GOMODCACHE="$(go env GOMODCACHE)" GOCACHE="$(go env GOCACHE)" GOPATH="$(go env GOPATH)" GOFLAGS="$(go env GOFLAGS)" \
      GOPROXY="$(go env GOPROXY)" HOME="$work/home" \
      "$tools/act" push -P ubuntu-latest=-self-hosted \
      --local-repository "repolint/repolint@v0=$here" \
      --local-repository "actions/setup-go@v6=$work/stubs/setup-go" \
      --local-repository "github/codeql-action@v4=$work/stubs/codeql"
  ) >"$work/$1.log" 2>&1
}
mkdir -p "$work/home"

expect() {
  grep -q -- "$2" "$work/$1.log" || { cat "$work/$1.log"; echo "missing in the run on $1: $2" >&2; exit 1; }
}

repository closed-subnet
repository good
if run_act closed-subnet; then
  cat "$work/closed-subnet.log"
  echo "the action passed a repository with a fault" >&2
  exit 1
fi
expect closed-subnet '::error file=infra/main.tf,line='
expect closed-subnet 'exit=1 findings=1'
[ -s "$work/uploaded.sarif" ] || { cat "$work/closed-subnet.log"; echo "nothing was uploaded" >&2; exit 1; }
scripts/check-sarif.sh "$work/uploaded.sarif"
run_act good || { cat "$work/good.log"; echo "the action failed a clean repository" >&2; exit 1; }
expect good 'exit=0 findings=0'
echo "action: annotates, uploads and fails on the fault, passes the clean repository"
