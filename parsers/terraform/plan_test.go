package terraform_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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

func comparePlan(t *testing.T, dir, root, planFile string) int {
	t.Helper()
	content, err := os.ReadFile(planFile)
	if err != nil {
		t.Fatal(err)
	}
	var plan map[string]map[string]any
	if err := json.Unmarshal(content, &plan); err != nil {
		t.Fatal(err)
	}
	result := parse(t, dir, root, terraform.Options{})
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
			if want == "__unknown__" {
				continue
			}
			compared++
			if why := differs(one.Attributes.Get(name), want); why != "" {
				t.Errorf("%s.%s: %s", address, name, why)
			}
		}
	}
	for address := range got {
		t.Errorf("%s is extra", address)
	}
	return compared
}

// differs compares a value with what a plan knows; lists without order.
func differs(v value.Value, want any) string {
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
		return ""
	case []any:
		if v.Kind != value.List || len(v.Items) != len(w) {
			return fmt.Sprintf("got %s, want %d elements %v", show(v), len(w), w)
		}
		rest := slices.Clone(v.Items)
		for _, inner := range w {
			at := slices.IndexFunc(rest, func(item value.Value) bool { return inner == "__unknown__" || differs(item, inner) == "" })
			if at < 0 {
				return fmt.Sprintf("no element is %v in %s", inner, show(v))
			}
			rest = slices.Delete(rest, at, at+1)
		}
		return ""
	case string:
		if text, ok := v.Text.Literal(); w != "__unknown__" && (!ok || v.Kind != value.String || text != w) {
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
