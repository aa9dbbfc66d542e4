package terraform_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// parse evaluates the folder root of the scan root dir.
func parse(t testing.TB, dir, root string, options terraform.Options) resource.Result {
	t.Helper()
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	set := &source.Set{Tree: tree, Units: []source.Unit{{Dialect: source.Terraform, Path: root, Named: true}}}
	components, diagnostics := terraform.Components(set, options)
	if len(components) != 1 || len(diagnostics) > 0 {
		t.Fatalf("got %d components and %v, want one component", len(components), diagnostics)
	}
	return components[0].Parse(t.Context())
}

// TestEveryKnownPlanValueIsKnown compares with a plan made by OpenTofu.
func TestEveryKnownPlanValueIsKnown(t *testing.T) {
	t.Parallel()
	compared := comparePlan(t, "testdata/testmod", ".", "testdata/testmod.plan.json")
	if compared < 90 {
		t.Errorf("compared %d values, want at least 90", compared)
	}
}

// TestPublicPlans compares with plans of the examples of terraform-aws-vpc
// (commit 82d1929): REPOLINT_PLAN_SOURCES names a checkout of that repository.
func TestPublicPlans(t *testing.T) {
	t.Parallel()
	corpus, checkout := os.Getenv("REPOLINT_CORPUS"), os.Getenv("REPOLINT_PLAN_SOURCES")
	if corpus == "" {
		corpus = "../../../shared/corpus"
	}
	if checkout == "" {
		t.Skip("REPOLINT_PLAN_SOURCES does not name a checkout of terraform-aws-vpc")
	}
	plans, err := filepath.Glob(filepath.Join(corpus, "terraform/plans/terraform-aws-vpc_*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, plan := range plans {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(plan), "terraform-aws-vpc_"), ".json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Logf("%d values compared", comparePlan(t, checkout, "examples/"+name, plan))
		})
	}
	t.Logf("%d plans", len(plans))
}

// TestConfigurationsAreKnownAsTheirPlansKnowThem compares the networks, and what else
// scripts/terraform-plans.sh plans, with those plans.
func TestConfigurationsAreKnownAsTheirPlansKnowThem(t *testing.T) {
	t.Parallel()
	const folder = "../../testdata"
	var compared atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d values compared", compared.Load())
		if compared.Load() < 2200 {
			t.Errorf("compared %d values, want at least 2200", compared.Load())
		}
	})
	roots := 0
	for _, pattern := range []string{"/*/*/plan/plan.json", "/*/*/plan/*/plan.json"} {
		plans, err := filepath.Glob(folder + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, plan := range plans {
			roots++
			root := strings.Replace(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(plan)), folder+"/"), "/plan", "/terraform", 1)
			t.Run(root, func(t *testing.T) {
				t.Parallel()
				known, variables := shown(t, plan)
				compared.Add(int64(compareKnown(t, folder, root, terraform.Options{Planned: variables}, known)))
			})
		}
	}
	if roots < 39 {
		t.Errorf("found %d plans, want at least 39", roots)
	}
}

// unknown stands for what a plan does not know, invented for what it knows of
// something that nobody has.
const unknown, invented = "__unknown__", "__invented__"

// inventions are in what data sources found for the plans: an account and ids that
// nobody has, which the configuration does not say.
var inventions = []string{"111122223333", "-0fa15e"}

// shown reads what `terraform show -json` prints: the values of every instance by
// address and attribute, and the values of the variables as JSON.
func shown(t *testing.T, planFile string) (known map[string]map[string]any, variables map[string]string) {
	t.Helper()
	var plan struct {
		Variables map[string]struct{ Value json.RawMessage }
		Changes   []struct {
			Address, Mode string
			Change        struct {
				After   map[string]any
				Unknown map[string]any `json:"after_unknown"`
			}
		} `json:"resource_changes"`
	}
	decode(t, planFile, &plan)
	known, variables = map[string]map[string]any{}, map[string]string{}
	for name, variable := range plan.Variables {
		variables[name] = string(variable.Value)
	}
	for _, one := range plan.Changes {
		if one.Mode == "managed" {
			known[one.Address], _ = reduced(one.Change.After, one.Change.Unknown).(map[string]any)
		}
	}
	return known, variables
}

// reduced is a value with what is unknown in it, and without what is null or empty.
func reduced(after, marks any) any {
	if marks == true {
		return unknown
	}
	switch v := after.(type) {
	case map[string]any:
		within, _ := marks.(map[string]any)
		made := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(merged(v, within))) {
			if inner := reduced(v[name], within[name]); inner != nil {
				made[name] = inner
			}
		}
		if len(made) > 0 {
			return made
		}
	case []any:
		within, _ := marks.([]any)
		var made []any
		for i, item := range v {
			var mark any
			if i < len(within) {
				mark = within[i]
			}
			made = append(made, reduced(item, mark))
		}
		if len(made) > 0 {
			return made
		}
	case string:
		if slices.ContainsFunc(inventions, func(id string) bool { return strings.Contains(v, id) }) {
			return invented
		}
		return v
	default:
		return v
	}
	return nil
}

func merged(values, marks map[string]any) map[string]any {
	all := maps.Clone(marks)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, values)
	return all
}

