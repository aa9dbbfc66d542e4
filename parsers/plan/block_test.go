package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A set is planned in an order of its own; what its blocks refer to stays theirs.
func TestElementsOfASetKeepTheirBlocks(t *testing.T) {
	t.Parallel()
	const a, b = `{"references": ["aws_vpc.a.id", "aws_vpc.a"]}`, `{"references": ["aws_vpc.b.id", "aws_vpc.b"]}`
	unknown := "unknown: aws_route53_zone.z.vpc_id is known only after apply"
	for name, test := range map[string]struct{ blocks, elements, unknown, want string }{
		"told apart by a constant": {
			`{"vpc_id": ` + a + `, "vpc_region": {"constant_value": "x"}}, {"vpc_id": ` + b + `, "vpc_region": {"constant_value": "y"}}`,
			`{"vpc_region": "y"}, {"vpc_region": "x"}`, `{"vpc_id": true}, {"vpc_id": true}`,
			"[{vpc_region: y, vpc_id: -> aws_vpc.b.id}, {vpc_region: x, vpc_id: -> aws_vpc.a.id}]",
		},
		"alike in all that is known": {
			`{"vpc_id": ` + a + `}, {"vpc_id": ` + b + `}`, `{}, {}`, `{"vpc_id": true}, {"vpc_id": true}`,
			"[{vpc_id: -> aws_vpc.a.id}, {vpc_id: -> aws_vpc.b.id}]",
		},
		"not alike, and not told apart": {
			`{"vpc_id": ` + a + `, "vpc_region": {"references": ["var.open"]}}, {"vpc_id": ` + b + `, "vpc_region": {"references": ["var.open"]}}`,
			`{"vpc_region": "y"}, {"vpc_region": "x"}`, `{"vpc_id": true}, {"vpc_id": true}`,
			"[{vpc_region: y, vpc_id: " + unknown + "}, {vpc_region: x, vpc_id: " + unknown + "}]",
		},
		"one more than is written": {
			`{"vpc_id": ` + a + `}, {"vpc_id": ` + b + `}`, `{}, {}, {}`, `{"vpc_id": true}, {"vpc_id": true}, {"vpc_id": true}`,
			"[{vpc_id: " + unknown + "}, {vpc_id: " + unknown + "}, {vpc_id: " + unknown + "}]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configuration := `{"resources": [{"address": "aws_route53_zone.z", "expressions": {"vpc": [` + test.blocks + `]}}]}`
			zone := [4]string{"aws_route53_zone.z", `{"vpc": [` + test.elements + `]}`, `{"vpc": [` + test.unknown + `]}`, `{}`}
			got := one(t, map[string]string{"plan.json": document(configuration, zone,
				[4]string{"aws_vpc.a", `{}`, `{"id": true}`, `{}`}, [4]string{"aws_vpc.b", `{}`, `{"id": true}`, `{}`})}, "vpc")
			if diff := cmp.Diff([]string{"aws_route53_zone.z.vpc = " + test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What a record answers is no node; whose attribute it is says enough.
func TestARecordAnswersWithAnAttribute(t *testing.T) {
	t.Parallel()
	configuration := `{"resources": [{"address": "aws_route53_record.r", "expressions": {"alias": [{"name": {"references": [
		"aws_vpc_endpoint.s.dns_entry[0].dns_name", "aws_vpc_endpoint.s.dns_entry[0]", "aws_vpc_endpoint.s.dns_entry", "aws_vpc_endpoint.s"]}}]}}]}`
	record := [4]string{"aws_route53_record.r", `{"alias": [{}]}`, `{"alias": [{"name": true}]}`, `{}`}
	got := one(t, map[string]string{"plan.json": document(configuration, record, [4]string{"aws_vpc_endpoint.s", `{}`, `{"id": true, "dns_entry": true}`, `{}`})}, "alias")
	want := []string{"aws_route53_record.r.alias = [{name: unknown: aws_vpc_endpoint.s.dns_entry is known only after apply}]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
