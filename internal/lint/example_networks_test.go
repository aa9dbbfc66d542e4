package lint_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// inTerraformOnly are the example networks that CloudFormation cannot express, nor
// CDK with it, and why.
var inTerraformOnly = map[string]string{
	"default-vpc-adopted":        "CloudFormation has no resource that adopts a default VPC",
	"default-vpc-private-subnet": "CloudFormation has no resource that adopts a default VPC",
}

// TestExampleNetworksGiveTheSameInEveryDialect judges the networks that are not
// restated after an article: each has its expectation beside it.
func TestExampleNetworksGiveTheSameInEveryDialect(t *testing.T) {
	t.Parallel()
	expectations, err := filepath.Glob(networks + "/*/want.txt")
	if err != nil || len(expectations) < 32 {
		t.Fatalf("found %d networks (%v)", len(expectations), err)
	}
	for _, expectation := range expectations {
		folder := filepath.Dir(expectation)
		name := filepath.Base(folder)
		if strings.HasPrefix(name, "article-") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkDialects(t, folder)
			forms := dialectsOf(t, folder)
			if len(forms) != 3 && inTerraformOnly[name] == "" || len(forms) != 1 && inTerraformOnly[name] != "" {
				t.Errorf("the network has the forms %q", forms)
			}
		})
	}
}
