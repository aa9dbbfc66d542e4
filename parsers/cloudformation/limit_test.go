package cloudformation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/cloudformation"
)

func subnet(vpc string) string {
	return `{"Parameters": {"P": {"Type": "String", "Default": "` + strings.Repeat("y", 1<<18) + `"}},
"Resources": {"S": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": ` + vpc + `}}}}`
}

// A variable that is evaluated wherever it is used would take 2^50 steps.
func TestAVariableOfSubIsEvaluatedOnce(t *testing.T) {
	t.Parallel()
	vpc := `""`
	for range 50 {
		vpc = `{"Fn::Sub": ["${Q}${Q}", {"Q": ` + vpc + `}]}`
	}
	_, diagnostics := read(t, map[string]string{"t.json": subnet(vpc)}, cloudformation.Options{})
	if diff := cmp.Diff("", diagnostics); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTextsThatATemplateMultipliesAreBounded(t *testing.T) {
	t.Parallel()
	copies := strings.Repeat(`{"Fn::Sub": "x${P}"}, `, 10_000)
	_, diagnostics := read(t, map[string]string{"t.json": subnet(`{"Fn::Select": ["0", [` + copies + `"x"]]}`)}, cloudformation.Options{})
	if !strings.Contains(diagnostics, "stopped at its limit of 5000000 steps or the size of the texts they make") {
		t.Errorf("diagnostics %q", diagnostics)
	}
}
