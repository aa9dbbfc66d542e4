package cloudformation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/repolint/repolint/source"
)

// undecidedConditions is a template of so many zones, each of which exists where a
// condition of its own holds that nothing decides, and whose conditions build on
// all those before them.
func undecidedConditions(zones int) string {
	var parameters, conditions, resources, tables strings.Builder
	for i := range zones {
		fmt.Fprintf(&parameters, "  P%d: {Type: String, AllowedValues: ['true', 'false']}\n", i)
		fmt.Fprintf(&conditions, "  C%d: !Equals [!Ref P%d, 'true']\n", i, i)
		before := max(i-1, 0)
		fmt.Fprintf(&conditions, "  X%d: !Or [!And [!Condition C%d, !Not [!Condition C%d]], !And [!Not [!Condition C%d], !Condition C%d]%s]\n",
			i, before, i, before, i, map[bool]string{true: fmt.Sprintf(", !Condition X%d", before)}[i > 0])
		fmt.Fprintf(&resources, "  S%d: {Type: AWS::EC2::Subnet, Condition: X%d, Properties: {VpcId: !Ref V, CidrBlock: 10.0.%d.0/24}}\n", i, i, i)
		fmt.Fprintf(&resources, "  T%d: {Type: AWS::EC2::RouteTable, Condition: C%d, Properties: {VpcId: !Ref V}}\n", i, i)
		fmt.Fprintf(&tables, "        - !If [C%d, !Ref T%d, !Ref AWS::NoValue]\n", i, i)
	}
	return "Parameters:\n" + parameters.String() + "Conditions:\n" + conditions.String() +
		"Resources:\n  V: {Type: AWS::EC2::VPC}\n" + resources.String() +
		"  E:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: !Ref V\n      RouteTableIds:\n" + tables.String()
}

// The steps of an evaluation are counted, not its time: they grow with the number
// of conditions, not with that of the worlds they make.
func TestThirtyConditionsTakeNoMoreStepsThanTheyHaveWords(t *testing.T) {
	t.Parallel()
	steps := func(zones int) int {
		c, _ := newScan(nil, Options{}, source.CloudFormation)
		r := &run{scan: c, cancelled: func() error { return nil }}
		root := r.newStack(readTemplate(source.NewFile("t.yaml", []byte(undecidedConditions(zones)))), Stack{Template: "t.yaml"})
		root.open()
		r.roots = append(r.roots, root)
		r.index()
		newLowering(r).lower()
		for _, diagnostic := range r.diagnostics {
			t.Errorf("%s: %s", diagnostic.Range, diagnostic.Message)
		}
		return r.steps
	}
	ten, thirty := steps(10), steps(30)
	if thirty > 4*ten || ten == 0 {
		t.Errorf("%d steps for ten conditions, %d for thirty", ten, thirty)
	}
}
