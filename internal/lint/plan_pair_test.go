package lint_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

// TestAPlanAndItsConfigurationNeverSayOpposites compares every field of the facts
// that both decide.
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
		if compared.Load() < 8800 {
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
			for table, rows := range configured {
				for id, row := range rows {
					other := planned[table][id]
					switch {
					case other == nil && isOpenField(planned["hosts"][hostOf(t, row)], "subnets"):
						continue // its path is that of a host in no subnet
					case other == nil:
						t.Errorf("%s: the plan has no row %s", table, id)
						continue
					}
					compared.Add(compareRows(t, table+" "+id, row, other))
				}
				if len(planned[table]) != len(rows) {
					t.Errorf("%s: %d rows of the configuration, %d of the plan", table, len(rows), len(planned[table]))
				}
			}
		})
	}
}

func hostOf(t *testing.T, row map[string]json.RawMessage) string {
	t.Helper()
	var host string
	if row["host"] != nil && json.Unmarshal(row["host"], &host) != nil {
		t.Fatalf("the host %s is no id", row["host"])
	}
	return host
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
type tables map[string]map[string]map[string]json.RawMessage

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
func compareRows(t *testing.T, what string, configured, planned map[string]json.RawMessage) (compared int64) {
	t.Helper()
	for name, field := range configured {
		if slices.Contains(elsewhere, name) || name == "name" && strings.Contains(what, "gress[") || strings.HasSuffix(name, "_complete") || isOpenField(configured, name) || isOpenField(planned, name) {
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
