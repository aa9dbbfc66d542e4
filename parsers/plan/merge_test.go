package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPlanAndItsConfigurationAreOne(t *testing.T) {
	t.Parallel()
	vpc := [4]string{"aws_vpc.main", `{"cidr_block": "10.0.0.0/16", "instance_tenancy": "default"}`, `{"id": true}`, `{}`}
	configured := `{"resources": [{"address": "aws_vpc.main", "expressions": {"cidr_block": {}}}]}`
	for name, test := range map[string]struct {
		configuration string
		plan          string
		attributes    []string
		want          []string
	}{
		"where both know they agree": {
			`resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }`, document(configured, vpc),
			[]string{"cidr_block", "instance_tenancy"}, []string{"aws_vpc.main.cidr_block = 10.0.0.0/16"},
		},
		"what the configuration does not know the plan decides": {
			"data \"external\" \"x\" {}\nresource \"aws_vpc\" \"main\" { cidr_block = data.external.x.result.cidr }", document(configured, vpc),
			[]string{"cidr_block"}, []string{"aws_vpc.main.cidr_block = 10.0.0.0/16"},
		},
		"where they differ nothing is known": {
			`resource "aws_vpc" "main" { cidr_block = "10.1.0.0/16" }`, document(configured, vpc),
			[]string{"cidr_block"}, []string{"aws_vpc.main.cidr_block = unknown: the configuration and its plan say different things here"},
		},
		"the plan's variables are the configuration's": {
			"variable \"open\" {}\nresource \"aws_vpc\" \"main\" {\n  count = var.open ? 1 : 0\n  enable_dns_support = var.open\n}",
			document(`{"resources": [{"address": "aws_vpc.main", "expressions": {"enable_dns_support": {"references": ["var.open"]}}}]}`,
				[4]string{"aws_vpc.main[0]", `{"enable_dns_support": true}`, `{"id": true}`, `{}`}),
			[]string{"enable_dns_support"}, []string{"aws_vpc.main[0].enable_dns_support = true"},
		},
		"the plan counts what the configuration cannot": {
			"data \"external\" \"x\" {}\nresource \"aws_vpc\" \"main\" { count = length(data.external.x.result) }\n" +
				"resource \"aws_subnet\" \"a\" { vpc_id = aws_vpc.main[0].id }",
			document(`{"resources": [{"address": "aws_vpc.main", "expressions": {}},
				{"address": "aws_subnet.a", "expressions": {"vpc_id": {"references": ["aws_vpc.main[0].id", "aws_vpc.main[0]", "aws_vpc.main"]}}}]}`,
				[4]string{"aws_vpc.main[0]", `{}`, `{"id": true}`, `{}`}, [4]string{"aws_subnet.a", `{}`, `{"vpc_id": true}`, `{}`}),
			[]string{"vpc_id"}, []string{"aws_subnet.a.vpc_id = -> aws_vpc.main[0].id"},
		},
		"what only one of them holds may exist": {
			"resource \"aws_vpc\" \"main\" { cidr_block = \"10.0.0.0/16\" }\nresource \"aws_subnet\" \"new\" {}",
			document(`{"resources": [{"address": "aws_vpc.main", "expressions": {}}]}`, vpc, [4]string{"aws_subnet.old", `{}`, `{}`, `{}`}),
			[]string{"cidr_block"},
			[]string{
				"aws_subnet.new may exist: the plan does not hold aws_subnet.new, which its configuration declares",
				"aws_subnet.old may exist: the plan holds aws_subnet.old, and its configuration does not declare it",
				"aws_vpc.main.cidr_block = 10.0.0.0/16",
			},
		},
		"a set is planned in another order": {
			"resource \"aws_vpc\" \"main\" {}\nresource \"aws_security_group\" \"a\" {\n  vpc_id = aws_vpc.main.id\n" +
				"  egress {\n    from_port = 80\n    security_groups = [aws_security_group.b.id]\n  }\n  egress {\n    from_port = 443\n  }\n}\n" +
				"resource \"aws_security_group\" \"b\" {}",
			document(`{"resources": [{"address": "aws_vpc.main", "expressions": {}}, {"address": "aws_security_group.b", "expressions": {}},
				{"address": "aws_security_group.a", "expressions": {"egress": {"references": ["aws_security_group.b.id", "aws_security_group.b"]}}}]}`,
				vpc, [4]string{"aws_security_group.b", `{}`, `{}`, `{}`},
				[4]string{
					"aws_security_group.a", `{"egress": [{"from_port": 443, "security_groups": []}, {"from_port": 80}]}`,
					`{"vpc_id": true, "egress": [{"security_groups": []}, {"security_groups": true}]}`, `{}`,
				}),
			[]string{"egress"},
			[]string{"aws_security_group.a.egress = [{from_port: 80, security_groups: [-> aws_security_group.b.id]}, {from_port: 443}]"},
		},
		"a policy keeps its places and loses its holes": {
			"data \"external\" \"x\" {}\nresource \"aws_vpc_endpoint\" \"s3\" { policy = jsonencode({ Account = data.external.x.result.a }) }",
			document(`{"resources": [{"address": "aws_vpc_endpoint.s3", "expressions": {"policy": {}}}]}`,
				[4]string{"aws_vpc_endpoint.s3", `{"policy": "{\"Account\":\"111122223333\"}"}`, `{}`, `{}`}),
			[]string{"policy"}, []string{`aws_vpc_endpoint.s3.policy = {"Account":"111122223333"}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := one(t, map[string]string{"main.tf": test.configuration, "plan.json": test.plan}, test.attributes...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPlanFindsItsConfiguration(t *testing.T) {
	t.Parallel()
	vpc := [4]string{"aws_vpc.main", `{}`, `{"id": true}`, `{}`}
	made := document(`{"resources": [{"address": "aws_vpc.main", "expressions": {}}]}`, vpc)
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"its own folder before another": {
			map[string]string{"a/main.tf": `resource "aws_vpc" "main" {}`, "b/main.tf": `resource "aws_vpc" "main" {}`, "b/plan.json": made},
			[]string{"b"},
		},
		"a folder that declares something else": {
			map[string]string{"main.tf": `resource "aws_vpc" "other" {}`, "plan.json": made}, []string{"plan.json"},
		},
		"a second plan of the same folder stands alone": {
			map[string]string{"main.tf": `resource "aws_vpc" "main" {}`, "dev.json": made, "prod.json": made}, []string{".", "prod.json"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, roots, _ := parse(t, write(t, test.files))
			if diff := cmp.Diff(test.want, roots); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlansThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"a state": {
			`{"format_version": "1.0", "terraform_version": "1.11.4", "values": {}}`,
			"warning plan.json holds no planned values: print a saved plan with `terraform show -json FILE`",
		},
		"a format to come": {
			`{"format_version": "2.0", "terraform_version": "3.0.0", "planned_values": {}}`,
			"warning plan.json has a format version that is not read: print the plan with Terraform 1 or OpenTofu 1",
		},
		"a file that was cut off": {
			`{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {`,
			"error reading JSON: expected a key in double quotes, found the end of the file",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, diagnostics := parse(t, write(t, map[string]string{"plan.json": test.content}))
			var got []string
			for _, d := range diagnostics {
				got = append(got, d.Severity.String()+" "+d.Message)
			}
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
