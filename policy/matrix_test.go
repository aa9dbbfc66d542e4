package policy_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/repolint/repolint/policy"
)

// outcomes reads the letters of the matrix: allowed, denied, undetermined.
var outcomes = map[byte]policy.Outcome{'a': policy.Allowed, 'd': policy.Denied, '?': policy.Undetermined}

// requests are the columns of the matrix: unsigned, signed by the instance role,
// and by a URL that an AWS service signed in an account of its own.
func requests(read policy.Read) []policy.Request {
	return []policy.Request{
		policy.AnonymousRead(read), policy.SignedRead(read, roleApp()), policy.PresignedRead(read),
	}
}

// matrix has every condition in an Allow statement of its own, and in a Deny beside
// an Allow of everything, for each kind of request. The states of the keys follow
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html,
// what the operators make of absent ones
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
var matrix = []struct{ allow, deny, condition string }{
	{"dad", "ada", `{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}`},
	{"dad", "ada", `{"StringEquals":{"aws:PrincipalAccount":"${account}"}}`},
	{"dad", "ada", `{"StringEqualsIfExists":{"aws:PrincipalAccount":"123456789012"}}`},
	{"ada", "dad", `{"StringNotEquals":{"aws:PrincipalAccount":"123456789012"}}`},
	{"ada", "dad", `{"StringNotEqualsIfExists":{"aws:PrincipalAccount":"123456789012"}}`},
	{"ada", "dad", `{"StringNotEquals":{"aws:PrincipalAccount":"${account}"}}`},
	{"ddd", "aaa", `{"Null":{"aws:PrincipalAccount":"true"}}`},
	{"aaa", "ddd", `{"Null":{"aws:PrincipalAccount":"false"}}`},
	{"add", "daa", `{"StringEquals":{"aws:PrincipalAccount":"anonymous"}}`},
	{"daa", "add", `{"StringNotEquals":{"aws:PrincipalAccount":"anonymous"}}`},
	{"aad", "dda", `{"StringEquals":{"aws:PrincipalAccount":["123456789012","anonymous"]}}`},
	{"dda", "aad", `{"StringNotEquals":{"aws:PrincipalAccount":["123456789012","anonymous"]}}`},
	{"add", "daa", `{"StringEquals":{"aws:PrincipalType":"Anonymous"}}`},
	{"daa", "add", `{"StringNotEquals":{"aws:PrincipalType":"Anonymous"}}`},
	{"da?", "ad?", `{"StringEquals":{"aws:PrincipalType":"AssumedRole"}}`},
	{"a??", "d??", `{"StringEquals":{"aws:userid":"anonymous"}}`},
	{"d??", "a??", `{"StringNotEquals":{"aws:userid":"anonymous"}}`},
	{"dad", "ada", `{"StringEquals":{"aws:PrincipalOrgID":"o-abc1234567"}}`},
	{"aa?", "dd?", `{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-abc1234567"}}`},
	{"ada", "dad", `{"StringNotEquals":{"aws:PrincipalOrgID":"o-abc1234567"}}`},
	{"ada", "dad", `{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-abc1234567"}}`},
	{"a??", "d??", `{"Null":{"aws:PrincipalOrgID":"true"}}`},
	{"d??", "a??", `{"Null":{"aws:PrincipalOrgID":"false"}}`},
	{"dad", "ada", `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-abc1234567/*"}}`},
	{"aa?", "dd?", `{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-abc1234567/*"}}`},
	{"ada", "dad", `{"ForAllValues:StringNotLike":{"aws:PrincipalOrgPaths":"o-abc1234567/*"}}`},
	{"dd?", "aa?", `{"ForAnyValue:StringNotLike":{"aws:PrincipalOrgPaths":"o-abc1234567/*"}}`},
	{"dad", "ada", `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/app"}}`},
	{"ddd", "aaa", `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/other"}}`},
	{"dad", "ada", `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`},
	{"dad", "ada", `{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`},
	{"aad", "dda", `{"ArnLikeIfExists":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`},
	{"ada", "dad", `{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`},
	{"ada", "dad", `{"ArnNotLikeIfExists":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`},
	{"add", "daa", `{"Null":{"aws:PrincipalArn":"true"}}`},
	{"daa", "add", `{"Null":{"aws:PrincipalArn":"false"}}`},
	{"dd?", "aa?", `{"Bool":{"aws:PrincipalIsAWSService":"true"}}`},
	{"da?", "ad?", `{"Bool":{"aws:PrincipalIsAWSService":"false"}}`},
	{"ad?", "da?", `{"BoolIfExists":{"aws:PrincipalIsAWSService":"true"}}`},
	{"aa?", "dd?", `{"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`},
	{"ad?", "da?", `{"Null":{"aws:PrincipalIsAWSService":"true"}}`},
	{"d??", "a??", `{"StringEquals":{"aws:PrincipalTag/team":"a"}}`},
	{"a??", "d??", `{"StringNotEquals":{"aws:PrincipalTag/team":"a"}}`},
	{"a??", "d??", `{"StringEqualsIfExists":{"aws:PrincipalTag/team":"a"}}`},
	{"a??", "d??", `{"Null":{"aws:PrincipalTag/team":"true"}}`},
	{"dd?", "aa?", `{"StringEquals":{"aws:username":"app"}}`},
	{"aa?", "dd?", `{"StringNotEquals":{"aws:username":"app"}}`},
	{"ddd", "aaa", `{"StringEquals":{"aws:ResourceAccount":"123456789012"}}`},
	{"ddd", "aaa", `{"StringEqualsIfExists":{"aws:ResourceAccount":"123456789012"}}`},
	{"aaa", "ddd", `{"StringNotEquals":{"aws:ResourceAccount":"123456789012"}}`},
	{"ddd", "aaa", `{"StringEquals":{"s3:ResourceAccount":"123456789012"}}`},
	{"aaa", "ddd", `{"StringNotEquals":{"s3:ResourceAccount":"${account}"}}`},
	{"ddd", "aaa", `{"StringEquals":{"aws:ResourceOrgID":"o-abc1234567"}}`},
	{"???", "???", `{"StringEqualsIfExists":{"aws:ResourceOrgID":"o-abc1234567"}}`},
	{"aaa", "ddd", `{"StringNotEquals":{"aws:ResourceOrgID":"o-abc1234567"}}`},
	{"aaa", "ddd", `{"StringNotEqualsIfExists":{"aws:ResourceOrgID":"o-abc1234567"}}`},
	{"d??", "a??", `{"StringEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}}`},
	{"ddd", "aaa", `{"Null":{"aws:ResourceAccount":"true"}}`},
	{"aaa", "ddd", `{"StringEquals":{"aws:SourceVpc":"${vpc!id}"}}`},
	{"ddd", "aaa", `{"StringNotEquals":{"aws:SourceVpc":"${vpc!id}"}}`},
	{"???", "???", `{"StringEquals":{"aws:SourceVpc":"${other!id}"}}`},
	{"aaa", "ddd", `{"StringEquals":{"aws:SourceVpce":"${s3!id}"}}`},
	{"ddd", "aaa", `{"StringNotEquals":{"aws:SourceVpce":"${s3!id}"}}`},
	{"ddd", "aaa", `{"Null":{"aws:SourceVpce":"true"}}`},
	{"aaa", "ddd", `{"StringEquals":{"aws:VpceAccount":"123456789012"}}`},
	{"ddd", "aaa", `{"StringNotEquals":{"aws:VpceAccount":"123456789012"}}`},
	{"aaa", "ddd", `{"StringEquals":{"aws:VpceOrgID":"o-abc1234567"}}`},
	{"ddd", "aaa", `{"StringNotEquals":{"aws:VpceOrgID":"o-abc1234567"}}`},
	{"ddd", "aaa", `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`},
	{"aaa", "ddd", `{"IpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}}`},
	{"aaa", "ddd", `{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`},
	{"aaa", "ddd", `{"NotIpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}}`},
	{"aaa", "ddd", `{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/16"}}`},
	{"ddd", "aaa", `{"NotIpAddress":{"aws:VpcSourceIp":"10.0.0.0/16"}}`},
	{"???", "???", `{"IpAddress":{"aws:VpcSourceIp":"10.0.1.7/32"}}`},
	{"aaa", "ddd", `{"Bool":{"aws:SecureTransport":"true"}}`},
	{"ddd", "aaa", `{"Bool":{"aws:SecureTransport":"false"}}`},
	{"aaa", "ddd", `{"StringEquals":{"aws:RequestedRegion":"ap-northeast-1"}}`},
	{"ddd", "aaa", `{"StringNotEquals":{"aws:RequestedRegion":"ap-northeast-1"}}`},
	{"ddd", "aaa", `{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}`},
	{"ddd", "aaa", `{"Bool":{"aws:ViaAWSService":"true"}}`},
	{"aaa", "ddd", `{"Bool":{"aws:ViaAWSService":"false"}}`},
	{"ddd", "aaa", `{"StringEquals":{"aws:CalledViaLast":"ssm.amazonaws.com"}}`},
	{"ddd", "aaa", `{"ForAnyValue:StringEquals":{"aws:CalledVia":"ssm.amazonaws.com"}}`},
	{"ddd", "aaa", `{"StringEquals":{"aws:SourceAccount":"123456789012"}}`},
	{"aaa", "ddd", `{"StringNotEqualsIfExists":{"aws:SourceAccount":"123456789012"}}`},
	{"ddd", "aaa", `{"ArnLike":{"aws:SourceArn":"arn:aws:*:*:123456789012:*"}}`},
	{"d??", "a??", `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`},
	{"a??", "d??", `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`},
	{"a??", "d??", `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`},
	{"d??", "a??", `{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}}`},
	{"???", "???", `{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}`},
	{"d?d", "a?a", `{"StringEquals":{"s3:authType":"REST-HEADER"}}`},
	{"d??", "a??", `{"StringEquals":{"s3:signatureversion":"AWS4-HMAC-SHA256"}}`},
	{"ddd", "aaa", `{"NumericLessThan":{"s3:TlsVersion":"1.2"}}`},
	{"ddd", "aaa", `{"StringEquals":{"s3:DataAccessPointAccount":"123456789012"}}`},
	{"d??", "a??", `{"StringEquals":{"ec2:SourceInstanceARN":"arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0"}}`},
	{"d??", "a??", `{"StringEquals":{"aws:Ec2InstanceSourceVpc":"${aws:SourceVpc}"}}`},
	{"ddd", "aaa", `{"StringLike":{"aws:Referer":"https://example.com/*"}}`},
	{"ad?", "da?", `{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-abc1234567"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`},
	{"ad?", "da?", `{"StringNotEqualsIfExists":{"aws:PrincipalAccount":"123456789012","aws:PrincipalOrgID":"o-abc1234567"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`},
	{"ddd", "aaa", `{"StringEquals":{"aws:PrincipalOrgID":"o-abc1234567","aws:ResourceOrgID":"o-abc1234567"}}`},
}

