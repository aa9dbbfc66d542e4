package lint_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

// TestAPlanAndItsConfigurationNeverSayOpposites compares the facts of every plan with
// those of its configuration, all tables and fields: what both decide is equal, and
// a row that only one has is one that the other says it cannot tell.
func TestAPlanAndItsConfigurationNeverSayOpposites(t *testing.T) {
	t.Parallel()
	var plans []string
	for _, pattern := range []string{"/*/*/plan/plan.json", "/*/*/plan/*/plan.json"} {
		found, err := filepath.Glob(filepath.Dir(networks) + pattern)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, found...)
	}
	if len(plans) < 35 {
		t.Fatalf("found %d plans", len(plans))
	}
	var compared atomic.Int64
	t.Cleanup(func() {
		if compared.Load() < 13900 {
			t.Errorf("compared %d fields", compared.Load())
		}
	})
	for _, plan := range plans {
		folder := filepath.Dir(plan)
		configuration := strings.Replace(folder, "/plan", "/terraform", 1)
		t.Run(strings.TrimPrefix(configuration, filepath.Dir(networks)+"/"), func(t *testing.T) {
			t.Parallel()
			given := parsers.Options{Terraform: terraform.Options{Planned: variablesOf(t, plan)}}
			configured := tablesOf(t, configuration, given)
			planned := tablesOf(t, folder, parsers.Options{})
			for _, table := range slices.Sorted(maps.Keys(configured)) {
				for id, row := range configured[table] {
					if other, ok := planned[table][id]; ok {
						compared.Add(compareRows(t, table+" "+id, row, other))
					} else if !configured.explains(planned, table, row) {
						t.Errorf("%s: the plan has no row %s", table, id)
					}
				}
				for id, row := range planned[table] {
					if _, ok := configured[table][id]; !ok && !planned.explains(configured, table, row) {
						t.Errorf("%s: the configuration has no row %s", table, id)
					}
				}
			}
		})
	}
}

// explains reports whether a row that the others lack is one that they, or the row
// itself, leave open.
func (t tables) explains(others tables, table string, one fields) bool {
	switch {
	case one.text("declared") == "false" && one.text("complete") == "false":
		return true // it stands for something out of view
	case table == "endpoint_policies":
		endpoint := one.text("endpoint")
		return others["gateway_endpoints"][endpoint].isOpen("policy") || others["interface_endpoints"][endpoint].isOpen("policy")
	case table == "paths" && one.isOpen("verdict"):
		return true
	case table == "paths" && one.text("host") == "":
		return false
	case table == "paths":
		host := others["hosts"][one.text("host")]
		return slices.ContainsFunc([]string{"subnets", "kind", "role", "os"}, host.isOpen)
	}
	// Its id hangs on what it holds: it may be any row there that does not contradict it.
	return slices.ContainsFunc(slices.Collect(maps.Values(others[table])), func(other fields) bool {
		_, shared := t[table][other.text("id")]
		return !shared && len(contradictions(one, other)) == 0
	})
}

// variablesOf are the values that a plan was made with, as JSON.
func variablesOf(t *testing.T, plan string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(plan)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Variables map[string]struct{ Value json.RawMessage }
	}
	if err := json.Unmarshal(content, &document); err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for name, variable := range document.Variables {
		given[name] = string(variable.Value)
	}
	return given
}

// tables are rows by the name of their table and their id.
type tables map[string]map[string]fields

// fields are those of a row of the facts.
type fields map[string]json.RawMessage

func tablesOf(t *testing.T, folder string, options parsers.Options) tables {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope, Parsers: options, Engine: builtIn(t), Version: "test", Today: time.Unix(0, 0)})
	if err != nil || len(inspection.Components) != 1 {
		t.Fatalf("%s: %d components (%v)", folder, len(inspection.Components), err)
	}
	document := inspection.Components[0].Document
	encoded, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		document.Component+"#", "",
		// What a data source found has the id that it found.
		"subnet-0fa15ea8ce55b0f7f", "data.aws_subnet.orders", "vpc-0fa15e26ed7580e27", "data.aws_subnet.orders.vpc_id",
	).Replace(string(encoded))
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatal(err)
	}
	found := tables{}
	for table, rows := range members {
		var decoded map[string]fields
		if table == "destinations" || table == "causes" || json.Unmarshal(rows, &decoded) != nil {
			continue // the same in all documents, those of the paths, and no table
		}
		found[table] = decoded
	}
	if len(found) < 25 {
		t.Fatalf("%d tables", len(found))
	}
	return found
}

