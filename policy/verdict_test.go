package policy_test

import (
	"strings"
	"testing"

	"github.com/repolint/repolint/policy"
)

// The rows follow https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html.
func TestAllowStatementAgainstAnUnsignedRead(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		condition string
		read      policy.Read
		want      policy.Outcome
	}{
		{`{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:PrincipalAccount":"${account}"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:PrincipalAccount":"${self!account_id}"}}`, yum(), policy.Denied},
		{`{"StringEqualsIfExists":{"aws:PrincipalAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringNotEquals":{"aws:PrincipalAccount":"210987654321"}}`, yum(), policy.Allowed},
		{`{"Null":{"aws:PrincipalAccount":"true"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:PrincipalAccount":"anonymous"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:PrincipalType":"Anonymous"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:userid":"anonymous"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:PrincipalOrgID":"o-abc1234567"}}`, yum(), policy.Denied},
		{`{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-abc1234567/*"}}`, yum(), policy.Denied},
		{`{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-abc1234567"}}`, yum(), policy.Allowed},
		{`{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-abc1234567/*"}}`, yum(), policy.Allowed},
		{`{"Null":{"aws:PrincipalOrgID":"true"}}`, yum(), policy.Allowed},
		{`{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/app"}}`, yum(), policy.Denied},
		{`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`, yum(), policy.Denied},
		{`{"StringLike":{"aws:PrincipalArn":"*"}}`, yum(), policy.Denied},
		{`{"ArnEqualsIfExists":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/app"}}`, yum(), policy.Allowed},
		{`{"ArnLikeIfExists":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`, yum(), policy.Allowed},
		{`{"StringLikeIfExists":{"aws:PrincipalArn":"x"}}`, yum(), policy.Allowed},
		{`{"Bool":{"aws:PrincipalIsAWSService":"true"}}`, yum(), policy.Denied},
		{`{"Bool":{"aws:PrincipalIsAWSService":"false"}}`, yum(), policy.Denied},
		{`{"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:ResourceAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:ResourceAccount":"${account}"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:ResourceAccount":"${self!account_id}"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"s3:ResourceAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:ResourceOrgID":"o-abc1234567"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:SourceVpc":"${vpc!id}"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:SourceVpce":"${s3!id}"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:VpceAccount":"123456789012"}}`, yum(), policy.Allowed},
		{`{"StringEquals":{"aws:VpceOrgID":"o-abc1234567"}}`, yum(), policy.Allowed},
		{`{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, yum(), policy.Denied},
		{`{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/16"}}`, yum(), policy.Allowed},
		{`{"Bool":{"aws:SecureTransport":"true"}}`, yum(), policy.Allowed},
		{`{"Bool":{"aws:SecureTransport":true}}`, yum(), policy.Allowed},
		{`{"Bool":{"aws:SecureTransport":"true"}}`, overHTTP(), policy.Denied},
		{`{"StringEquals":{"aws:RequestedRegion":"ap-northeast-1"}}`, yum(), policy.Allowed},
	} {
		t.Run(row.condition, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, strings.Replace(allowWith, "CONDITION", row.condition, 1), row.read)
			if decision.Outcome != row.want {
				t.Fatalf("%s, want %s: %+v", decision.Outcome, row.want, decision)
			}
			if row.want == policy.Denied && (decision.Element != policy.ElementCondition || decision.Explicit || !strings.Contains(decision.Why, decision.Key)) {
				t.Errorf("the condition did not decide: %+v", decision)
			}
		})
	}
}