func TestConditionsForEveryKindOfRequest(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, row := range matrix {
		cases += len(row.allow) + len(row.deny)
		t.Run(row.condition, func(t *testing.T) {
			t.Parallel()
			for shape, want := range map[string]string{allowWith: row.allow, denyWith: row.deny} {
				document := parse(t, strings.Replace(shape, "CONDITION", row.condition, 1))
				for i, request := range requests(yum()) {
					if decision := document.Evaluate(request); decision.Outcome != outcomes[want[i]] {
						t.Errorf("request %d: %s, want %c: %+v", i, decision.Outcome, want[i], decision)
					}
				}
			}
		})
	}
	if cases < 600 {
		t.Errorf("%d cases ran", cases)
	}
}

// statements without conditions, judged for the same three requests.
func TestElementsForEveryKindOfRequest(t *testing.T) {
	t.Parallel()
	const all = `"Action":"*","Resource":"*"`
	for _, row := range []struct{ allow, deny, rest string }{
		{"aaa", "ddd", `"Principal":"*",` + all},
		{"aaa", "ddd", `"Principal":{"AWS":"*"},` + all},
		{"aaa", "ddd", `"Principal":{"AWS":["*"]},` + all},
		{"d?d", "a?a", `"Principal":{"AWS":"arn:aws:iam::123456789012:role/app"},` + all},
		{"ddd", "aaa", `"Principal":{"Service":"ec2.amazonaws.com"},` + all},
		{"ddd", "aaa", `"Principal":{"Federated":"accounts.google.com"},` + all},
		{"aaa", "ddd", `"Principal":{"AWS":"*","Service":"ec2.amazonaws.com"},` + all},
		{"aaa", "ddd", `"Principal":"*","Action":"s3:GetObject","Resource":"*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"S3:getobject","Resource":"*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"s3:Get*","Resource":"*"`},
		{"aaa", "ddd", `"Principal":"*","Action":["s3:ListBucket","s3:GetObject"],"Resource":"*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"s3:ListBucket","Resource":"*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"s3:GetObjectVersion","Resource":"*"`},
		{"ddd", "aaa", `"Principal":"*","NotAction":"s3:GetObject","Resource":"*"`},
		{"ddd", "aaa", `"Principal":"*","NotAction":"s3:*","Resource":"*"`},
		{"aaa", "ddd", `"Principal":"*","NotAction":"s3:PutObject","Resource":"*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-${region}-de612dc2/*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"*","Resource":"arn:${partition}:s3:::al2023-repos-ap-northeast-1-de612dc2/*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","Resource":"arn:aws-cn:s3:::al2023-repos-ap-northeast-1-de612dc2/*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-ap-northeast-1/*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::amazonlinux-2-repos-ap-northeast-1/*"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","NotResource":"arn:aws:s3:::al2023-repos-*"`},
		{"aaa", "ddd", `"Principal":"*","Action":"*","NotResource":"arn:aws:s3:::my-bucket/*"`},
		{"???", "???", `"Principal":"*","Action":"*","Resource":"${var.bucket}"`},
		{"???", "???", `"Principal":"*","Action":"*","NotResource":"${var.bucket}"`},
		{"ddd", "aaa", `"Principal":"*","Action":"*","Resource":"${bucket!arn}/*"`},
		{"dd?", "aa?", `"Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-*/${aws:username}/*"`},
	} {
		t.Run(row.rest, func(t *testing.T) {
			t.Parallel()
			for shape, want := range map[string]string{
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",%s}]}`:                                                               row.allow,
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny",%s}]}`: row.deny,
			} {
				document := parse(t, fmt.Sprintf(shape, row.rest))
				for i, request := range requests(yum()) {
					if decision := document.Evaluate(request); decision.Outcome != outcomes[want[i]] {
						t.Errorf("%s request %d: %s, want %c: %+v", shape[:60], i, decision.Outcome, want[i], decision)
					}
				}
			}
		})
	}
}

