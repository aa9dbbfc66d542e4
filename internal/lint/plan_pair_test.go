package lint_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/source"
)

// TestAPlanAndItsConfigurationNeverSayOpposites compares every field of the facts
// that both decide.
func TestAPlanAndItsConfigurationNeverSayOpposites(t *testing.T) {
	t.Parallel()
	plans, err := filepath.Glob(networks + "/*/plan")
	if err != nil || len(plans) < 4 {
		t.Fatalf("found %d plans (%v)", len(plans), err)
	}
	for _, plan := range plans {
		folder := filepath.Dir(plan)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			configured, planned := tablesOf(t, filepath.Join(folder, "terraform")), tablesOf(t, plan)
			compared := 0
			for table, rows := range configured {
				for id, row := range rows {
					other := planned[table][id]
					if other == nil {
						t.Errorf("%s: the plan has no row %s", table, id)
						continue
					}
					compared += compareRows(t, table+" "+id, row, other)
				}
				if len(planned[table]) != len(rows) {
					t.Errorf("%s: %d rows of the configuration, %d of the plan", table, len(rows), len(planned[table]))
				}
			}
			if compared < 100 {
				t.Errorf("compared %d fields", compared)
			}
		})
	}
}

// tables are rows by the name of their table and their id.
type tables map[string]map[string]map[string]json.RawMessage

func tablesOf(t *testing.T, folder string) tables {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope, Engine: builtIn(t), Version: "test", Today: time.Unix(0, 0)})
	if err != nil || len(inspection.Components) != 1 {
		t.Fatalf("%s: %d components (%v)", folder, len(inspection.Components), err)
	}
	document := inspection.Components[0].Document
	encoded, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(document.Component+"#", "").Replace(string(encoded))
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatal(err)
	}
	found := tables{}
	for _, table := range planTables {
		rows := map[string]map[string]json.RawMessage{}
		if err := json.Unmarshal(members[table], &rows); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		found[table] = map[string]map[string]json.RawMessage{}
		for id, row := range rows {
			found[table][id] = row
		}
	}
	return found
}

// planTables are the tables that are compared.
var planTables = []string{
	"vpcs", "subnets", "route_tables", "routes", "gateways", "gateway_endpoints", "interface_endpoints",
	"security_groups", "egress_rules", "ingress_rules", "network_acls", "network_acl_entries", "prefix_lists", "hosts",
	"roles", "hosted_zones", "dns_records", "dns_associations", "paths",
}

// elsewhere are fields that say where something stands, or why it is not known.
var elsewhere = []string{
	"id", "address", "root", "dialect", "file", "line", "end_line", "column", "source_file", "source_line", "unknown", "why", "complete",
	"reason", "settle", "hops", "story", "evidence", "when", "causes", "exported",
}

// compareRows counts the fields that both rows decide, and reports those that differ.
func compareRows(t *testing.T, what string, configured, planned map[string]json.RawMessage) (compared int) {
	t.Helper()
	for name, field := range configured {
		if slices.Contains(elsewhere, name) || strings.HasSuffix(name, "_complete") || isOpenField(configured, name) || isOpenField(planned, name) {
			continue
		}
		if (name == "cause" || name == "hop") && (isOpenField(configured, "verdict") || isOpenField(planned, "verdict")) {
			continue
		}
		compared++
		if diff := cmp.Diff(fieldOf(name, field), fieldOf(name, planned[name])); diff != "" {
			t.Errorf("%s: %s (-configuration +plan):\n%s", what, name, diff)
		}
	}
	return compared
}

// isOpenField reports whether a row leaves a field open.
func isOpenField(row map[string]json.RawMessage, name string) bool {
	var unknown map[string]string
	if row["unknown"] != nil && json.Unmarshal(row["unknown"], &unknown) == nil && unknown[name] != "" {
		return true
	}
	return string(row[name]) == `"undetermined"` || string(row[name+"_complete"]) == "false"
}

// fieldOf is a field, a list without its order, and a cause by its kind: the rest
// of it is a place.
func fieldOf(name string, field json.RawMessage) []string {
	if name == "cause" {
		kind, _, _ := strings.Cut(string(field), "|")
		return []string{kind}
	}
	var items []json.RawMessage
	if json.Unmarshal(field, &items) != nil {
		return []string{string(field)}
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		texts = append(texts, string(item))
	}
	slices.Sort(texts)
	return texts
}
