package lint_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

var update = flag.Bool("update", false, "rewrite docs/corpus.md from the corpus")

const corpusPage = "../../docs/corpus.md"

// publicSources are the folders of the corpus, and what the page calls them.
var publicSources = []struct{ folder, name string }{
	{"cloudformation/aws-cloudformation-templates", "aws-cloudformation/aws-cloudformation-templates"},
	{"cloudformation/awstut-fa", "awstut-an-r/awstut-fa"},
	{"cloudformation/cfn-lint-fixtures", "aws-cloudformation/cfn-lint (test/fixtures/templates)"},
	{"cloudformation/mpeng-vpc", "mpeng819/Cloudformation-VPC"},
	{"cloudformation/quickstart-aws-vpc", "aws-quickstart/quickstart-aws-vpc"},
	{"cdk", "our own CDK apps"},
	{"terraform/testmod", "our own Terraform module"},
}

// unread stands in the page where nobody has read a finding yet.
const unread = "**not read yet**"

// TestEveryFindingInPublicTemplatesHasBeenRead compares docs/corpus.md with what
// the rules find. -update lists what is new; a human reads it and says why it holds.
func TestEveryFindingInPublicTemplatesHasBeenRead(t *testing.T) {
	t.Parallel()
	corpus(t)
	content, err := os.ReadFile(corpusPage)
	if err != nil && !*update {
		t.Fatal(err)
	}
	before := string(content)
	page := corpusPageOf(t, readings(before))
	if *update {
		if err := os.WriteFile(corpusPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, page); diff != "" && !*update {
		t.Errorf("docs/corpus.md is old: run with -update and read what is new (-page +now):\n%s", diff)
	}
	if strings.Contains(page, unread) {
		t.Error("docs/corpus.md lists findings that nobody has read")
	}
}

// readings are what the page says of each finding, by the rest of its row.
func readings(page string) map[string]string {
	said := map[string]string{}
	for _, line := range strings.Split(page, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		if strings.HasPrefix(line, "| ") && len(cells) == 5 {
			said[strings.Join(cells[:4], " | ")] = strings.TrimSpace(cells[4])
		}
	}
	return said
}

func corpusPageOf(t *testing.T, said map[string]string) string {
	t.Helper()
	var sources, rows []string
	counts := map[string]int{}
	for _, public := range publicSources {
		result := run(t, filepath.Join(corpus(t), filepath.FromSlash(public.folder)), parsers.Options{})
		sum := result.Report.Summary
		sources = append(sources, fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d |", public.name, sum.Files, sum.Roots, sum.Hosts, sum.Paths,
			sum.Findings, sum.Inconclusive))
		for _, found := range result.Report.Findings {
			counts[fmt.Sprintf("`%s` | %s", found.Rule, found.Level)]++
			key := fmt.Sprintf(" %s | %s:%d | `%s` | %s", public.name, found.At.File, found.At.Start.Line, found.Rule, found.Level)
			reading := said[key]
			if reading == "" {
				reading = unread
			}
			rows = append(rows, "|"+key+" | "+reading+" |")
		}
	}
	rules := make([]string, 0, len(counts))
	for rule, count := range counts {
		rules = append(rules, fmt.Sprintf("| %s | %d |", rule, count))
	}
	slices.Sort(rules)
	return strings.Join([]string{
		"# What repolint finds in public templates",
		"",
		"Every rule, over templates that other people wrote. Each finding was read against its template: a false one would be a bug.",
		"The list is made by `REPOLINT_CORPUS=<folder of the checkouts> go test ./internal/lint -update`; what stands in the last column is a human's.",
		"",
		"| templates | files | roots | hosts | paths | findings | inconclusive |",
		"|---|---|---|---|---|---|---|",
		strings.Join(sources, "\n"),
		"",
		"Most hosts of public templates live in a subnet that a parameter names, or in the default VPC. Their paths are inconclusive: nothing that rests on an",
		"absence is blocked there.",
		"",
		"## By rule",
		"",
		"| rule | level | findings |",
		"|---|---|---|",
		strings.Join(rules, "\n"),
		"",
		"## One by one",
		"",
		"| templates | at | rule | level | why it holds |",
		"|---|---|---|---|---|",
		strings.Join(rows, "\n"),
		"",
	}, "\n")
}

// absences are the causes that rest on what is not there.
var absences = []string{
	facts.CauseEndpointMissing, facts.CauseEndpointUnattached, facts.CauseTableNotAttached, facts.CauseSSMEndpointMissing,
	facts.CauseServiceEndpointMissing, facts.CauseS3InterfaceEndpointOnly, facts.CausePrivateDNSDisabled, facts.CauseNATDeadEnd,
}

func TestNoAbsenceBlocksWhereANetworkComesFromOutside(t *testing.T) {
	t.Parallel()
	folder := corpus(t)
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	engine, err := rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules()}})
	if err != nil {
		t.Fatal(err)
	}
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope, Engine: engine, Version: "test", Today: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	outside, inView := 0, 0
	for _, component := range inspection.Components {
		document := component.Document
		for _, path := range document.Paths {
			subnet, known := document.Subnets[path.SubnetID]
			complete := known && subnet.Declared && document.VPCs[subnet.VPC].Declared && document.VPCs[subnet.VPC].Complete
			if complete {
				inView++
				continue
			}
			outside++
			if cause := document.Causes[path.Cause]; slices.Contains(absences, cause.Kind) {
				t.Errorf("%s: %s to %s is blocked by %s in a network that is not in view", path.Root, path.Address, path.Destination, cause.Kind)
			}
		}
	}
	if outside < 100 || inView < 50 {
		t.Errorf("%d paths start outside of what is in view, %d inside", outside, inView)
	}
}