func TestDenyStatementAgainstAnUnsignedRead(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		condition string
		read      policy.Read
		want      policy.Outcome
	}{
		{`{"StringNotEquals":{"aws:PrincipalAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringNotEquals":{"aws:PrincipalAccount":"${account}"}}`, yum(), policy.Denied},
		{`{"StringNotEqualsIfExists":{"aws:PrincipalAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringNotEquals":{"aws:PrincipalOrgID":"o-abc1234567"}}`, yum(), policy.Denied},
		{`{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-abc1234567"}}`, yum(), policy.Denied},
		{`{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-abc1234567"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`, yum(), policy.Denied},
		{`{"StringNotEquals":{"aws:ResourceAccount":"123456789012"}}`, yum(), policy.Denied},
		{`{"StringNotEquals":{"s3:ResourceAccount":"${account}"}}`, yum(), policy.Denied},
		{`{"Null":{"aws:PrincipalArn":"true"}}`, yum(), policy.Denied},
		{`{"StringEquals":{"aws:PrincipalType":"Anonymous"}}`, yum(), policy.Denied},
		{`{"Bool":{"aws:SecureTransport":"false"}}`, yum(), policy.Allowed},
		{`{"Bool":{"aws:SecureTransport":"false"}}`, overHTTP(), policy.Denied},
		{`{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, yum(), policy.Denied},
		{`{"StringNotEquals":{"aws:SourceVpce":"${s3!id}"}}`, yum(), policy.Allowed},
	} {
		t.Run(row.condition, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, strings.Replace(denyWith, "CONDITION", row.condition, 1), row.read)
			if decision.Outcome != row.want {
				t.Fatalf("%s, want %s: %+v", decision.Outcome, row.want, decision)
			}
			if row.want == policy.Denied && (!decision.Explicit || decision.Sid != "guard" || decision.Element != policy.ElementCondition) {
				t.Errorf("the condition of the deny did not decide: %+v", decision)
			}
		})
	}
}

func TestSignedReadsOfAWSBucketsMeetAResourceAccountDeny(t *testing.T) {
	t.Parallel()
	document := parse(t, strings.Replace(denyWith, "CONDITION", `{"StringNotEquals":{"aws:ResourceAccount":"123456789012"}}`, 1))
	decision := document.Evaluate(policy.SignedRead(reading("arn:aws:s3:::aws-ssm-ap-northeast-1/x"), roleApp()))
	if decision.Outcome != policy.Denied || decision.Key != "aws:ResourceAccount" {
		t.Errorf("got %+v", decision)
	}
}

// One row for every operator family and each way a key can be missing, and for the
// same operator where the key is there. aws:PrincipalArn and aws:SourceIp are
// absent, aws:PrincipalAccount and aws:VpcSourceIp are there.
func TestOperatorsWhereTheKeyIsAbsentAndWhereItIsThere(t *testing.T) {
	t.Parallel()
	const yes, no, open = policy.Allowed, policy.Denied, policy.Undetermined
	for _, row := range []struct {
		condition string
		want      policy.Outcome
	}{
		{`{"StringEquals":{"aws:PrincipalArn":"x"}}`, no},
		{`{"StringLike":{"aws:PrincipalArn":"*"}}`, no},
		{`{"StringEqualsIgnoreCase":{"aws:PrincipalArn":"x"}}`, no},
		{`{"ArnEquals":{"aws:PrincipalArn":"*"}}`, no},
		{`{"ArnLike":{"aws:PrincipalArn":"*"}}`, no},
		{`{"NumericEquals":{"aws:MultiFactorAuthAge":"1"}}`, no},
		{`{"NumericLessThan":{"aws:MultiFactorAuthAge":"1"}}`, no},
		{`{"DateLessThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}`, no},
		{`{"DateGreaterThanEquals":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}`, no},
		{`{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`, no},
		{`{"BinaryEquals":{"aws:username":"QUJD"}}`, no},
		{`{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}`, no},
		{`{"StringNotEquals":{"aws:PrincipalArn":"x"}}`, yes},
		{`{"StringNotLike":{"aws:PrincipalArn":"*"}}`, yes},
		{`{"StringNotEqualsIgnoreCase":{"aws:PrincipalArn":"x"}}`, yes},
		{`{"ArnNotEquals":{"aws:PrincipalArn":"*"}}`, yes},
		{`{"ArnNotLike":{"aws:PrincipalArn":"*"}}`, yes},
		{`{"NumericNotEquals":{"aws:MultiFactorAuthAge":"1"}}`, yes},
		{`{"DateNotEquals":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}`, yes},
		{`{"NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"}}`, yes},
		{`{"NumericLessThanIfExists":{"aws:MultiFactorAuthAge":"1"}}`, yes},
		{`{"DateLessThanIfExists":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}`, yes},
		{`{"IpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}}`, yes},
		{`{"BinaryEqualsIfExists":{"aws:username":"QUJD"}}`, yes},
		{`{"Null":{"aws:PrincipalArn":"true"}}`, yes},
		{`{"Null":{"aws:PrincipalArn":true}}`, yes},
		{`{"Null":{"aws:PrincipalArn":"false"}}`, no},
		{`{"Null":{"aws:PrincipalType":"true"}}`, no},
		{`{"Null":{"aws:PrincipalType":"false"}}`, yes},
		{`{"ForAllValues:StringEquals":{"aws:PrincipalArn":"x"}}`, yes},
		{`{"ForAllValues:StringNotEquals":{"aws:PrincipalArn":"x"}}`, yes},
		{`{"ForAnyValue:StringEquals":{"aws:PrincipalArn":"x"}}`, no},
		{`{"ForAnyValue:StringNotEquals":{"aws:PrincipalArn":"x"}}`, no},
		{`{"ForAnyValue:StringEqualsIfExists":{"aws:PrincipalArn":"x"}}`, yes},

		{`{"StringEquals":{"aws:PrincipalAccount":["x","anonymous"]}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"Anonymous"}}`, no},
		{`{"StringEqualsIgnoreCase":{"aws:PrincipalAccount":"ANONYMOUS"}}`, yes},
		{`{"StringLike":{"aws:PrincipalAccount":"anon*s"}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"anon*s"}}`, no},
		{`{"StringNotEquals":{"aws:PrincipalAccount":["x","anonymous"]}}`, no},
		{`{"StringNotLike":{"aws:PrincipalAccount":["x","anonymou?"]}}`, no},
		{`{"StringNotEqualsIgnoreCase":{"aws:PrincipalAccount":"y"}}`, yes},
		{`{"ForAllValues:StringEquals":{"aws:PrincipalAccount":["x","anonymous"]}}`, yes},
		{`{"ForAllValues:StringEquals":{"aws:PrincipalAccount":"x"}}`, no},
		{`{"ForAnyValue:StringEquals":{"aws:PrincipalAccount":["x","anonymous"]}}`, yes},
		{`{"ForAnyValue:StringNotEquals":{"aws:PrincipalAccount":"x"}}`, yes},
		{`{"StringEquals":{"AWS:PRINCIPALACCOUNT":"anonymous"}}`, yes},
		{`{"NumericLessThan":{"s3:TlsVersion":"1.2"}}`, no},
		{`{"NumericGreaterThanEquals":{"s3:TlsVersion":1.2}}`, yes},
		{`{"NumericGreaterThan":{"s3:TlsVersion":1.2}}`, open},
		{`{"NumericEquals":{"aws:PrincipalAccount":"1"}}`, no},
		{`{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}`, open},
		{`{"BinaryEquals":{"aws:PrincipalAccount":"eA=="}}`, no},
		{`{"IpAddress":{"aws:VpcSourceIp":"10.0.1.0/24"}}`, yes},
		{`{"IpAddress":{"aws:VpcSourceIp":"10.0.1.5"}}`, open},
		{`{"IpAddress":{"aws:VpcSourceIp":"192.168.0.0/16"}}`, no},
		{`{"IpAddress":{"aws:VpcSourceIp":["192.168.0.0/16","10.0.0.0/8"]}}`, yes},
		{`{"NotIpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}`, no},
		{`{"NotIpAddress":{"aws:VpcSourceIp":"192.168.0.0/16"}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"anonymous","aws:PrincipalType":"Anonymous"}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"anonymous","aws:PrincipalType":"User"}}`, no},
		{`{"StringEquals":{"aws:PrincipalAccount":"anonymous"},"Null":{"aws:PrincipalType":"true"}}`, no},
		{`{"StringEquals":{"aws:PrincipalTag/team":"a"}}`, no},
		{`{"StringNotEquals":{"aws:PrincipalTag/team":"a"}}`, yes},
		{`{"StringEqualsIfExists":{"aws:ResourceOrgID":"o-abc1234567"}}`, open},
		{`{"StringNotEquals":{"aws:ResourceOrgID":"o-abc1234567"}}`, yes},
		{`{"StringLike":{"aws:ResourceAccount":"*"}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"${var.account}"}}`, open},
		{`{"StringEquals":{"aws:ResourceAccount":"${var.account}"}}`, open},
		{`{"StringEquals":{"aws:SourceVpc":"vpc-0123456789abcdef0"}}`, open},
		{`{"StringEquals":{"some:NewKey":"a"}}`, open},
		{`{"StringEquals":{"s3:ExistingObjectTag/public":"yes"}}`, open},
		{`{"StringLike":{"aws:RequestedRegion":"ap-*"}}`, yes},
		{`{}`, yes},
	} {
		t.Run(row.condition, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, strings.Replace(allowWith, "CONDITION", row.condition, 1), yum())
			if decision.Outcome != row.want {
				t.Errorf("%s, want %s: %+v", decision.Outcome, row.want, decision)
			}
			if row.want == open && decision.Reason.Text == "" {
				t.Errorf("nothing says why it is open: %+v", decision)
			}
		})
	}
}