// Whatever a policy says: one more Deny never lets a request through, one more
// Allow never stops one, and a statement that nobody can judge changes nothing
// that another one already decides.
func TestMoreStatements(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	statement := func(effect, condition string) string {
		resource := []string{`"*"`, `"arn:aws:s3:::al2023-repos-*"`, `"arn:aws:s3:::my-bucket/*"`}[random.IntN(3)]
		return fmt.Sprintf(`{"Effect":%q,"Principal":"*","Action":"s3:*","Resource":%s,"Condition":%s}`, effect, resource, condition)
	}
	anyCondition := func() string {
		if random.IntN(3) == 0 {
			return `{}`
		}
		return matrix[random.IntN(len(matrix))].condition
	}
	const open = `{"StringEquals":{"aws:CurrentTime":"${var.when}"}}`
	evaluate := func(statements []string, i int) policy.Decision {
		document := parse(t, `{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`]}`)
		return document.Evaluate(requests(yum())[i])
	}
	for range 800 {
		var statements []string
		for range 1 + random.IntN(3) {
			statements = append(statements, statement([]string{"Allow", "Deny"}[random.IntN(2)], anyCondition()))
		}
		i := random.IntN(3)
		before := evaluate(statements, i)
		check := func(what, more string, wrong bool, after policy.Decision) {
			if wrong {
				t.Errorf("%s turned %s into %s:\n%s\nand %s", what, before.Outcome, after.Outcome, strings.Join(statements, "\n"), more)
			}
		}
		deny, allow := statement("Deny", anyCondition()), statement("Allow", anyCondition())
		after := evaluate(append(statements[:len(statements):len(statements)], deny), i)
		check("a Deny", deny, after.Outcome == policy.Allowed && before.Outcome != policy.Allowed || before.Outcome == policy.Denied && after.Outcome != policy.Denied, after)
		after = evaluate(append(statements[:len(statements):len(statements)], allow), i)
		check("an Allow", allow, after.Outcome == policy.Denied && before.Outcome != policy.Denied || before.Outcome == policy.Allowed && after.Outcome != policy.Allowed, after)
		vague := statement("Allow", open)
		after = evaluate(append(statements[:len(statements):len(statements)], vague), i)
		check("an Allow that nobody can judge", vague, before.Outcome == policy.Allowed && after.Outcome != policy.Allowed || before.Explicit && after.Outcome != policy.Denied, after)
		vague = statement("Deny", open)
		after = evaluate(append(statements[:len(statements):len(statements)], vague), i)
		check("a Deny that nobody can judge", vague, before.Outcome == policy.Denied && after.Outcome != policy.Denied, after)
	}
}
