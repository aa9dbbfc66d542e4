package policy_test

import (
	"strings"
	"testing"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

var symbols = map[string]value.Symbol{
	"region": value.Region, "partition": value.Partition, "account": value.Account, "dns_suffix": value.DNSSuffix,
}

// text makes holes of ${region} and the other symbols, of ${var.…} (unknown) and
// of ${node!attribute} (a reference). Policy variables stay literal.
func text(s string) value.Text {
	var parts []value.Text
	for {
		before, rest, opened := strings.Cut(s, "${")
		parts = append(parts, value.Literal(before))
		inside, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			return value.Concat(parts...)
		}
		node, attribute, isReference := strings.Cut(inside, "!")
		switch symbol, ok := symbols[inside]; {
		case ok:
			parts = append(parts, value.SymbolText(symbol))
		case isReference:
			parts = append(parts, value.HoleText(value.Hole{Ref: &value.Ref{Node: node, Attribute: attribute}}))
		case strings.HasPrefix(inside, "var."):
			reason := value.Reason{Text: inside + " is not set", Settle: "pass --" + inside, Key: inside}
			parts = append(parts, value.HoleText(value.Hole{Reason: &reason}))
		default:
			parts = append(parts, value.Literal("${"+inside+"}"))
		}
		s = after
	}
}

func parse(t *testing.T, document string) *policy.Document {
	t.Helper()
	parsed, problems := policy.Parse(value.OfText(text(document), source.Range{}), nil)
	for _, problem := range problems {
		t.Errorf("problem in the document: %s", problem.Text)
	}
	return parsed
}

// yum is what an Amazon Linux 2023 host asks for in Tokyo.
func yum() policy.Read {
	return policy.Read{
		Resources: []value.Text{text("arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/core/mirrors/2023.6.20250115/x86_64/mirror.list")},
		Foreign:   true,
		HTTPS:     true,
		Region:    text("ap-northeast-1"),
		VPC:       []value.Text{text("${vpc!id}")},
		Endpoint:  []value.Text{text("${s3!id}")},
		Address:   []value.Text{text("10.0.1.0/24")},
	}
}

// roleApp is the role "app" of the author's own account, as templates write it.
func roleApp(arns ...string) policy.Signer {
	signer := policy.Signer{}
	for _, arn := range append(arns, "arn:${partition}:iam::${account}:role/app") {
		signer.ARNs = append(signer.ARNs, text(arn))
	}
	return signer
}

func overHTTP() policy.Read {
	read := yum()
	read.HTTPS = false
	return read
}

func reading(arns ...string) policy.Read {
	read := yum()
	read.Resources = nil
	for _, arn := range arns {
		read.Resources = append(read.Resources, text(arn))
	}
	return read
}

const (
	allowWith = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":CONDITION}]}`
	denyWith  = `{"Version":"2012-10-17","Statement":[
		{"Sid":"all","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},
		{"Sid":"guard","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":CONDITION}]}`
)

func judge(t *testing.T, document string, read policy.Read) policy.Decision {
	t.Helper()
	return parse(t, document).Evaluate(policy.AnonymousRead(read))
}
