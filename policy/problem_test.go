package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func TestMisuses(t *testing.T) {
	t.Parallel()
	const all = `"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"`
	for _, row := range []struct {
		name, statement string
		kind            policy.Kind
		want            []string
	}{
		{"everybody", all, policy.S3Gateway, nil},
		{"a role at a gateway endpoint", `"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/app"},"Action":"*","Resource":"*"`, policy.S3Gateway,
			[]string{"a gateway endpoint takes no principal but `*`: \"arn:aws:iam::111122223333:role/app\" matches no role and no host"}},
		{"a role at an interface endpoint", `"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/app"},"Action":"*","Resource":"*"`, policy.Interface, nil},
		{"a principal that is not known", `"Effect":"Allow","Principal":{"AWS":"${var.principal}"},"Action":"*","Resource":"*"`, policy.S3Gateway, nil},
		{"an account's id of the deployment at a gateway endpoint", `"Effect":"Allow","Principal":{"AWS":"${account}"},"Action":"*","Resource":"*"`, policy.S3Gateway,
			[]string{"a gateway endpoint takes no principal but `*`: \"${account}\" matches no role and no host"}},
		{"a service at a gateway endpoint", `"Effect":"Deny","Principal":{"Service":"ec2.amazonaws.com"},"Action":"*","Resource":"*"`, policy.S3Gateway,
			[]string{"a gateway endpoint takes no principal but `*`: \"ec2.amazonaws.com\" matches no role and no host"}},
		{"a public address", all + `,"Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, policy.S3Gateway,
			[]string{"`aws:SourceIp` is never there in a request through a VPC endpoint; `aws:VpcSourceIp` is"}},
		{"a private address", all + `,"Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}`, policy.S3Gateway, nil},
		{"a wildcard in an account", all + `,"Condition":{"StringLike":{"aws:PrincipalAccount":"1111*"}}`, policy.S3Gateway,
			[]string{"`aws:PrincipalAccount` holds an identifier, which takes no wildcards (documented)"}},
		{"a plain account under Like", all + `,"Condition":{"StringLike":{"aws:PrincipalAccount":"111122223333"}}`, policy.S3Gateway, nil},
		{"a number for a VPC", all + `,"Condition":{"NumericEquals":{"aws:SourceVpc":"1"}}`, policy.Interface,
			[]string{"`aws:SourceVpc` holds an identifier, which takes no numeric operator (documented)"}},
		{"few characters beside a wildcard", all + `,"Condition":{"StringLike":{"aws:PrincipalTag/team":"a-*"}}`, policy.Interface,
			[]string{"a wildcard in `aws:PrincipalTag/team` has fewer than six characters beside it (documented)"}},
		{"enough characters beside each wildcard", all + `,"Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`, policy.Interface, nil},
		{"one of two wildcards has too few", all + `,"Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:r*x"}}`, policy.Interface,
			[]string{"a wildcard in `aws:PrincipalArn` has fewer than six characters beside it (documented)"}},
		{"a lone wildcard", all + `,"Condition":{"StringLike":{"aws:PrincipalArn":"*"}}`, policy.Interface, nil},
		{"wildcards of another operator", all + `,"Condition":{"ArnLike":{"aws:PrincipalArn":"a*"}}`, policy.Interface, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, problem := range parse(t, `{"Statement":[{`+row.statement+`}]}`).Misuses(row.kind) {
				text := problem.Text
				if problem.Documented {
					text += " (documented)"
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("misuses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpenPolicies(t *testing.T) {
	t.Parallel()
	const all = `"Principal":"*","Action":"*","Resource":"*"`
	for document, want := range map[string]value.Truth{
		`{"Statement":[{"Effect":"Allow",` + all + `}]}`:                                                                            value.True,
		`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*"}]}`:                                 value.True,
		`{"Statement":[{"Effect":"Allow",` + all + `,"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}]}`:                     value.False,
		`{"Statement":[{"Effect":"Allow",` + all + `},{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}]}`:        value.False,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}`:                                 value.False,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::mine","arn:aws:s3:::mine/*"]}]}`: value.False,
		`{"Statement":[{"Effect":"Allow","Principal":"*","NotAction":"s3:DeleteBucket","Resource":"*"}]}`:                           value.False,
		`{"Statement":[${var.statement}]}`: value.Unknown,
	} {
		if _, _, got := parse(t, document).Open(); got != want {
			t.Errorf("%s: %s, want %s", document, got, want)
		}
	}
	nothing, _ := policy.Parse(value.Value{}, nil)
	if _, _, got := nothing.Open(); got != value.True {
		t.Errorf("no policy at all is %s", got)
	}
}

func TestStructuresThatAreTooLong(t *testing.T) {
	t.Parallel()
	item := value.OfString(strings.Repeat("x", 100), source.Range{})
	list := value.Value{Kind: value.List}
	for range 210 {
		list.Items = append(list.Items, item)
	}
	statement := value.Value{Kind: value.Map, Entries: []value.Entry{
		{Key: "Effect", Value: value.OfString("Allow", source.Range{})}, {Key: "Principal", Value: value.OfString("*", source.Range{})},
		{Key: "Action", Value: value.OfString("*", source.Range{})}, {Key: "Resource", Value: list},
	}}
	document := value.Value{Kind: value.Map, Entries: []value.Entry{{Key: "Statement", Value: statement}}}
	_, problems := policy.Parse(document, nil)
	if len(problems) != 1 || problems[0].Text != "the policy is longer than 20,480 characters" || problems[0].Statement != -1 {
		t.Errorf("problems: %+v", problems)
	}
}
