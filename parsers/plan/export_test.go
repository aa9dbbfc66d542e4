package plan_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the outputs of a plan name is exported; where the plan does not show it,
// the doubt is said.
func TestOutputsOfAPlanExportWhatTheyName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		references, unknown string
		want                string
	}{
		"an id":                          {`["aws_vpc.a.id", "aws_vpc.a"]`, `true`, "a exported, b not"},
		"an attribute that is known":     {`["aws_vpc.a.cidr_block", "aws_vpc.a"]`, `false`, "a not, b not"},
		"the id that another one writes": {`["aws_subnet.s.vpc_id", "aws_subnet.s"]`, `true`, "a exported in doubt, b not in doubt"},
		"all of a resource":              {`["aws_vpc.a"]`, `true`, "a exported in doubt, b not in doubt"},
		"a local value":                  {`["local.vpc"]`, `true`, "a not in doubt, b not in doubt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := fmt.Sprintf(`{"format_version": "1.2", "terraform_version": "1.11.4",
			"planned_values": {"outputs": {"o": {}}, "root_module": {"resources": [
				{"address": "aws_subnet.s", "mode": "managed", "type": "aws_subnet", "name": "s", "values": {}},
				{"address": "aws_vpc.a", "mode": "managed", "type": "aws_vpc", "name": "a", "values": {"cidr_block": "10.0.0.0/16"}},
				{"address": "aws_vpc.b", "mode": "managed", "type": "aws_vpc", "name": "b", "values": {}}]}},
			"resource_changes": [{"address": "aws_vpc.a", "change": {"actions": ["create"], "after_unknown": {"id": true}}},
				{"address": "aws_subnet.s", "change": {"actions": ["create"], "after_unknown": {"id": true, "vpc_id": true}}},
				{"address": "aws_vpc.b", "change": {"actions": ["create"], "after_unknown": {"id": true}}}],
			"output_changes": {"o": {"actions": ["create"], "after_unknown": %s}},
			"configuration": {"root_module": {"outputs": {"o": {"expression": {"references": %s}}}, "resources": [
				{"address": "aws_subnet.s", "expressions": {"vpc_id": {"references": ["aws_vpc.a.id", "aws_vpc.a"]}}},
				{"address": "aws_vpc.a", "expressions": {}}, {"address": "aws_vpc.b", "expressions": {}}]}}}`, test.unknown, test.references)
			results, _, diagnostics := parse(t, write(t, map[string]string{"plan.json": content}))
			if len(results) != 1 || len(diagnostics) > 0 {
				t.Fatalf("%d plans, diagnostics %v", len(results), diagnostics)
			}
			said := map[string]string{}
			for _, vpc := range results[0].Graph.VPCs {
				said[vpc.Address] = "not"
				if vpc.Exported {
					said[vpc.Address] = "exported"
				}
				if vpc.ExportDoubt != nil {
					said[vpc.Address] += " in doubt"
				}
			}
			if diff := cmp.Diff(test.want, "a "+said["aws_vpc.a"]+", b "+said["aws_vpc.b"]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
