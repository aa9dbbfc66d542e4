package terraform_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/value"
)

// planned is one instance of a plan of Terraform 1.5.7; scripts/terraform-oracle.sh
// makes the files. Unknown and Sensitive hold true where the plan does not know a
// part of Known, or hides it.
type planned struct{ Known, Unknown, Sensitive map[string]any }

// TestTerraformPlansTheSame evaluates every configuration of testdata/oracle and
// compares each value with Terraform's plan, strictly: types, order, nulls,
// members that should not be there, what is unknown and what is secret.
func TestTerraformPlansTheSame(t *testing.T) {
	t.Parallel()
	plans, err := filepath.Glob("testdata/oracle/*.json")
	if err != nil || len(plans) < 10 {
		t.Fatalf("found %d plans (%v), want at least 10", len(plans), err)
	}
	for _, plan := range plans {
		dir := strings.TrimSuffix(plan, ".json")
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			comparePlanned(t, dir, plan)
		})
	}
}

func comparePlanned(t *testing.T, dir, plan string) {
	t.Helper()
	content, err := os.ReadFile(plan)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]planned
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(&want); err != nil {
		t.Fatal(err)
	}
	result := parse(t, dir, ".", terraform.Options{})
	for _, d := range result.Diagnostics {
		t.Errorf("%s: %s", d.Range, d.Message)
	}
	got := map[string]resource.Resource{}
	for _, one := range result.Resources {
		got[one.Address] = one
	}
	c := strict{t: t}
	for _, address := range slices.Sorted(maps.Keys(want)) {
		one, ok := got[address]
		if !ok {
			t.Errorf("%s is missing", address)
			continue
		}
		delete(got, address)
		w := want[address]
		for _, name := range []string{"input", "triggers_replace"} {
			c.compare(address+"."+name, one.Attributes.Get(name), w.Known[name], w.Unknown[name], w.Sensitive[name])
		}
	}
	for address := range got {
		t.Errorf("%s is extra", address)
	}
	t.Logf("%d instances, %d known values, %d unknown, %d secret", len(want), c.known, c.unknown, c.secret)
	if c.known == 0 {
		t.Error("nothing was compared")
	}
}

// strict compares values and counts what it compared.
type strict struct {
	t                      *testing.T
	known, unknown, secret int
}

func (c *strict) compare(at string, v value.Value, known, unknown, sensitive any) {
	c.t.Helper()
	if hidden := sensitive == true; hidden || v.Secret != "" {
		c.secret++
		if !hidden {
			c.t.Errorf("%s is secret: %s; the plan shows it", at, v.Secret)
		} else if v.Secret == "" {
			c.t.Errorf("%s is not secret, the plan hides it", at)
		}
	}
	if unknown == true {
		c.unknown++
		if isWhollyKnown(v) {
			c.t.Errorf("%s = %s, the plan does not know it", at, show(v))
		}
		return
	}
	switch k := known.(type) {
	case map[string]any:
		c.compareMap(at, v, k, unknown, sensitive)
	case []any:
		if v.Kind != value.List || v.More != nil || len(v.Items) != len(k) {
			c.t.Errorf("%s = %s, want %v", at, show(v), known)
			return
		}
		for i, item := range k {
			c.compare(fmt.Sprintf("%s[%d]", at, i), v.Items[i], item, position(unknown, i), position(sensitive, i))
		}
	default:
		if object, ok := unknown.(map[string]any); ok && known == nil {
			c.compareMap(at, v, nil, object, sensitive)
			return
		}
		c.known++
		if got, want := show(v), scalar(known); got != want {
			c.t.Errorf("%s = %s, want %s", at, got, want)
		}
	}
}

func (c *strict) compareMap(at string, v value.Value, known map[string]any, unknown, sensitive any) {
	c.t.Helper()
	names := map[string]bool{}
	for name := range known {
		names[name] = true
	}
	inner, _ := unknown.(map[string]any)
	for name, why := range inner {
		if why != false {
			names[name] = true
		}
	}
	hidden, _ := sensitive.(map[string]any)
	if v.Kind != value.Map {
		c.t.Errorf("%s = %s, want %v", at, show(v), known)
		return
	}
	for _, entry := range v.Entries {
		if !names[entry.Key] {
			c.t.Errorf("%s.%s = %s is extra", at, entry.Key, show(entry.Value))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		entry, ok := v.Entry(name)
		if !ok {
			c.t.Errorf("%s.%s is missing", at, name)
			continue
		}
		c.compare(at+"."+name, entry.Value, known[name], inner[name], hidden[name])
	}
	c.known++ // the map itself, with its keys
}

func isWhollyKnown(v value.Value) bool {
	switch v.Kind {
	case value.Absent, value.Bool:
		return true
	case value.Number, value.String:
		_, ok := v.Text.Literal()
		return ok
	case value.List:
		return v.More == nil && !slices.ContainsFunc(v.Items, func(item value.Value) bool { return !isWhollyKnown(item) })
	case value.Map:
		return !slices.ContainsFunc(v.Entries, func(e value.Entry) bool { return !isWhollyKnown(e.Value) })
	case value.NotKnown, value.Choice:
	}
	return false
}

func position(v any, i int) any {
	if list, ok := v.([]any); ok && i < len(list) {
		return list[i]
	}
	return nil
}

func scalar(v any) string {
	switch s := v.(type) {
	case nil:
		return "null"
	case string:
		return strconv.Quote(s)
	case bool:
		return strconv.FormatBool(s)
	case json.Number:
		return s.String()
	}
	return fmt.Sprintf("%T", v)
}