// elsewhere are fields that say where something stands, or why it is not known.
var elsewhere = []string{
	"root", "dialect", "file", "line", "end_line", "column", "source_file", "source_line", "unknown", "why", "reason", "settle", "hops",
}

// inPlace are fields that an inline rule, which its content identifies, has by its
// place in a list or set.
var inPlace = []string{"id", "address", "name"}

// compareRows counts the fields of two rows, and reports those that differ.
func compareRows(t *testing.T, what string, configured, planned fields) (compared int64) {
	t.Helper()
	for _, name := range contradictions(configured, planned) {
		t.Errorf("%s: %s of the configuration is %s, that of the plan %s", what, name, configured[name], planned[name])
	}
	for name := range configured {
		if !isElsewhere(configured, name) && !configured.isOpen(name) && !planned.isOpen(name) {
			compared++
		}
	}
	return compared
}

func isElsewhere(one fields, name string) bool {
	return slices.Contains(elsewhere, name) || strings.HasSuffix(name, "complete") || one.text("inline") == "true" && slices.Contains(inPlace, name)
}

// contradictions are the fields of two rows that both decide, and not alike.
func contradictions(a, b fields) []string {
	var found []string
	for name := range a {
		if !isElsewhere(a, name) && !agree(a, b, name) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// agree compares one field. What an open list holds is certain; an open object is
// open member by member.
func agree(a, b fields, name string) bool {
	left, right := fieldOf(name, a[name]), fieldOf(name, b[name])
	within := func(some, all []string) bool {
		return !slices.ContainsFunc(some, func(one string) bool { return !slices.Contains(all, one) })
	}
	var list []json.RawMessage
	var object map[string]string
	switch {
	case slices.Equal(left, right):
		return true
	case name == "text":
		return withHoles(a.text(name)).MatchString(b.text(name)) || withHoles(b.text(name)).MatchString(a.text(name))
	case json.Unmarshal(a[name], &list) == nil:
		return a.isOpen(name) && (b.isOpen(name) || within(left, right)) || b.isOpen(name) && within(right, left)
	case json.Unmarshal(a[name], &object) == nil:
		for key, value := range object {
			var other map[string]string
			if json.Unmarshal(b[name], &other) != nil || value != other[key] && value != "undetermined" && other[key] != "undetermined" {
				return false
			}
		}
		return true
	}
	return a.isOpen(name) || b.isOpen(name)
}

// hole is what is not known in the text of a policy.
var hole = regexp.MustCompile(`\$\{[^}]*\}`)

// withHoles matches what a text may be when it is known.
func withHoles(text string) *regexp.Regexp {
	pieces := hole.Split(text, -1)
	for i := range pieces {
		pieces[i] = regexp.QuoteMeta(pieces[i])
	}
	return regexp.MustCompile("^" + strings.Join(pieces, ".*") + "$")
}

// text is a field that is a text, or what it is written as.
func (r fields) text(name string) string {
	var text string
	if json.Unmarshal(r[name], &text) == nil {
		return text
	}
	return string(r[name])
}

// ofVerdict are fields that hang on the verdict of a path.
var ofVerdict = []string{"cause", "causes", "hop", "evidence", "when", "need", "required", "internet_path"}

// completeness names the field that says whether lists are complete, where it is
// not named after the list.
var completeness = map[string]string{
	"egress_rules": "egress_complete", "ingress_rules": "ingress_complete",
	"cidrs": "peers_complete", "prefix_lists": "peers_complete", "security_groups": "peers_complete",
}

// isOpen reports whether a row leaves a field open.
func (r fields) isOpen(name string) bool {
	var unknown map[string]string
	if r["unknown"] != nil && json.Unmarshal(r["unknown"], &unknown) == nil && unknown[name] != "" {
		return true
	}
	if slices.Contains(ofVerdict, name) && r.text("verdict") == "undetermined" {
		return true
	}
	return r.text(name) == "undetermined" || name == "os" && r.text(name) == "unknown" ||
		r.text(name+"_complete") == "false" || completeness[name] != "" && r.text(completeness[name]) == "false"
}

// fieldOf is a field, a list without its order, and a cause by its kind: the rest
// of it is a place.
func fieldOf(name string, field json.RawMessage) []string {
	var items []json.RawMessage
	if json.Unmarshal(field, &items) != nil {
		items = []json.RawMessage{field}
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text := string(item)
		if name == "cause" || name == "causes" {
			text, _, _ = strings.Cut(text, "|")
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}
