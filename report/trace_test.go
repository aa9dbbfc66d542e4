package report

import (
	"bytes"
	"testing"

	"github.com/repolint/repolint/finding"
)

func sampleTraces() []finding.Trace {
	rows := samplePaths()
	at := func(line int) finding.Place {
		return finding.Place{File: "network/hosts.tf", Line: line, Column: 1, EndLine: line, EndColumn: 9}
	}
	return []finding.Trace{
		{PathRow: rows[0], Hops: []finding.TraceHop{
			{Kind: "egress", Verdict: "passes", Story: "TCP 443 goes out to Amazon S3 by rule egress[0] of 0.0.0.0/0", At: at(3), Values: []finding.TraceValue{
				{Name: "security group aws_security_group.web", Value: "1 egress rule", At: at(3)}, {Name: "egress", Value: "all to 0.0.0.0/0", At: at(4)},
			}},
			{Kind: "policy", Verdict: "blocked", Rule: rows[0].Rule, Story: rows[0].Reason, At: at(9), Values: []finding.TraceValue{
				{Name: "condition", Value: "StringEquals aws:PrincipalAccount 111122223333", At: at(9)},
			}},
		}},
		{PathRow: rows[2], Environment: "prod", Hops: []finding.TraceHop{
			{Kind: "network_acl", Verdict: "undetermined", Story: rows[2].Reason, Settle: rows[2].Settle, Values: []finding.TraceValue{}},
		}},
	}
}

func TestTracesMatchTheGoldenFiles(t *testing.T) {
	t.Parallel()
	cases := []struct {
		file    string
		format  Format
		options Options
	}{
		{"traces-endless.txt", Text, Options{}},
		{"traces-60.txt", Text, Options{Width: 60, Color: true}},
		{"traces.json", JSON, Options{}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := Traces(&b, sampleTraces(), c.format, c.options); err != nil {
				t.Fatal(err)
			}
			checkGolden(t, c.file, b.Bytes())
		})
	}
}
