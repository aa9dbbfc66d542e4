package lint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/source"
)

// origins are the fields that say where a fact comes from, in whose words, or
// with which tool's default: they differ between dialects by nature. Hops carry
// sentences, so of a path its verdict and what led to it are compared.
var origins = []string{
	"id", "address", "root", "dialect", "type", "construct", "file", "line", "source_file", "source_line", "element", "story",
	"settle", "reason", "unknown", "implicit_egress", "why", "tags", "host", "subnet", "subnet_id", "node", "subject", "paths", "hosts",
	"image", "instance_profile", "egress_rules", "ingress_rules", "statement", "name", "routes", "policy", "part", "detail", "causes", "cause",
	"entries", "hops",
}

// unnamed are tables whose rows have no Name tag, and no more to tell than others
// say about them; rules are compared peer by peer.
var unnamed = []string{"destinations", "prefix_lists", "endpoint_policies", "egress_rules", "ingress_rules", "routes"}

type row = map[string]any

// dialectFacts are the facts of one network in one dialect, up to ids and origins.
func dialectFacts(t *testing.T, folder string) []string {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope})
	if err != nil || len(inspection.Components) != 1 {
		t.Fatalf("%s: %d components: %v", folder, len(inspection.Components), err)
	}
	encoded, err := json.Marshal(inspection.Components[0].Document)
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string]json.RawMessage
	if err := json.Unmarshal(encoded, &tables); err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]row{}
	names := map[string]string{}
	for table, content := range tables {
		var entries map[string]row
		if json.Unmarshal(content, &entries) != nil {
			continue
		}
		rows[table] = entries
		for id, entry := range entries {
			names[id] = nameOf(table, entry)
		}
	}
	var lines []string
	for table, entries := range rows {
		for id, entry := range entries {
			if !slices.Contains(unnamed, table) {
				lines = append(lines, table+" "+names[id]+" "+plain(t, entry, names))
			}
		}
	}
	lines = append(lines, peers("egress", rows["egress_rules"], names)...)
	lines = append(lines, peers("ingress", rows["ingress_rules"], names)...)
	slices.Sort(lines)
	return lines
}

// nameOf is what every dialect calls a row: its Name tag, the kind of thing AWS
// makes by itself, or the table where nobody named it.
func nameOf(table string, entry row) string {
	name, _ := entry["name"].(string)
	switch {
	case table == "prefix_lists":
		return "Amazon S3's prefix list"
	case table == "destinations":
		return ""
	case name == "" || name == entry["address"] || entry["dialect"] == "cdk" && strings.Contains(name, "/"): // a construct's path
		return table
	}
	return name
}

// plain writes a row without its origins, references as names and lists in order.
func plain(t *testing.T, entry row, names map[string]string) string {
	t.Helper()
	kept := row{}
	for field, content := range entry {
		if slices.Contains(origins, field) {
			continue
		}
		if list, ok := content.([]any); ok {
			content = named(list, names)
		} else if text, ok := content.(string); ok && names[text] != "" {
			content = names[text]
		}
		kept[field] = content
	}
	encoded, err := json.Marshal(kept)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func named(list []any, names map[string]string) []string {
	texts := []string{}
	for _, item := range list {
		text := fmt.Sprint(item)
		if name := names[text]; name != "" {
			text = name
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

// peers writes rules one line a peer: Terraform gathers in one block what
// CloudFormation writes as several rules. CDK's way to allow nothing is dropped,
// as is CloudFormation's: Terraform writes no rule at all.
func peers(direction string, rules map[string]row, names map[string]string) []string {
	var lines []string
	for _, rule := range rules {
		for _, field := range []string{"cidrs", "prefix_lists", "security_groups"} {
			for _, peer := range named(rule[field].([]any), names) {
				if peer == "255.255.255.255/32" || peer == "127.0.0.1/32" {
					continue
				}
				ports := fmt.Sprintf("%v-%v", rule["from_port"], rule["to_port"])
				if rule["protocol"] == "-1" {
					ports = "all"
				}
				lines = append(lines, strings.Join([]string{direction, names[rule["security_group"].(string)], fmt.Sprint(rule["protocol"]), ports, peer}, " "))
			}
		}
	}
	return lines
}

func TestReferenceNetworksDeriveTheSameFactsInEveryDialect(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, folder string) {
		want := dialectFacts(t, filepath.Join(folder, "terraform"))
		if len(want) < 10 {
			t.Fatalf("only %d facts to compare", len(want))
		}
		for _, dialect := range []string{"cloudformation", "cdk"} {
			if diff := cmp.Diff(want, dialectFacts(t, filepath.Join(folder, dialect))); diff != "" {
				t.Errorf("%s (-terraform +%s):\n%s", dialect, dialect, diff)
			}
		}
	})
}
