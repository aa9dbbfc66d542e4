package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers"
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
	if err != nil || len(expectations) < 12 {
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
			want, judged := wanted(t, expectation), 0
			for _, dialect := range []string{"terraform", "cloudformation", "cdk"} {
				if _, err := os.Stat(filepath.Join(folder, dialect)); err != nil {
					continue
				}
				judged++
				got := judgeFolder(t, filepath.Join(folder, dialect), parsers.Options{})
				if diff := cmp.Diff(want, got.summary()); diff != "" {
					t.Errorf("%s (-want +got):\n%s", dialect, diff)
				}
				if len(got.report.Diagnostics) > 0 {
					t.Errorf("%s: diagnostics %v", dialect, got.report.Diagnostics)
				}
				for _, path := range got.paths {
					if path.Reason == "" || path.Verdict == "undetermined" && path.Settle == "" {
						t.Errorf("%s: the path of %s to %s is %s because of %q, settled by %q", dialect, path.Address, path.Destination,
							path.Verdict, path.Reason, path.Settle)
					}
				}
			}
			if judged < 2 && inOneDialect[name] == "" {
				t.Errorf("the network is there in %d dialects", judged)
			}
		})
	}
}
