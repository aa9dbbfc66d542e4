package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

const (
	al2023 = "arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/core/mirrors/2023.6.20250115/x86_64/mirror.list"
	al2    = "arn:aws:s3:::amazonlinux-2-repos-ap-northeast-1/2/core/latest/x86_64/mirror.list"
	al1    = "arn:aws:s3:::packages.ap-northeast-1.amazonaws.com/latest/main/x86_64/repodata/repomd.xml"
	anyAL  = "arn:${partition}:s3:::al2023-repos-${region}-de612dc2/core/mirrors/2023.6.20250115/x86_64/mirror.list"
	anyAL2 = "arn:${partition}:s3:::amazonlinux-2-repos-${region}/2/core/latest/x86_64/mirror.list"
)

// brief is a decision without its place and its words.
type brief struct {
	Outcome   policy.Outcome
	Explicit  bool
	Statement int
	Element   policy.Element
	Key       string
}

func short(d policy.Decision) brief {
	return brief{d.Outcome, d.Explicit, d.Statement, d.Element, d.Key}
}

func TestElementsOfAStatement(t *testing.T) {
	t.Parallel()
	allowed := brief{policy.Allowed, false, 0, policy.NoElement, ""}
	by := func(e policy.Element) brief { return brief{policy.Denied, false, 0, e, ""} }
	open := func(e policy.Element) brief { return brief{policy.Undetermined, false, 0, e, ""} }
	for _, test := range []struct {
		name, statement, resource string
		want                      brief
	}{
		{"one statement needs no list", `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}`, al2023, allowed},
		{"everybody under AWS", `[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"}]`, al2023, allowed},
		{"everybody in a list", `[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:root","*"]},"Action":"*","Resource":"*"}]`, al2023, allowed},
		{"an account", `[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"*","Resource":"*"}]`, al2023, by(policy.ElementPrincipal)},
		{"the own account's root", `[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:root"},"Action":"*","Resource":"*"}]`, al2023, by(policy.ElementPrincipal)},
		{"the role by reference", `[{"Effect":"Allow","Principal":{"AWS":"${role!arn}"},"Action":"*","Resource":"*"}]`, al2023, by(policy.ElementPrincipal)},
		{"a service", `[{"Effect":"Allow","Principal":{"Service":"*"},"Action":"*","Resource":"*"}]`, al2023, by(policy.ElementPrincipal)},
		{"a principal that is not set", `[{"Effect":"Allow","Principal":{"AWS":"${var.who}"},"Action":"*","Resource":"*"}]`, al2023, open(policy.ElementPrincipal)},
		{"everybody but one", `[{"Effect":"Allow","NotPrincipal":{"AWS":"123456789012"},"Action":"*","Resource":"*"}]`, al2023, allowed},
		{"everybody but everybody", `[{"Effect":"Allow","NotPrincipal":"*","Action":"*","Resource":"*"}]`, al2023, by(policy.ElementPrincipal)},
		{"actions have no case", `[{"Effect":"Allow","Principal":"*","Action":"S3:getOBJECT","Resource":"*"}]`, al2023, allowed},
		{"actions by pattern", `[{"Effect":"Allow","Principal":"*","Action":["s3:Put*","s3:Get*"],"Resource":"*"}]`, al2023, allowed},
		{"listing is not reading", `[{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"*"}]`, al2023, by(policy.ElementAction)},
		{"reading a version is not reading", `[{"Effect":"Allow","Principal":"*","Action":"s3:GetObjectVersion","Resource":"*"}]`, al2023, by(policy.ElementAction)},
		{"all but listing", `[{"Effect":"Allow","Principal":"*","NotAction":"s3:ListBucket","Resource":"*"}]`, al2023, allowed},
		{"all but reading", `[{"Effect":"Allow","Principal":"*","NotAction":"s3:Get*","Resource":"*"}]`, al2023, by(policy.ElementAction)},
		{"the bucket's ARN is not its objects", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2"}]`, al2023, by(policy.ElementResource)},
		{"the suffix is missing", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-${region}/*"}]`, anyAL, by(policy.ElementResource)},
		{"another region", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"}]`, al2023, by(policy.ElementResource)},
		{"a region while the region is not known", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"}]`, anyAL, open(policy.ElementResource)},
		{"any region", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-*/*"}]`, anyAL, allowed},
		{"another partition", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-*"}]`, "arn:aws-cn:s3:::al2023-repos-cn-north-1-de612dc2/x", by(policy.ElementResource)},
		{"the partition by pseudo parameter", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:${partition}:s3:::al2023-repos-${region}-de612dc2/*"}]`, anyAL, allowed},
		{"a resource that is not set", `[{"Effect":"Allow","Principal":"*","Action":"*","Resource":["arn:aws:s3:::mine/*","${var.buckets}"]}]`, al2023, open(policy.ElementResource)},
		{"all but one's own", `[{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::secret/*"}]`, al2023, allowed},
		{"all but the repositories", `[{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::al2023-repos-*"}]`, al2023, by(policy.ElementResource)},
		{"no statement", `[]`, al2023, brief{policy.Denied, false, -1, policy.NoElement, ""}},
		{"only a deny about something else", `[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::secret/*"}]`, al2023, brief{policy.Denied, false, -1, policy.NoElement, ""}},
		{"two elements off", `[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::mine/*"}]`, al2023, brief{policy.Denied, false, -1, policy.NoElement, ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, `{"Version":"2012-10-17","Statement":`+test.statement+`}`, reading(test.resource))
			if diff := cmp.Diff(test.want, short(decision)); diff != "" {
				t.Errorf("%s\n%+v", diff, decision)
			}
		})
	}
}

func TestABucketOfTheDeploymentIsNeverAWSsOwn(t *testing.T) {
	t.Parallel()
	mine := yum()
	mine.Foreign = false
	denied := brief{policy.Denied, false, 0, policy.ElementResource, ""}
	open := brief{policy.Undetermined, false, 0, policy.ElementResource, ""}
	for _, test := range []struct {
		name, element string
		read          policy.Read
		want          brief
	}{
		{"a bucket's ARN", `"Resource":"${.#aws_s3_bucket.b!arn}/*"`, yum(), denied},
		{"a bucket's ARN in a module", `"Resource":["${net#module.s3.aws_s3_bucket.b[0]!arn}","${net#module.s3.aws_s3_bucket.b[0]!arn}/*"]`, yum(), denied},
		{"a bucket's name", `"Resource":"arn:aws:s3:::${.#aws_s3_bucket.b!id}/*"`, yum(), denied},
		{"GetAtt of a bucket", `"Resource":"${stack.yaml#Bucket!Arn}/*"`, yum(), denied},
		{"Ref of a bucket", `"Resource":"arn:${partition}:s3:::${stack.yaml#Bucket!Ref}/*"`, yum(), denied},
		{"all but a bucket", `"NotResource":"${.#aws_s3_bucket.b!arn}/*"`, yum(), brief{policy.Allowed, false, 0, policy.NoElement, ""}},
		{"a name made with that of a bucket", `"Resource":"arn:aws:s3:::al2023-repos-${stack.yaml#Bucket!Ref}/*"`, yum(), open},
		{"a bucket's region is a part of any name", `"Resource":"arn:aws:s3:::al2023-repos-${.#aws_s3_bucket.b!region}-de612dc2/*"`, yum(), open},
		{"the id of something else can be a part of any name", `"Resource":"arn:aws:s3:::al2023-repos-${.#random_id.x!id}/*"`, yum(), open},
		{"a bucket's ARN where the request goes to one's own", `"Resource":"${.#aws_s3_bucket.b!arn}/*"`, mine, open},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*",`+test.element+`}]}`, test.read)
			if diff := cmp.Diff(test.want, short(decision)); diff != "" {
				t.Errorf("%s\n%+v", diff, decision)
			}
		})
	}
}

func TestDenyWinsAndPointsAtWhatNarrowsIt(t *testing.T) {
	t.Parallel()
	const allow = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},`
	denied := func(e policy.Element, key string) brief { return brief{policy.Denied, true, 1, e, key} }
	for _, test := range []struct {
		name, statement string
		want            brief
	}{
		{"everything", `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`, denied(policy.ElementEffect, "")},
		{"the buckets", `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-*"}`, denied(policy.ElementResource, "")},
		{"all but one's own buckets", `{"Effect":"Deny","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::mine/*"}`, denied(policy.ElementResource, "")},
		{"all but a role", `{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:role/app"},"Action":"*","Resource":"*"}`, denied(policy.ElementPrincipal, "")},
		{"reading", `{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}`, denied(policy.ElementAction, "")},
		{"a condition first", `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-*","Condition":{"Null":{"aws:PrincipalArn":"true"}}}`, denied(policy.ElementCondition, "aws:PrincipalArn")},
		{"what may apply leaves it open", `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"${var.bucket}/*"}`, brief{policy.Undetermined, false, 1, policy.ElementResource, ""}},
		{"writing only", `{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}`, brief{policy.Allowed, false, 0, policy.NoElement, ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, `{"Version":"2012-10-17","Statement":[`+allow+test.statement+`]}`, yum())
			if diff := cmp.Diff(test.want, short(decision)); diff != "" {
				t.Errorf("%s\n%+v", diff, decision)
			}
		})
	}
}

func TestEveryStatementThatDeniesIsNamed(t *testing.T) {
	t.Parallel()
	const deny = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`
	decision := judge(t, `{"Statement":[`+deny+`,{"Sid":"Perimeter","Effect":"Deny","Principal":"*","Action":"*","Resource":"*"},`+
		`{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"},`+deny+`]}`, yum())
	if diff := cmp.Diff([]string{"statement `Perimeter`", "statement 4"}, decision.Others); diff != "" {
		t.Error(diff)
	}
}

func TestTheNearestStatementIsNamed(t *testing.T) {
	t.Parallel()
	const (
		action    = `{"Sid":"action","Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"*"}`
		resource  = `{"Sid":"resource","Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::mine/*"}`
		principal = `{"Sid":"principal","Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"*","Resource":"*"}`
		condition = `{"Sid":"condition","Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"1"}}}`
		meant     = `{"Sid":"meant","Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}`
	)
	for _, test := range []struct {
		statements []string
		want       string
	}{
		{[]string{action, resource}, "resource"},
		{[]string{action, resource, principal}, "principal"},
		{[]string{condition, action, resource, principal}, "condition"},
		{[]string{principal, condition, meant}, "meant"},
	} {
		decision := judge(t, `{"Statement":[`+strings.Join(test.statements, ",")+`]}`, yum())
		if decision.Outcome != policy.Denied || decision.Sid != test.want {
			t.Errorf("got %q, want %q: %+v", decision.Sid, test.want, decision)
		}
	}
}

func TestPolicyVariables(t *testing.T) {
	t.Parallel()
	const template = `{VERSION"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":RESOURCE,"Condition":CONDITION}}`
	const current, old = `"Version":"2012-10-17",`, ``
	for _, test := range []struct {
		name, version, resource, condition string
		want                               policy.Outcome
	}{
		{"a missing one matches nothing", current, `"arn:aws:s3:::al2023-*/${aws:username}*"`, `{}`, policy.Denied},
		{"a missing one with a default", current, `"arn:aws:s3:::al2023-*/${aws:username, 'core'}/*"`, `{}`, policy.Allowed},
		{"one that is there", current, `"arn:aws:s3:::al2023-repos-${aws:RequestedRegion}-*"`, `{}`, policy.Allowed},
		{"an old version knows none", old, `"arn:aws:s3:::al2023-repos-${aws:RequestedRegion}-*"`, `{}`, policy.Denied},
		{"a star that is no wildcard", current, `"arn:aws:s3:::al2023-${*}"`, `{}`, policy.Denied},
		{"in a condition", current, `"*"`, `{"StringEquals":{"aws:PrincipalAccount":"${aws:userid}"}}`, policy.Allowed},
		{"a missing one in a condition", current, `"*"`, `{"StringEquals":{"aws:PrincipalAccount":"${aws:username}"}}`, policy.Denied},
		{"the own account's buckets", current, `"*"`, `{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}`, policy.Denied},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			document := strings.NewReplacer("VERSION", test.version, "RESOURCE", test.resource, "CONDITION", test.condition).Replace(template)
			if decision := judge(t, document, yum()); decision.Outcome != test.want {
				t.Errorf("%s, want %s: %+v", decision.Outcome, test.want, decision)
			}
		})
	}
}

func TestEverySampleObjectCounts(t *testing.T) {
	t.Parallel()
	const document = `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":["arn:aws:s3:::al2023-repos-*/core/*",%s]}}`
	two := reading("arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/core/x", "arn:aws:s3:::al2023-repos-ap-northeast-1-de612dc2/blobstore/x")
	for resource, want := range map[string]policy.Outcome{
		`"arn:aws:s3:::mine/*"`:        policy.Denied,
		`"${var.b}"`:                   policy.Undetermined,
		`"arn:aws:s3:::*/blobstore/*"`: policy.Allowed,
	} {
		decision := judge(t, strings.Replace(document, "%s", resource, 1), two)
		if decision.Outcome != want {
			t.Errorf("%s: %s, want %s", resource, decision.Outcome, want)
		}
		if literal, _ := decision.Resource.Literal(); want != policy.Allowed && !strings.HasSuffix(literal, "/blobstore/x") {
			t.Errorf("%s: the decision is about %s", resource, literal)
		}
	}
}

func TestNothingWrittenIsFullAccess(t *testing.T) {
	t.Parallel()
	document, problems := policy.Parse(value.Value{}, nil)
	decision := document.Evaluate(policy.AnonymousRead(overHTTP()))
	if decision.Outcome != policy.Allowed || !document.Default || len(problems) > 0 {
		t.Errorf("got %+v", decision)
	}
	if want := "no policy is written, so AWS allows every request"; decision.Why != want {
		t.Errorf("got %q", decision.Why)
	}
}

func TestWhatIsNotKnownLeavesItOpen(t *testing.T) {
	t.Parallel()
	reason := value.Reason{Text: "var.policy is not set", Settle: "pass --var policy=…"}
	unknown := value.OfReason(reason, source.Range{})
	allow := value.Value{Kind: value.Map, Entries: []value.Entry{
		{Key: "Effect", Value: value.OfString("Allow", source.Range{})},
		{Key: "Principal", Value: value.OfString("*", source.Range{})},
		{Key: "Action", Value: value.OfString("*", source.Range{})},
		{Key: "Resource", Value: value.OfString("*", source.Range{})},
	}}
	document := func(statements value.Value) value.Value {
		return value.Value{Kind: value.Map, Entries: []value.Entry{{Key: "Statement", Value: statements}}}
	}
	opened := allow
	opened.More = &reason
	for _, test := range []struct {
		name   string
		policy value.Value
	}{
		{"the policy", unknown},
		{"a hole for a policy", value.OfText(value.HoleText(value.Hole{Reason: &reason}), source.Range{})},
		{"the statements", document(unknown)},
		{"a further statement", document(value.Value{Kind: value.List, Items: []value.Value{allow}, More: &reason})},
		{"one of the statements", document(value.Value{Kind: value.List, Items: []value.Value{allow, unknown}})},
		{"a part of the statement", document(opened)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parsed, _ := policy.Parse(test.policy, nil)
			decision := parsed.Evaluate(policy.AnonymousRead(yum()))
			if decision.Outcome != policy.Undetermined || decision.Reason != reason {
				t.Errorf("got %+v", decision)
			}
		})
	}
}

func TestWhyReadsAsAClause(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ document, want string }{
		{strings.Replace(allowWith, "CONDITION", `{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}`, 1), "`aws:PrincipalAccount` reads `anonymous` on an unsigned request"},
		{strings.Replace(allowWith, "CONDITION", `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`, 1), "`aws:PrincipalOrgID` is absent from an unsigned request"},
		{strings.Replace(allowWith, "CONDITION", `{"StringEquals":{"aws:ResourceAccount":"123456789012"}}`, 1), "`aws:ResourceAccount` is the AWS account that owns the bucket, never your own"},
		{strings.Replace(denyWith, "CONDITION", `{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, 1), "`aws:SourceIp` is absent from a request through a VPC endpoint"},
		{`{"Statement":{"Sid":"Repositories","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`, "statement `Repositories` allows it"},
		{`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`, "statement 1 allows it"},
		{`{"Statement":[]}`, "no statement allows `s3:GetObject` on `" + al2023 + "`"},
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::mine/*"}}`, "the statement's resources do not cover `" + al2023 + "`"},
		{`{"Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"*","Resource":"*"}}`, "the statement's principal is not `*`, and no other matches an unsigned request"},
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::al2023-*"}}`, "`NotResource` leaves out `" + al2023 + "`"},
		{`{"Statement":{"Effect":"Allow","Principal":"*","NotAction":"s3:Get*","Resource":"*"}}`, "`NotAction` leaves out `s3:GetObject`"},
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"${var.b}"}}`, "whether `Resource` covers `" + al2023 + "` is not known"},
		{`{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`, "it denies every request"},
		{`{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-*"}}`, "`Resource` covers `" + al2023 + "`"},
		{`{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"123456789012"},"Action":"*","Resource":"*"}}`, "`NotPrincipal` does not leave out unsigned requests"},
	} {
		if got := judge(t, test.document, reading(al2023)).Why; got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestAnUnknownRegionSaysWhatWouldSettleIt(t *testing.T) {
	t.Parallel()
	decision := judge(t, `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"}}`, reading(anyAL))
	want := value.Reason{
		Text:   "the policy names a region, and the region of the endpoint is not known",
		Settle: "state the region in the provider, the environment or the configuration",
	}
	if diff := cmp.Diff(want, decision.Reason); diff != "" {
		t.Error(diff)
	}
}

func TestReadsThatTheInstanceRoleSigns(t *testing.T) {
	t.Parallel()
	const yes, no, open = policy.Allowed, policy.Denied, policy.Undetermined
	for _, test := range []struct {
		condition string
		want      policy.Outcome
	}{
		{`{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"${account}"}}`, yes},
		{`{"StringEquals":{"aws:PrincipalAccount":"anonymous"}}`, no},
		{`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/app"}}`, yes},
		{`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/other"}}`, no},
		{`{"ArnLike":{"aws:PrincipalArn":"arn:*:app"}}`, no},
		{`{"StringEquals":{"aws:PrincipalOrgID":"o-abc1234567"}}`, yes},
		{`{"Bool":{"aws:PrincipalIsAWSService":"true"}}`, no},
		{`{"StringEquals":{"aws:ResourceAccount":"123456789012"}}`, no},
		{`{"StringEquals":{"aws:PrincipalTag/team":"a"}}`, open},
	} {
		t.Run(test.condition, func(t *testing.T) {
			t.Parallel()
			request := policy.SignedRead(yum(), roleApp())
			decision := parse(t, strings.Replace(allowWith, "CONDITION", test.condition, 1)).Evaluate(request)
			if decision.Outcome != test.want {
				t.Errorf("%s, want %s: %+v", decision.Outcome, test.want, decision)
			}
		})
	}
}

func TestAHostInOneOfSeveralBlocks(t *testing.T) {
	t.Parallel()
	read := yum()
	read.Address = []value.Text{text("10.0.0.0/16"), text("100.64.0.0/16")}
	for block, want := range map[string]policy.Outcome{
		"10.0.0.0/8": policy.Undetermined, "192.168.0.0/16": policy.Denied, "0.0.0.0/0": policy.Allowed,
	} {
		document := strings.Replace(allowWith, "CONDITION", `{"IpAddress":{"aws:VpcSourceIp":"`+block+`"}}`, 1)
		if got := judge(t, document, read).Outcome; got != want {
			t.Errorf("%s: %s, want %s", block, got, want)
		}
	}
}

func TestAnOpenConditionSaysWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]string{
		`{"StringEquals":{"some:NewKey":"a"}}`:                     "what the key `some:NewKey` reads on this request is not known",
		`{"StringEqualsIfExists":{"aws:ResourceOrgID":"o-abc"}}`:   "the organization of the AWS account that owns the bucket is not published",
		`{"StringEquals":{"aws:SourceVpc":"vpc-0123"}}`:            "whether `aws:SourceVpc` is vpc-0123 is not known before deployment",
		`{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01"}}`:     "the time of the request is not known",
		`{"StringEquals":{"aws:PrincipalAccount":"${var.owner}"}}`: "var.owner is not set",
	} {
		decision := judge(t, strings.Replace(allowWith, "CONDITION", condition, 1), yum())
		if decision.Outcome != policy.Undetermined || decision.Reason.Text != want {
			t.Errorf("%s: %s because %s", condition, decision.Outcome, decision.Reason.Text)
		}
	}
}

func TestARegionNobodyStatesIsNotKnown(t *testing.T) {
	t.Parallel()
	document := strings.Replace(allowWith, "CONDITION", `{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}`, 1)
	if got := judge(t, document, policy.Read{Resources: reading(al2023).Resources}).Outcome; got != policy.Undetermined {
		t.Errorf("got %s", got)
	}
}

func BenchmarkParseAndEvaluate(b *testing.B) {
	var resources []string
	for _, bucket := range []string{"packages.", "repo.", "amazonlinux-2-repos-", "aws-ssm-", "amazon-ssm-", "prod."} {
		for _, end := range []string{"/*", "-a/*", "-b/*", "-c/*", "-d/*", "-e/*", "-f/*", "-g/*", "-h/*", "-i/*"} {
			resources = append(resources, `"arn:aws:s3:::`+bucket+`${region}`+end+`"`)
		}
	}
	document := value.OfText(text(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":[`+
		strings.Join(resources, ",")+`,"arn:aws:s3:::al2023-repos-${region}/*"]}}`), source.Range{})
	request := policy.AnonymousRead(policy.Read{Resources: reading(anyAL).Resources, HTTPS: true})
	for b.Loop() {
		parsed, _ := policy.Parse(document, nil)
		if parsed.Evaluate(request).Outcome != policy.Denied {
			b.Fatal("the request is not denied")
		}
	}
}

// TestThePolicysOwnRegionIsTheKnownOne: a template writes ${AWS::Region} where
// the request's region was told by something else, such as an availability zone.
func TestThePolicysOwnRegionIsTheKnownOne(t *testing.T) {
	t.Parallel()
	allow := func(resource string) string {
		return `{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"` + resource + `"}}`
	}
	for resource, want := range map[string]policy.Outcome{
		"arn:${partition}:s3:::al2023-repos-${region}-de612dc2/*": policy.Allowed,
		"arn:aws:s3:::al2023-repos-${region}-de612dc2/*":          policy.Allowed,
		"arn:aws:s3:::amazonlinux-2-repos-${region}/*":            policy.Denied,
	} {
		if got := judge(t, allow(resource), reading(al2023)); got.Outcome != want {
			t.Errorf("%s: %s, want %s: %s", resource, got.Outcome, want, got.Why)
		}
	}
}
