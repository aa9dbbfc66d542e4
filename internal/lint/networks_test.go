package lint_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"io/fs"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/rules"
	"github.com/repolint/repolint/source"
)

const networks = "../../testdata/networks"

// judged is a network as one dialect describes it, after a run.
type judged struct {
	report *finding.Report
	paths  []finding.PathRow
	// names are the Name tags of hosts and subnets by root and address.
	names map[string]string
}

func judgeFolder(t *testing.T, folder string, options parsers.Options) judged {
	t.Helper()
	return judgePaths(t, options, folder, folder)
}

func judgePaths(t *testing.T, options parsers.Options, root string, paths ...string) judged {
	t.Helper()
	scope, err := source.Locate(root, paths)
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	engine, err := rego.Load(rego.Options{Rules: []fs.FS{rules.FS}})
	if err != nil {
		t.Fatal(err)
	}
	run := lint.Options{Scope: scope, Parsers: options, Engine: engine, Version: "test", Today: time.Unix(0, 0)}
	result, err := lint.Run(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	inspection, err := lint.Facts(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, component := range inspection.Components {
		for _, host := range component.Document.Hosts {
			names[host.Root+"#"+host.Address] = host.Name
		}
		for _, subnet := range component.Document.Subnets {
			names[subnet.Root+"#"+subnet.Address] = subnet.Name
		}
	}
	return judged{result.Report, result.Paths, names}
}

// summary writes what a network gives without ids, files and lines, so that one
// expectation serves every dialect.
func (j judged) summary() []string {
	var lines []string
	for _, found := range j.report.Findings {
		lines = append(lines, fmt.Sprintf("finding  %s %s", found.Level, found.Rule))
	}
	for _, path := range j.paths {
		lines = append(lines, fmt.Sprintf("path  host=%s subnet=%s os=%s destination=%s internet=%s %s %s %s",
			j.names[path.Root+"#"+path.Address], j.names[path.Root+"#"+path.Subnet], path.OS, path.Destination,
			path.InternetPath, path.Verdict, dash(path.Hop), dash(path.Rule)))
	}
	slices.Sort(lines)
	return lines
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func wanted(t *testing.T, file string) []string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSpace(string(content))
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func eachNetwork(t *testing.T, test func(t *testing.T, folder string)) {
	t.Helper()
	folders, err := filepath.Glob(networks + "/article-*")
	if err != nil || len(folders) < 11 {
		t.Fatalf("found %d reference networks (%v)", len(folders), err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			test(t, folder)
		})
	}
}

func TestReferenceNetworksGiveTheSameInEveryDialect(t *testing.T) {
	t.Parallel()
	eachNetwork(t, checkDialects)
}

func checkDialects(t *testing.T, folder string) {
	t.Helper()
	want := wanted(t, filepath.Join(folder, "want.txt"))
	for _, dialect := range dialectsOf(t, folder) {
		got := judgeFolder(t, filepath.Join(folder, dialect), parsers.Options{})
		if diff := cmp.Diff(want, got.summary()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", dialect, diff)
		}
		if len(got.report.Diagnostics) > 0 {
			t.Errorf("%s: diagnostics %v", dialect, got.report.Diagnostics)
		}
		for _, path := range got.paths {
			if path.Reason == "" || path.Verdict == "undetermined" && path.Settle == "" {
				t.Errorf("%s: the path of %s to %s is %s because of %q, settled by %q", dialect, path.Address, path.Destination,
					path.Verdict, path.Reason, path.Settle)
			}
		}
	}
}

// dialectsOf lists the forms of a network. Those of the articles have all of them,
// the others those of their folder.
func dialectsOf(t *testing.T, folder string) []string {
	t.Helper()
	all := []string{"terraform", "cloudformation", "cdk"}
	if strings.HasPrefix(filepath.Base(folder), "article-") {
		return all
	}
	var forms []string
	for _, dialect := range all {
		if _, err := os.Stat(filepath.Join(folder, dialect)); err == nil {
			forms = append(forms, dialect)
		}
	}
	if len(forms) == 0 {
		t.Fatalf("%s has no form in any dialect", folder)
	}
	return forms
}

// The plans are restated by hand after the documented format of `terraform show
// -json`, no Terraform made them: see testdata/networks/README.md.
func TestReferenceNetworksGiveTheSameAsPlans(t *testing.T) {
	t.Parallel()
	plans, err := filepath.Glob(networks + "/article-*/plan")
	if err != nil || len(plans) < 4 {
		t.Fatalf("found %d plans (%v)", len(plans), err)
	}
	for _, plan := range plans {
		folder := filepath.Dir(plan)
		for name, paths := range map[string][]string{
			"alone": {plan}, "beside its configuration": {filepath.Join(folder, "terraform"), plan},
		} {
			t.Run(filepath.Base(folder)+" "+name, func(t *testing.T) {
				t.Parallel()
				got := judgePaths(t, parsers.Options{}, folder, paths...)
				if diff := cmp.Diff(wanted(t, filepath.Join(folder, "want.txt")), got.summary()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if len(got.report.Diagnostics) > 0 {
					t.Errorf("diagnostics %v", got.report.Diagnostics)
				}
				for _, found := range got.report.Findings {
					if isPlan := strings.HasSuffix(found.At.File, "plan.json"); isPlan != (len(paths) == 1) {
						t.Errorf("%s points at %s", found.Rule, found.At)
					}
				}
			})
		}
	}
}

// A plan that is older or newer than its configuration: where the two would be
// judged differently, both together are undetermined.
func TestAStalePlanIsNeverTheOpposite(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, pair := range [][2]string{
		{"article-000-condition-removed", "article-000-account-condition"}, {"article-000-repositories-allowed", "article-000-account-condition"},
		{"article-001-https-only", "article-001-four-rules"}, {"article-001-no-endpoint", "article-001-four-rules"},
		{"article-002", "article-002-unattached"}, {"article-002", "article-002-no-egress"},
		{"article-002-unattached", "article-002-no-egress"}, {"article-002-no-egress", "article-002-unattached"},
	} {
		dir := t.TempDir()
		for from, to := range map[string]string{pair[0] + "/terraform/main.tf": "main.tf", pair[1] + "/plan/plan.json": "plan.json"} {
			content, err := os.ReadFile(filepath.Join(networks, from))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, to), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		configured := judgeFolder(t, filepath.Join(networks, pair[0], "terraform"), parsers.Options{}).paths
		planned := judgeFolder(t, filepath.Join(networks, pair[1], "plan"), parsers.Options{}).paths
		both := judgeFolder(t, dir, parsers.Options{}).paths
		if len(both) != len(planned) || len(both) != len(configured) {
			t.Errorf("%v: %d paths, %d of the configuration, %d of the plan", pair, len(both), len(configured), len(planned))
			continue
		}
		for i, path := range both {
			compared++
			if configured[i].Verdict != planned[i].Verdict && path.Verdict != "undetermined" {
				t.Errorf("%v: %s to %s is %s, %s by the configuration, %s by the plan", pair, path.Address, path.Destination,
					path.Verdict, configured[i].Verdict, planned[i].Verdict)
			}
		}
	}
	if compared < 8 {
		t.Errorf("compared %d paths", compared)
	}
}

// In a network whose VPC comes from elsewhere nothing that rests on an absence is
// blocked, and what passes in the whole network may be undetermined.
func TestOpenNetworksNeverBlockOnAnAbsence(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, folder string) {
		want := wanted(t, filepath.Join(folder, "want-open.txt"))
		for _, dialect := range []string{"terraform-variable", "terraform-data-source", "cloudformation-parameter", "cdk-imported"} {
			got := judgeFolder(t, filepath.Join(folder, dialect), parsers.Options{})
			lines := got.summary()
			for i, line := range lines {
				if passing := strings.Replace(line, "undetermined", "passes", 1); slices.Contains(want, passing) {
					lines[i] = passing
				}
			}
			slices.Sort(lines)
			if diff := cmp.Diff(want, lines); diff != "" {
				t.Errorf("%s (-want +got):\n%s", dialect, diff)
			}
			for _, path := range got.paths {
				if path.Verdict == "undetermined" && (path.Reason == "" || path.Settle == "") {
					t.Errorf("%s: the undetermined path of %s to %s says %q and would be settled by %q",
						dialect, path.Address, path.Destination, path.Reason, path.Settle)
				}
			}
		}
	})
}
