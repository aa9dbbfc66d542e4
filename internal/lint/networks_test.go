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

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
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
	run := lint.Options{Scope: scope, Parsers: options, Engine: builtIn(t), Version: "test", Today: time.Unix(0, 0)}
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

// Terraform made the plans, see testdata/networks/README.md. What one of them says
// without its configuration is in want-plan.txt where it says less.
func TestReferenceNetworksGiveTheSameAsPlans(t *testing.T) {
	t.Parallel()
	expectations, err := filepath.Glob(networks + "/*/want.txt")
	if err != nil || len(expectations) < 32 {
		t.Fatalf("found %d networks (%v)", len(expectations), err)
	}
	for _, expectation := range expectations {
		folder := filepath.Dir(expectation)
		plan, configuration := filepath.Join(folder, "plan"), filepath.Join(folder, "terraform")
		t.Run(filepath.Base(folder)+" alone", func(t *testing.T) {
			t.Parallel()
			want, alone := wanted(t, expectation), filepath.Join(folder, "want-plan.txt")
			if _, err := os.Stat(alone); err == nil {
				less := wanted(t, alone)
				checkLess(t, want, less)
				want = less
			}
			checkPlan(t, want, judgeFolder(t, plan, parsers.Options{}), true)
		})
		t.Run(filepath.Base(folder)+" beside its configuration", func(t *testing.T) {
			t.Parallel()
			checkPlan(t, wanted(t, expectation), judgePaths(t, parsers.Options{}, folder, configuration, plan), false)
		})
	}
}

func checkPlan(t *testing.T, want []string, got judged, alone bool) {
	t.Helper()
	lines := got.summary()
	for i, line := range lines {
		// A subnet that a data source found has its id in a plan, and no name elsewhere.
		lines[i] = strings.Replace(line, "subnet=subnet-0fa15ea8ce55b0f7f", "subnet=", 1)
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.report.Diagnostics) > 0 {
		t.Errorf("diagnostics %v", got.report.Diagnostics)
	}
	for _, found := range got.report.Findings {
		if isPlan := strings.HasSuffix(found.At.File, "plan.json"); isPlan != alone {
			t.Errorf("%s points at %s", found.Rule, found.At)
		}
	}
}

// checkLess holds that an expectation decides nothing that another decides otherwise.
func checkLess(t *testing.T, want, less []string) {
	t.Helper()
	undecided := 0
	for _, line := range less {
		path, _, isUndetermined := strings.Cut(line, " undetermined ")
		switch {
		case slices.Contains(want, line):
		case isUndetermined && slices.ContainsFunc(want, func(one string) bool { return strings.HasPrefix(one, path) }):
			undecided++
		default:
			t.Errorf("%q is of the plan alone", line)
		}
	}
	if undecided == 0 {
		t.Error("the plan alone says as much as its configuration: its expectation can go")
	}
}

// TestAPlanOfOpenTofuSaysTheSame gives a plan what OpenTofu prints in another way:
// its version, its registry (https://opentofu.org/docs/internals/json-format) and
// whether planning failed, which Terraform 1.5.7 does not say.
func TestAPlanOfOpenTofuSaysTheSame(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(networks, "article-000-account-condition")
	content, err := os.ReadFile(filepath.Join(folder, "plan/plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := strings.NewReplacer("registry.terraform.io", "registry.opentofu.org", `"terraform_version": "1.5.7"`,
		`"terraform_version": "1.12.6", "timestamp": "2026-01-01T00:00:00Z", "errored": false`).Replace(string(content))
	if !strings.Contains(text, "registry.opentofu.org") || !strings.Contains(text, "errored") {
		t.Fatal("the plan is not of the form that is replaced")
	}
	if err := os.WriteFile(filepath.Join(dir, "plan.json"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	checkPlan(t, wanted(t, filepath.Join(folder, "want.txt")), judgeFolder(t, dir, parsers.Options{}), true)
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
