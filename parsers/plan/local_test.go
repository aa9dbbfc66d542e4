package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A local value is not in a plan: it is a node only where no other can be meant.
func TestALocalValueIsTheOnlyNodeThatItCanBe(t *testing.T) {
	t.Parallel()
	subnet := [4]string{"aws_subnet.a", `{}`, `{"id": true, "vpc_id": true}`, `{}`}
	vpc := [4]string{"aws_vpc.a", `{}`, `{"id": true, "default_network_acl_id": true}`, `{}`}
	unknown := []string{"aws_subnet.a.vpc_id = unknown: aws_subnet.a.vpc_id is known only after apply"}
	found := []string{"aws_subnet.a.vpc_id = -> aws_vpc.a.id"}
	for name, test := range map[string]struct {
		others [][4]string
		want   []string
	}{
		"one VPC is made":                   {[][4]string{vpc}, found},
		"none is made":                      {nil, unknown},
		"two are made":                      {[][4]string{vpc, {"aws_vpc.b", `{}`, `{"id": true}`, `{}`}}, unknown},
		"the other is known":                {[][4]string{vpc, {"aws_vpc.b", `{"id": "vpc-11111111"}`, `{}`, `{}`}}, found},
		"AWS names one of its own":          {[][4]string{vpc, {"aws_lb.b", `{}`, `{"vpc_id": true}`, `{}`}}, unknown},
		"AWS names one in a block":          {[][4]string{vpc, {"aws_eks_cluster.b", `{}`, `{"vpc_config": [{"vpc_id": true}]}`, `{}`}}, unknown},
		"a stack has unknown outputs":       {[][4]string{vpc, {"aws_cloudformation_stack.b", `{}`, `{"outputs": true}`, `{}`}}, unknown},
		"another provider makes anything":   {[][4]string{vpc, {"awscc_thing.b", `{}`, `{"id": true}`, `{}`}}, unknown},
		"a random name says nothing":        {[][4]string{vpc, {"random_id.b", `{}`, `{"id": true}`, `{}`}}, found},
		"what is made in the VPC is not it": {[][4]string{vpc, {"aws_lb.c", `{}`, `{"vpc_id": true}`, `{}`}}, found},
		"a default object is of the VPC":    {[][4]string{vpc, {"aws_default_network_acl.b", `{}`, `{"vpc_id": true}`, `{}`}}, found},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configuration := `{"resources": [{"address": "aws_subnet.a", "expressions": {"vpc_id": {"references": ["local.vpc_id"]}}},
				{"address": "aws_vpc.a", "expressions": {}}, {"address": "aws_eks_cluster.b", "expressions": {"vpc_config": [{"subnet_ids": {"references": ["var.open"]}}]}},
				{"address": "aws_lb.c", "expressions": {"subnets": {"references": ["aws_subnet.a.id", "aws_subnet.a"]}}}]}`
			got := one(t, map[string]string{"plan.json": document(configuration, append(test.others, subnet)...)}, "vpc_id")
			got = only(got, "aws_subnet")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func only(lines []string, prefix string) []string {
	var kept []string
	for _, line := range lines {
		if strings.HasPrefix(line, prefix) {
			kept = append(kept, line)
		}
	}
	return kept
}

func TestTheValueOfForEachIsTheOnlyNodeThatItHolds(t *testing.T) {
	t.Parallel()
	for references, want := range map[string]string{
		`["aws_vpc.a.id", "aws_vpc.a"]`:                              `-> aws_vpc.a.id`,
		`["aws_vpc.a.id", "aws_vpc.a", "aws_vpc.b.id", "aws_vpc.b"]`: `unknown: aws_subnet.a["x"].vpc_id is known only after apply`,
		`["local.vpcs"]`: `unknown: aws_subnet.a["x"].vpc_id is known only after apply`,
	} {
		configuration := fmt.Sprintf(`{"resources": [{"address": "aws_subnet.a", "for_each_expression": {"references": %s},
			"expressions": {"vpc_id": {"references": ["each.value"]}}}]}`, references)
		got := one(t, map[string]string{"plan.json": document(configuration,
			[4]string{`aws_subnet.a["x"]`, `{}`, `{"vpc_id": true}`, `{}`},
			[4]string{"aws_vpc.a", `{}`, `{"id": true}`, `{}`}, [4]string{"aws_vpc.b", `{}`, `{"id": true}`, `{}`})}, "vpc_id")
		if diff := cmp.Diff([]string{`aws_subnet.a["x"].vpc_id = ` + want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", references, diff)
		}
	}
}

// The VPC that a module makes is the one its local values name, though another
// module makes one too; what its call passes in may be either.
func TestALocalValueStaysInItsModule(t *testing.T) {
	t.Parallel()
	module := func(name string) (planned, changes string) {
		planned = fmt.Sprintf(`{"address": "module.%[1]s", "resources": [
			{"address": "module.%[1]s.aws_vpc.this", "mode": "managed", "type": "aws_vpc", "name": "this", "values": {}},
			{"address": "module.%[1]s.aws_subnet.this", "mode": "managed", "type": "aws_subnet", "name": "this", "values": {}}]}`, name)
		changes = fmt.Sprintf(`{"address": "module.%[1]s.aws_vpc.this", "change": {"actions": ["create"], "after_unknown": {"id": true}}},
			{"address": "module.%[1]s.aws_subnet.this", "change": {"actions": ["create"], "after_unknown": {"vpc_id": true}}}`, name)
		return planned, changes
	}
	a, ofA := module("a")
	b, ofB := module("b")
	inner := `{"resources": [{"address": "aws_vpc.this", "expressions": {}},
		{"address": "aws_subnet.this", "expressions": {"vpc_id": {"references": ["local.vpc_id"]}}}]}`
	content := fmt.Sprintf(`{"format_version": "1.2", "terraform_version": "1.11.4",
		"planned_values": {"root_module": {"child_modules": [%s, %s]}}, "resource_changes": [%s, %s],
		"configuration": {"root_module": {"module_calls": {
			"a": {"expressions": {"name": {"references": ["var.open"]}}, "module": %s},
			"b": {"expressions": {"name": {"references": ["local.anything"]}}, "module": %s}}}}}`, a, b, ofA, ofB, inner, inner)
	want := []string{
		"module.a.aws_subnet.this.vpc_id = -> module.a.aws_vpc.this.id",
		"module.b.aws_subnet.this.vpc_id = unknown: module.b.aws_subnet.this.vpc_id is known only after apply",
	}
	if diff := cmp.Diff(want, one(t, map[string]string{"plan.json": content}, "vpc_id")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A data source that is read when the plan is applied is a node by what it asks for.
func TestADataSourceThatIsReadAtApplyIsANode(t *testing.T) {
	t.Parallel()
	content := `{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {"resources": [
		{"address": "aws_instance.a", "mode": "managed", "type": "aws_instance", "name": "a", "values": {}},
		{"address": "data.aws_ami.a", "mode": "data", "type": "aws_ami", "name": "a", "values": {"owners": ["amazon"]}}]}},
	"resource_changes": [{"address": "aws_instance.a", "change": {"actions": ["create"], "after_unknown": {"ami": true}}},
		{"address": "data.aws_ami.a", "change": {"actions": ["read"], "after_unknown": {"id": true}}}],
	"configuration": {"root_module": {"resources": [
		{"address": "aws_instance.a", "expressions": {"ami": {"references": ["data.aws_ami.a.id", "data.aws_ami.a"]}}},
		{"address": "data.aws_ami.a", "expressions": {"owners": {"constant_value": ["amazon"]}}}]}}}`
	want := []string{"aws_instance.a.ami = -> data.aws_ami.a.id", "data.aws_ami.a.owners = [amazon]"}
	if diff := cmp.Diff(want, one(t, map[string]string{"plan.json": content}, "ami", "owners")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two modules that look the same image up find the same id.
func TestWhatSeveralDataSourcesFoundIsTheOneThatIsMeant(t *testing.T) {
	t.Parallel()
	instance := `{"address": "%s", "mode": "%s", "type": "%s", "name": "a", "values": {"%s": "ami-0123456789abcdef0"}}`
	module := func(name, mode, typ, attribute string) string {
		address := name + "." + typ + ".a"
		if mode == "data" {
			address = name + ".data." + typ + ".a"
		}
		return `{"address": "` + name + `", "resources": [` + fmt.Sprintf(instance, address, mode, typ, attribute) + `]}`
	}
	called := `{"source": "./m", "module": {"resources": [{"address": "data.aws_ami.a", "expressions": {}},
		{"address": "aws_instance.a", "expressions": {"ami": {"references": ["data.aws_ami.a.id", "data.aws_ami.a"]}}}]}}`
	content := `{"format_version": "1.2", "terraform_version": "1.5.7",
	"planned_values": {"root_module": {"child_modules": [` +
		module("module.a", "managed", "aws_instance", "ami") + "," + module("module.b", "managed", "aws_instance", "ami") + `]}},
	"prior_state": {"values": {"root_module": {"child_modules": [` +
		module("module.a", "data", "aws_ami", "id") + "," + module("module.b", "data", "aws_ami", "id") + `]}}},
	"configuration": {"root_module": {"module_calls": {"a": ` + called + `, "b": ` + called + `}}}}`
	want := []string{"module.a.aws_instance.a.ami = -> module.a.data.aws_ami.a.id", "module.b.aws_instance.a.ami = -> module.b.data.aws_ami.a.id"}
	if diff := cmp.Diff(want, one(t, map[string]string{"plan.json": content}, "ami")); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
	files := map[string]string{
		"plan.json": content,
		"main.tf":   "module \"a\" {\n  source = \"./m\"\n}\nmodule \"b\" {\n  source = \"./m\"\n}\n",
		"m/main.tf": "data \"aws_ami\" \"a\" {}\nresource \"aws_instance\" \"a\" {\n  ami = data.aws_ami.a.id\n}\n",
	}
	if diff := cmp.Diff(want, one(t, files, "ami")); diff != "" {
		t.Errorf("beside the configuration (-want +got):\n%s", diff)
	}
}
