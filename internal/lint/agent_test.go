package lint_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers"
)

// The network of article 001 with its interface endpoints taken away one by one:
// ec2messages is what an agent of today does without.
func TestEndpointsOfTheAgentTakenAway(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(networks, "article-001-four-rules", "terraform", "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		without []string
		want    []string
	}{
		"ssm":         {[]string{"ssm"}, []string{`error ssm_endpoint_missing VPC "main" has no interface endpoint for ssm`}},
		"ssmmessages": {[]string{"ssmmessages"}, []string{`error ssm_endpoint_missing VPC "main" has no interface endpoint for ssmmessages`}},
		"ec2messages": {[]string{"ec2messages"}, nil},
		"all": {
			[]string{"ssm", "ssmmessages", "ec2messages"},
			[]string{`error ssm_endpoint_missing VPC "main" has no interface endpoint for ssm and ssmmessages`},
		},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			left := string(text)
			for _, service := range test.without {
				block := regexp.MustCompile(`(?s)resource "aws_vpc_endpoint" "` + service + `" \{.*?\n\}\n`)
				if !block.MatchString(left) {
					t.Fatalf("the network has no endpoint for %s", service)
				}
				left = block.ReplaceAllString(left, "")
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(left), 0o600); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, found := range judgeFolder(t, dir, parsers.Options{}).report.Findings {
				fact, _, _ := strings.Cut(found.Message, ";")
				got = append(got, found.Level.String()+" "+found.Rule+" "+fact)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