func decode(t *testing.T, file string, into any) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func comparePlan(t *testing.T, dir, root, planFile string) int {
	t.Helper()
	var known map[string]map[string]any
	decode(t, planFile, &known)
	return compareKnown(t, dir, root, terraform.Options{}, known)
}

// compareKnown compares what a root evaluates to with what a plan of it knows, both
// ways, and counts the values.
func compareKnown(t *testing.T, dir, root string, options terraform.Options, plan map[string]map[string]any) int {
	t.Helper()
	result := parse(t, dir, root, options)
	for _, d := range result.Diagnostics {
		t.Logf("diagnostic: %s: %s", d.Range, d.Message)
	}
	got := map[string]resource.Resource{}
	for _, one := range result.Resources {
		if !strings.HasPrefix(one.Type, "data.") {
			got[one.Address] = one
		}
	}
	compared := 0
	for address, attributes := range plan {
		one, ok := got[address]
		if !ok {
			t.Errorf("%s is missing", address)
			continue
		}
		delete(got, address)
		for name, want := range attributes {
			if want != unknown && want != invented {
				compared++
			}
			if why := differs(one.Attributes.Get(name), want); why != "" {
				t.Errorf("%s.%s: %s", address, name, why)
			}
		}
		if why := adds(one.Attributes, attributes); why != "" {
			t.Errorf("%s: %s", address, why)
		}
	}
	for address := range got {
		t.Errorf("%s is extra", address)
	}
	return compared
}

// differs compares a value with what a plan knows; lists without order.
func differs(v value.Value, want any) string {
	switch {
	case want == invented:
		return ""
	case want == unknown && isPlain(v):
		return "got " + show(v) + ", which the plan does not know"
	}
	switch w := want.(type) {
	case map[string]any:
		if v.Kind == value.List && len(v.Items) == 1 {
			v = v.Items[0]
		}
		for name, inner := range w {
			if why := differs(v.Get(name), inner); why != "" {
				return name + ": " + why
			}
		}
		return adds(v, w)
	case []any:
		if v.Kind != value.List || len(v.Items) != len(w) {
			return fmt.Sprintf("got %s, want %d elements %v", show(v), len(w), w)
		}
		rest := slices.Clone(v.Items)
		for _, inner := range w {
			at := slices.IndexFunc(rest, func(item value.Value) bool { return differs(item, inner) == "" })
			if at < 0 {
				return fmt.Sprintf("no element is %v in %s", inner, show(v))
			}
			rest = slices.Delete(rest, at, at+1)
		}
		return ""
	case string:
		if text, ok := v.Text.Literal(); w != unknown && (!ok || v.Kind != value.String || text != w) {
			return fmt.Sprintf("got %s, want %q", show(v), w)
		}
		return ""
	case bool:
		if v.Kind != value.Bool || v.Bool != w {
			return fmt.Sprintf("got %s, want %v", show(v), w)
		}
		return ""
	case float64:
		if text, ok := v.Text.Literal(); !ok || v.Kind != value.Number || text != strconv.FormatFloat(w, 'f', -1, 64) {
			return fmt.Sprintf("got %s, want %v", show(v), w)
		}
		return ""
	}
	return fmt.Sprintf("unexpected %T", want)
}

func isPlain(v value.Value) bool {
	_, literal := v.Text.Literal()
	return v.Kind == value.Bool || literal && (v.Kind == value.String || v.Kind == value.Number)
}

// adds names a member that is stated and that a plan has not: null and what is empty
// are left out of it.
func adds(v value.Value, want map[string]any) string {
	for _, entry := range v.Entries {
		isEmpty := entry.Value.Kind == value.Absent || entry.Value.Kind == value.List && len(entry.Value.Items) == 0 ||
			entry.Value.Kind == value.Map && len(entry.Value.Entries) == 0
		if _, ok := want[entry.Key]; !ok && !isEmpty {
			return fmt.Sprintf("%s is %s, and null in the plan", entry.Key, show(entry.Value))
		}
	}
	return ""
}

// show writes a value on one line.
func show(v value.Value) string {
	switch v.Kind {
	case value.Absent:
		return "null"
	case value.Bool:
		return strconv.FormatBool(v.Bool)
	case value.Number:
		return v.Text.String()
	case value.String:
		return strconv.Quote(v.Text.String())
	case value.NotKnown:
		return "unknown(" + v.Reason.Text + ")"
	case value.List:
		items := make([]string, 0, len(v.Items))
		for _, item := range v.Items {
			items = append(items, show(item))
		}
		if v.More != nil {
			items = append(items, "…")
		}
		return "[" + strings.Join(items, ", ") + "]"
	case value.Map:
		entries := make([]string, 0, len(v.Entries))
		for _, entry := range v.Entries {
			entries = append(entries, entry.Key+": "+show(entry.Value))
		}
		return "{" + strings.Join(entries, ", ") + "}"
	case value.Choice:
		choices := make([]string, 0, len(v.Choices))
		for _, choice := range v.Choices {
			choices = append(choices, show(choice.Value)+" if "+choice.Guard.String())
		}
		return "choice(" + strings.Join(choices, "; ") + ")"
	}
	return "?"
}
