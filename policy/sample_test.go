package policy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

const (
	accountOnly = `{"Version":"2012-10-17","Statement":[
		{"Sid":"OwnPrincipals","Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*",
		 "Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}%s]}`
	repositories = `,{"Sid":"Repositories","Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":[
		"arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/*","arn:aws:s3:::amazonlinux-2-repos-ap-northeast-1/*"]}`
	perimeter = `{"Version":"2012-10-17","Statement":[
		{"Sid":"Own","Effect":"Allow","Principal":"*","Action":"*","Resource":"*",
		 "Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-abc1234567","aws:ResourceOrgID":"o-abc1234567"}}},
		{"Sid":"Services","Effect":"Allow","Principal":"*","Action":"*","Resource":"*",
		 "Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}}%s]}`
	awsOwned = `,{"Sid":"AWSOwned","Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":[
		"arn:aws:s3:::packages.ap-northeast-1.amazonaws.com/*","arn:aws:s3:::repo.ap-northeast-1.amazonaws.com/*",
		"arn:aws:s3:::amazonlinux.ap-northeast-1.amazonaws.com/*","arn:aws:s3:::amazonlinux-2-repos-ap-northeast-1/*",
		"arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/*","arn:aws:s3:::aws-ssm-ap-northeast-1/*"]}`
	stale = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":[
		"arn:aws:s3:::packages.*.amazonaws.com/*","arn:aws:s3:::repo.*.amazonaws.com/*","arn:aws:s3:::amazonlinux.*.amazonaws.com/*"]}]}`
	staleDeny = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},
		{"Effect":"Deny","Principal":"*","Action":["s3:GetObject"],"Resource":[
		"arn:aws:s3:::packages.*.amazonaws.com/*","arn:aws:s3:::repo.*.amazonaws.com/*","arn:aws:s3:::amazonlinux.*.amazonaws.com/*"]}]}`
	onlyAL2023 = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],
		"Resource":["arn:aws:s3:::al2023-repos-${region}-de612dc2/*"]}]}`
	payload = "arn:aws:s3:::aws-patch-manager-ap-northeast-1-4849fa78f/patchbaselineoperations/linux/payloads/x"
)

func TestKnownShapesOfPolicies(t *testing.T) {
	t.Parallel()
	const yes, no, open = policy.Allowed, policy.Denied, policy.Undetermined
	with := func(document, statement string) string { return strings.Replace(document, "%s", statement, 1) }
	for _, test := range []struct {
		name, document, resource string
		want                     policy.Outcome
		sid, key                 string
	}{
		{"own principals only, al2", with(accountOnly, ""), al2, no, "OwnPrincipals", "aws:PrincipalAccount"},
		{"own principals only, al2023", with(accountOnly, ""), al2023, no, "OwnPrincipals", "aws:PrincipalAccount"},
		{"with the repositories, al2", with(accountOnly, repositories), al2, yes, "Repositories", ""},
		{"with the repositories, al2023", with(accountOnly, repositories), al2023, yes, "Repositories", ""},
		{"with the repositories, al1", with(accountOnly, repositories), al1, no, "OwnPrincipals", "aws:PrincipalAccount"},
		{"with the repositories, the patch payload", with(accountOnly, repositories), payload, no, "OwnPrincipals", "aws:PrincipalAccount"},
		{"with the repositories, no region known", with(accountOnly, repositories), anyAL2, open, "Repositories", ""},
		{"own principals only, no region known", with(accountOnly, ""), anyAL2, no, "OwnPrincipals", "aws:PrincipalAccount"},
		{"perimeter, al2023", with(perimeter, ""), al2023, no, "Own", "aws:PrincipalOrgID"},
		{"perimeter with AWS's buckets, al2023", with(perimeter, awsOwned), al2023, yes, "AWSOwned", ""},
		{"perimeter with AWS's buckets, al2", with(perimeter, awsOwned), al2, yes, "AWSOwned", ""},
		{"perimeter with AWS's buckets, al1", with(perimeter, awsOwned), al1, yes, "AWSOwned", ""},
		{"perimeter with AWS's buckets, the patch payload", with(perimeter, awsOwned), payload, no, "Own", "aws:PrincipalOrgID"},
		{"the stale list, al1", stale, al1, yes, "", ""},
		{"the stale list, al2", stale, al2, no, "", ""},
		{"the stale list, al2023", stale, al2023, no, "", ""},
		{"the stale list denied, al1", staleDeny, al1, no, "", ""},
		{"the stale list denied, al2023", staleDeny, al2023, yes, "", ""},
		{"one bucket, al2023", onlyAL2023, anyAL, yes, "", ""},
		{"one bucket, al2", onlyAL2023, anyAL2, no, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, test.document, reading(test.resource))
			if decision.Outcome != test.want || decision.Sid != test.sid || decision.Key != test.key {
				t.Errorf("%s by %q %q, want %s by %q %q: %+v", decision.Outcome, decision.Sid, decision.Key, test.want, test.sid, test.key, decision)
			}
		})
	}
}

// corpus is the folder of real policies, or "" where there is none.
func corpus(t *testing.T) string {
	t.Helper()
	root := os.Getenv("REPOLINT_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "corpus")
	}
	folder := filepath.Join(root, "cloudformation", "data-perimeter-policies", "vpc_endpoint_policies")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("REPOLINT_CORPUS names no corpus with data-perimeter-policies")
	}
	return folder
}

func TestPublishedPerimeterPolicies(t *testing.T) {
	t.Parallel()
	folder := corpus(t)
	cases := 0
	for _, test := range []struct {
		file, resource string
		want           policy.Outcome
		sid            string
	}{
		{"s3_endpoint_policy.json", al2023, policy.Allowed, "AllowRequestsToAWSOwnedResources"},
		{"s3_endpoint_policy.json", al2, policy.Allowed, "AllowRequestsToAWSOwnedResources"},
		{"s3_endpoint_policy.json", al1, policy.Allowed, "AllowRequestsToAWSOwnedResources"},
		{"s3_endpoint_policy.json", payload, policy.Denied, "AllowRequestsByOrgsIdentitiesToOrgsResources"},
		{"default_endpoint_policy.json", al2023, policy.Denied, "AllowRequestsByOrgsIdentitiesToOrgsResources"},
		{"default_endpoint_policy.json", al2, policy.Denied, "AllowRequestsByOrgsIdentitiesToOrgsResources"},
		{"default_endpoint_policy.json", al1, policy.Denied, "AllowRequestsByOrgsIdentitiesToOrgsResources"},
	} {
		content, err := os.ReadFile(filepath.Join(folder, test.file))
		if err != nil {
			t.Fatal(err)
		}
		written := strings.NewReplacer("<region>", "ap-northeast-1", "<my-org-id>", "o-abc1234567").Replace(string(content))
		document, problems := policy.Parse(value.OfString(written, source.Range{}), nil)
		if len(problems) > 0 {
			t.Errorf("%s: %v", test.file, problems)
		}
		decision := document.Evaluate(policy.AnonymousRead(reading(test.resource)))
		if decision.Outcome != test.want || decision.Sid != test.sid {
			t.Errorf("%s, %s: %s by %q, want %s by %q", test.file, test.resource, decision.Outcome, decision.Sid, test.want, test.sid)
		}
		cases++
	}
	t.Logf("%d cases ran", cases)
}
