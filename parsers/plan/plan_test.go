package plan_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/plan"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// write makes a folder of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// parse reads every plan below dir and what belongs to it.
func parse(t *testing.T, dir string) (results []resource.Result, roots []string, diagnostics source.Diagnostics) {
	t.Helper()
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { scope.Tree.Close() })
	set, _ := source.Discover(scope, source.DiscoverOptions{})
	components, diagnostics := plan.Components(set, terraform.Options{})
	for _, component := range components {
		result := component.Parse(t.Context())
		results = append(results, result)
		roots = append(roots, component.Roots...)
		diagnostics = append(diagnostics, result.Diagnostics...)
	}
	return results, roots, diagnostics
}

// one reads the only plan below dir and writes its attributes, a line each.
func one(t *testing.T, files map[string]string, attributes ...string) []string {
	t.Helper()
	results, _, diagnostics := parse(t, write(t, files))
	if len(results) != 1 || len(diagnostics) > 0 {
		t.Fatalf("%d plans, diagnostics %v", len(results), diagnostics)
	}
	var lines []string
	for _, r := range results[0].Resources {
		exists := ""
		if r.Symbolic != nil {
			exists = " may exist: " + r.Symbolic.Text
		}
		if len(attributes) == 0 || exists != "" {
			lines = append(lines, r.Address+exists)
		}
		for _, entry := range r.Attributes.Entries {
			if slices.Contains(attributes, entry.Key) {
				lines = append(lines, r.Address+"."+entry.Key+" = "+show(entry.Value))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func show(v value.Value) string {
	suffix := ""
	if v.More != nil {
		suffix = " and more"
	}
	switch {
	case v.Secret != "":
		return "secret"
	case v.Kind == value.NotKnown:
		return "unknown: " + v.Reason.Text
	case v.Kind == value.List:
		var items []string
		for _, item := range v.Items {
			items = append(items, show(item))
		}
		return "[" + strings.Join(items, ", ") + "]" + suffix
	case v.Kind == value.Map:
		var items []string
		for _, entry := range v.Entries {
			items = append(items, entry.Key+": "+show(entry.Value))
		}
		return "{" + strings.Join(items, ", ") + "}" + suffix
	case v.Kind == value.Bool:
		return fmt.Sprint(v.Bool)
	case v.Kind == value.Absent:
		return "null"
	case v.Kind == value.Choice:
		return "choice"
	}
	if hole, ok := v.Text.Hole(); ok && hole.Ref != nil {
		_, address, _ := strings.Cut(hole.Ref.Node, "#")
		return "-> " + address + "." + hole.Ref.Attribute
	}
	return v.Text.String()
}

// document is a plan of resources in the root module: values, after_unknown and
// expressions of each, as JSON. It is made by hand after the documented format.
func document(configuration string, resources ...[4]string) string {
	var planned, changes []string
	for _, r := range resources {
		steps := strings.SplitN(r[0], ".", 2)
		head := fmt.Sprintf(`"address": %q, "mode": "managed", "type": %q, "name": %q`, r[0], steps[0], strings.TrimSuffix(steps[1], "[0]"))
		planned = append(planned, fmt.Sprintf(`{%s, "values": %s, "sensitive_values": %s}`, head, r[1], r[3]))
		changes = append(changes, fmt.Sprintf(`{%s, "change": {"actions": ["create"], "after": %s, "after_unknown": %s}}`, head, r[1], r[2]))
	}
	return fmt.Sprintf(`{"format_version": "1.2", "terraform_version": "1.11.4", "variables": {"open": {"value": true}},
"planned_values": {"root_module": {"resources": [%s]}},
"resource_changes": [%s], "configuration": {"root_module": %s}}`,
		strings.Join(planned, ",\n"), strings.Join(changes, ",\n"), configuration)
}

func TestReferencesComeFromTheConfiguration(t *testing.T) {
	t.Parallel()
	subnet := [4]string{"aws_subnet.a", `{}`, `{"id": true}`, `{}`}
	others := [][4]string{
		subnet, {"aws_subnet.b", `{}`, `{"id": true}`, `{}`},
		{`aws_subnet.each["x"]`, `{}`, `{"id": true}`, `{}`}, {`aws_subnet.each["y"]`, `{}`, `{"id": true}`, `{}`},
		{`aws_subnet.count[0]`, `{}`, `{"id": true}`, `{}`}, {`aws_subnet.count[1]`, `{}`, `{"id": true}`, `{}`},
		{`aws_subnet.single[0]`, `{}`, `{"id": true}`, `{}`},
	}
	unknown := "unknown: aws_instance.host.subnet_id is known only after apply"
	for name, test := range map[string]struct{ address, references, want string }{
		"one node":                    {"aws_instance.host", `["aws_subnet.a.id", "aws_subnet.a"]`, "-> aws_subnet.a.id"},
		"one of two":                  {"aws_instance.host", `["aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"]`, unknown},
		"one node or a known value":   {"aws_instance.host", `["var.open", "aws_subnet.a.id", "aws_subnet.a"]`, "-> aws_subnet.a.id"},
		"a local value":               {"aws_instance.host", `["local.subnet"]`, unknown},
		"a local value beside a node": {"aws_instance.host", `["local.subnet", "aws_subnet.a.id", "aws_subnet.a"]`, unknown},
		"the value of for_each":       {"aws_instance.host", `["each.value"]`, unknown},
		"an instance by its key":      {"aws_instance.host", `["aws_subnet.each[\"x\"].id", "aws_subnet.each[\"x\"]", "aws_subnet.each"]`, `-> aws_subnet.each["x"].id`},
		"an index made of the own key": {
			`aws_instance.host["y"]`, `["aws_subnet.each", "each.key"]`, `unknown: aws_instance.host["y"].subnet_id is known only after apply`,
		},
		"an index into a single one": {`aws_instance.host["y"]`, `["aws_subnet.single", "each.key"]`, `-> aws_subnet.single[0].id`},
		"one of a counted resource":  {`aws_instance.host[1]`, `["aws_subnet.count", "count.index"]`, `unknown: aws_instance.host[1].subnet_id is known only after apply`},
		"the only instance":          {`aws_instance.host`, `["aws_subnet.single"]`, `-> aws_subnet.single[0].id`},
		"another kind of node":       {"aws_instance.host", `["aws_vpc.main.id", "aws_vpc.main"]`, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configuration := `{"resources": [{"address": "aws_instance.host", "expressions": {"subnet_id": {"references": ` + test.references + `}}}]}`
			host := [4]string{test.address, `{}`, `{"id": true, "subnet_id": true}`, `{}`}
			got := one(t, map[string]string{"plan.json": document(configuration, append([][4]string{host}, others...)...)}, "subnet_id")
			if diff := cmp.Diff([]string{test.address + ".subnet_id = " + test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestListsOfReferences(t *testing.T) {
	t.Parallel()
	tables := [][4]string{
		{"aws_route_table.a", `{}`, `{"id": true}`, `{}`}, {"aws_route_table.b", `{}`, `{"id": true}`, `{}`},
		{"aws_vpc.main", `{}`, `{"id": true, "main_route_table_id": true}`, `{}`},
	}
	two := `["aws_route_table.a.id", "aws_route_table.a", "aws_route_table.b.id", "aws_route_table.b"]`
	for name, test := range map[string]struct{ references, unknown, want string }{
		"all of a set":                   {two, `true`, "[-> aws_route_table.a.id, -> aws_route_table.b.id]"},
		"a set that a condition chooses": {`["var.open", ` + two[1:], `true`, "unknown: aws_vpc_endpoint.s3.route_table_ids is known only after apply"},
		"one beside known ones":          {`["var.more", "aws_route_table.a.id", "aws_route_table.a"]`, `true`, "[-> aws_route_table.a.id] and more"},
		"the main table of a VPC":        {`["aws_vpc.main.main_route_table_id", "aws_vpc.main"]`, `true`, "[-> aws_vpc.main.main_route_table_id]"},
		"lists, one of which may count":  {`["aws_route_table.a", "aws_route_table.b"]`, `true`, "unknown: aws_vpc_endpoint.s3.route_table_ids is known only after apply"},
		"as many elements":               {two, `[true, true]`, "[-> aws_route_table.a.id, -> aws_route_table.b.id]"},
		"more than elements":             {two, `[true]`, "[unknown: aws_vpc_endpoint.s3.route_table_ids is known only after apply]"},
		"one element": {
			`["aws_route_table.b.id", "aws_route_table.b"]`, `[true]`, "[-> aws_route_table.b.id]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values := `{}`
			if test.unknown != "true" {
				values = `{"route_table_ids": ` + strings.ReplaceAll(test.unknown, "true", "null") + `}`
			}
			configuration := `{"resources": [{"address": "aws_vpc_endpoint.s3", "expressions": {"route_table_ids": {"references": ` + test.references + `}}}]}`
			endpoint := [4]string{"aws_vpc_endpoint.s3", values, `{"route_table_ids": ` + test.unknown + `}`, `{}`}
			got := one(t, map[string]string{"plan.json": document(configuration, append([][4]string{endpoint}, tables...)...)}, "route_table_ids")
			if diff := cmp.Diff([]string{"aws_vpc_endpoint.s3.route_table_ids = " + test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

const moduleConfiguration = `{
  "resources": [{"address": "aws_vpc.main", "expressions": {}},
    {"address": "aws_instance.host", "expressions": {"subnet_id": {"references": ["module.net[\"a\"].subnet_id", "module.net[\"a\"]", "module.net"]}}}],
  "module_calls": {"net": {"source": "./net", "expressions": {"vpc_id": {"references": ["aws_vpc.main.id", "aws_vpc.main"]}},
    "for_each_expression": {"constant_value": ["a", "b"]},
    "module": {"outputs": {"subnet_id": {"expression": {"references": ["aws_subnet.this.id", "aws_subnet.this"]}}},
      "variables": {"vpc_id": {}},
      "resources": [{"address": "aws_subnet.this", "expressions": {"vpc_id": {"references": ["var.vpc_id"]}}}]}}}}`

const modulePlan = `{"format_version": "1.2", "terraform_version": "1.11.4",
"planned_values": {"root_module": {"resources": [
    {"address": "aws_instance.host", "mode": "managed", "type": "aws_instance", "name": "host", "values": {}},
    {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main", "values": {}}],
  "child_modules": [
    {"address": "module.net[\"a\"]", "resources": [
      {"address": "module.net[\"a\"].aws_subnet.this", "mode": "managed", "type": "aws_subnet", "name": "this", "values": {}}]},
    {"address": "module.net[\"b\"]", "resources": [
      {"address": "module.net[\"b\"].aws_subnet.this", "mode": "managed", "type": "aws_subnet", "name": "this", "values": {}}]}]}},
"resource_changes": [
  {"address": "aws_instance.host", "change": {"actions": ["create"], "after_unknown": {"subnet_id": true}}},
  {"address": "module.net[\"a\"].aws_subnet.this", "change": {"actions": ["create"], "after_unknown": {"vpc_id": true}}},
  {"address": "module.net[\"b\"].aws_subnet.this", "change": {"actions": ["create"], "after_unknown": {"vpc_id": true}}}],
"configuration": {"root_module": ` + moduleConfiguration + `}}`

func TestReferencesGoThroughModules(t *testing.T) {
	t.Parallel()
	want := []string{
		`aws_instance.host.subnet_id = -> module.net["a"].aws_subnet.this.id`,
		`module.net["a"].aws_subnet.this.vpc_id = -> aws_vpc.main.id`,
		`module.net["b"].aws_subnet.this.vpc_id = -> aws_vpc.main.id`,
	}
	if diff := cmp.Diff(want, one(t, map[string]string{"plan.json": modulePlan}, "vpc_id", "subnet_id")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsNotWrittenIsNotStated(t *testing.T) {
	t.Parallel()
	configuration := `{"resources": [{"address": "aws_security_group.a", "expressions": {"name": {"constant_value": "a"}, "ingress": {"constant_value": []}}}]}`
	group := [4]string{"aws_security_group.a", `{"name": "a", "tags": null, "timeouts": {}, "ingress": []}`, `{"id": true, "egress": true}`, `{}`}
	want := []string{"aws_security_group.a.ingress = []", "aws_security_group.a.name = a"}
	got := one(t, map[string]string{"plan.json": document(configuration, group)}, "name", "tags", "timeouts", "ingress", "egress", "id")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSecretsAndDigestsAreNoValues(t *testing.T) {
	t.Parallel()
	host := [4]string{
		"aws_instance.a", `{"key_name": "k", "user_data": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "tags": {"Name": "n", "Token": "t"}}`,
		`{}`, `{"key_name": true, "tags": {"Token": true}}`,
	}
	want := []string{"aws_instance.a.key_name = secret", "aws_instance.a.tags = {Name: n, Token: secret}", "aws_instance.a.user_data = secret"}
	got := one(t, map[string]string{"plan.json": document(`{}`, host)}, "key_name", "tags", "user_data")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKnownIDsAreTheNodesTheyDenote(t *testing.T) {
	t.Parallel()
	vpc := [4]string{"aws_vpc.main", `{"id": "vpc-0123456789abcdef0", "main_route_table_id": "rtb-0123456789abcdef0"}`, `{}`, `{}`}
	subnet := [4]string{"aws_subnet.a", `{"id": "subnet-0123456789abcdef0", "vpc_id": "vpc-0123456789abcdef0"}`, `{}`, `{}`}
	association := [4]string{
		"aws_route_table_association.a", `{"subnet_id": "subnet-0123456789abcdef0", "route_table_id": "rtb-0123456789abcdef0"}`, `{}`, `{}`,
	}
	other := [4]string{"aws_subnet.b", `{"vpc_id": "vpc-0ffffffffffffffff"}`, `{}`, `{}`}
	want := []string{
		"aws_route_table_association.a.route_table_id = -> aws_vpc.main.main_route_table_id",
		"aws_route_table_association.a.subnet_id = -> aws_subnet.a.id",
		"aws_subnet.a.vpc_id = -> aws_vpc.main.id",
		"aws_subnet.b.vpc_id = vpc-0ffffffffffffffff",
	}
	got := one(t, map[string]string{"plan.json": document(`{}`, vpc, subnet, association, other)}, "vpc_id", "subnet_id", "route_table_id")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingIsMissingFromAPlanOfAPart(t *testing.T) {
	t.Parallel()
	vpc := [4]string{"aws_vpc.main", `{}`, `{"id": true}`, `{}`}
	whole := document(`{"resources": [{"address": "aws_vpc.main", "expressions": {}}]}`, vpc)
	for name, test := range map[string]struct {
		content string
		open    bool
	}{
		"whole":   {whole, false},
		"targets": {strings.Replace(whole, "{", `{"complete": false,`, 1), true},
		"errors":  {strings.Replace(whole, "{", `{"errored": true,`, 1), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results, _, diagnostics := parse(t, write(t, map[string]string{"plan.json": test.content}))
			if len(results) != 1 {
				t.Fatalf("%d plans", len(results))
			}
			for _, vpc := range results[0].Graph.VPCs {
				if isOpen := vpc.Incomplete() != nil; isOpen != test.open || isOpen != (len(diagnostics) == 1) {
					t.Errorf("open %t, diagnostics %v", isOpen, diagnostics)
				}
			}
		})
	}
}

func TestABlockStatesWhatIsWrittenInIt(t *testing.T) {
	t.Parallel()
	configuration := `{"resources": [{"address": "aws_autoscaling_group.a", "expressions": {"launch_template": [
		{"id": {"references": ["aws_launch_template.a.id", "aws_launch_template.a"]}, "version": {"constant_value": "1"}}]}}]}`
	group := [4]string{"aws_autoscaling_group.a", `{"launch_template": [{"version": "1"}]}`, `{"launch_template": [{"id": true, "name": true}]}`, `{}`}
	template := [4]string{"aws_launch_template.a", `{}`, `{"id": true}`, `{}`}
	want := []string{"aws_autoscaling_group.a.launch_template = [{version: 1, id: -> aws_launch_template.a.id}]"}
	got := one(t, map[string]string{"plan.json": document(configuration, group, template)}, "launch_template")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARuleNamesItsOwnGroups(t *testing.T) {
	t.Parallel()
	configuration := `{"resources": [{"address": "aws_security_group.a", "expressions": {"egress": {"references":
		["aws_security_group.b.id", "aws_security_group.b", "aws_vpc_endpoint.s3.prefix_list_id", "aws_vpc_endpoint.s3"]}}}]}`
	group := [4]string{
		"aws_security_group.a", `{"egress": [{"from_port": 443, "prefix_list_ids": [null], "security_groups": [null]}]}`,
		`{"egress": [{"prefix_list_ids": [true], "security_groups": [true]}]}`, `{}`,
	}
	others := [][4]string{{"aws_security_group.b", `{}`, `{"id": true}`, `{}`}, {"aws_vpc_endpoint.s3", `{}`, `{"prefix_list_id": true}`, `{}`}}
	want := []string{"aws_security_group.a.egress = [{from_port: 443, prefix_list_ids: [-> aws_vpc_endpoint.s3.prefix_list_id], security_groups: [-> aws_security_group.b.id]}]"}
	got := one(t, map[string]string{"plan.json": document(configuration, append(others, group)...)}, "egress")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
