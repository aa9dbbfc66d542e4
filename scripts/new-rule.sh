#!/bin/sh
# Makes the folder of a new rule: scripts/new-rule.sh endpoint/my_defect
#
# The scaffold runs as a test, because the module has only one main package.
set -eu

if [ $# -ne 1 ] || [ -z "$1" ]; then
	echo "usage: make rule NAME=category/my_defect" >&2
	exit 2
fi
cd "$(dirname "$0")/.."
exec go test ./internal/newrule -count=1 -v -run '^TestScaffold$' -rule "$1"
