package lint_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// inOneDialect are the example networks that not every dialect can express, and why.
var inOneDialect = map[string]string{
	"default-vpc-adopted":        "CloudFormation cannot adopt a default VPC",
	"default-vpc-private-subnet": "CloudFormation cannot adopt a default VPC",
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
			if forms := dialectsOf(t, folder); len(forms) < 2 && inOneDialect[name] == "" {
				t.Errorf("the network has the forms %q only", forms)
			}
		})
	}
}
