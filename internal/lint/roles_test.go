package lint_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// What a role allows is worked out where a rule reads it, and only there.
func TestARuleOfOnesOwnReadsWhatRolesAllow(t *testing.T) {
	t.Parallel()
	rule := fstest.MapFS{"core.rego": {Data: []byte(`# METADATA
# title: A role registers with Systems Manager
# description: D.
# custom:
#   level: note
#   remediation: None.
package rules.house.registers

import data.lib.finding

findings contains finding.on(role, "registers") if {
	some role in input.roles
	role.core_actions["ssm:UpdateInstanceInformation"] == "allowed"
	role.trusts_ec2 == "allowed"
}
`)}}
	engine, err := rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules(), rego.Folder{FS: rule, Path: "house"}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(`
resource "aws_iam_role" "host" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "agent" {
  role   = aws_iam_role.host.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ssm:*", Resource = "*" }] })
}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	result, err := lint.Run(context.Background(), lint.Options{Scope: scope, Engine: engine, Today: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, found := range result.Report.Findings {
		got = append(got, found.Rule+" "+found.Addresses[0])
	}
	if diff := cmp.Diff([]string{"registers aws_iam_role.host"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
