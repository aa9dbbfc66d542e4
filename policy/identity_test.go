package policy_test

import (
	"testing"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

const register = "ssm:UpdateInstanceInformation"

func identity(t *testing.T, document string) *policy.Document {
	t.Helper()
	parsed, problems := policy.ParseIdentity(value.OfText(text(document), source.Range{}), nil)
	for _, problem := range problems {
		t.Errorf("problem in the document: %s", problem.Text)
	}
	return parsed
}

func TestIdentityPoliciesDecideWhatTheAgentMayCall(t *testing.T) {
	t.Parallel()
	const version = `{"Version":"2012-10-17","Statement":`
	for name, test := range map[string]struct {
		policy, action string
		want           policy.Outcome
	}{
		"everything":                     {`{"Effect":"Allow","Action":"*","Resource":"*"}`, register, policy.Allowed},
		"the action in another case":     {`{"Effect":"Allow","Action":"SSM:updateinstanceinformation","Resource":"*"}`, register, policy.Allowed},
		"a wildcard":                     {`{"Effect":"Allow","Action":"ssm:Update*","Resource":"*"}`, register, policy.Allowed},
		"another service":                {`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, register, policy.Denied},
		"every action but those of ssm":  {`{"Effect":"Allow","NotAction":"ssm:*","Resource":"*"}`, register, policy.Denied},
		"every action but those of iam":  {`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, register, policy.Allowed},
		"a deny beside an allow":         {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ssm:*","Resource":"*"}]`, register, policy.Denied},
		"all instances of the account":   {`{"Effect":"Allow","Action":"ssm:*","Resource":"arn:${partition}:ec2:*:${account}:instance/*"}`, register, policy.Allowed},
		"one instance, perhaps this one": {`{"Effect":"Allow","Action":"ssm:*","Resource":"arn:aws:ec2:*:*:instance/i-0123456789abcdef0"}`, register, policy.Undetermined},
		"documents only":                 {`{"Effect":"Allow","Action":"ssm:*","Resource":"arn:aws:ssm:*:*:document/*"}`, register, policy.Denied},
		"messages on everything":         {`{"Effect":"Allow","Action":"ssmmessages:*","Resource":"*"}`, "ssmmessages:OpenControlChannel", policy.Allowed},
		"messages on something":          {`{"Effect":"Allow","Action":"ssmmessages:*","Resource":"arn:aws:ssm:*:*:session/*"}`, "ssmmessages:OpenControlChannel", policy.Undetermined},
		"its own account":                {`{"Effect":"Allow","Action":"ssm:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"${account}"}}}`, register, policy.Allowed},
		"only from a VPC":                {`{"Effect":"Allow","Action":"ssm:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-0a1"}}}`, register, policy.Undetermined},
		"only over TLS":                  {`{"Effect":"Allow","Action":"ssm:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}`, register, policy.Allowed},
		"an unknown action":              {`{"Effect":"Allow","Action":"${var.action}","Resource":"*"}`, register, policy.Undetermined},
		"an unknown deny beside it":      {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"${var.action}","Resource":"*"}]`, register, policy.Undetermined},
		"no statement":                   {`[]`, register, policy.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := policy.IdentityCall(test.action, value.Literal("eu-west-1"), roleApp())
			if got := identity(t, version+test.policy+"}").Evaluate(call); got.Outcome != test.want {
				t.Errorf("%s is %s: %s", test.action, got.Outcome, got.Why)
			}
		})
	}
}

func TestNoIdentityPolicyAllowsNothing(t *testing.T) {
	t.Parallel()
	none, _ := policy.ParseIdentity(value.Value{}, nil)
	call := policy.IdentityCall(register, value.Text{}, policy.Signer{})
	if got := policy.Union(none).Evaluate(call).Outcome; got != policy.Denied {
		t.Errorf("no policy: %s", got)
	}
	if got := policy.Union().Evaluate(call).Outcome; got != policy.Denied {
		t.Errorf("no documents: %s", got)
	}
}

func TestManagedPoliciesAreKnownByName(t *testing.T) {
	t.Parallel()
	const open = "ssmmessages:OpenControlChannel"
	for arn, want := range map[string][2]policy.Outcome{
		"arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore":          {policy.Allowed, policy.Allowed},
		"arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore": {policy.Allowed, policy.Allowed},
		"arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore":       {policy.Allowed, policy.Allowed},
		"arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM":      {policy.Allowed, policy.Allowed},
		"${var.core}:policy/AmazonSSMManagedInstanceCore":               {policy.Allowed, policy.Allowed},
		"arn:aws:iam::aws:policy/AdministratorAccess":                   {policy.Allowed, policy.Allowed},
		"arn:aws:iam::aws:policy/AmazonSSMPatchAssociation":             {policy.Denied, policy.Denied},
		"arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy":           {policy.Denied, policy.Denied},
		"arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy":             {policy.Denied, policy.Denied},
		"arn:aws:iam::aws:policy/SomethingNew":                          {policy.Undetermined, policy.Undetermined},
		"arn:aws:iam::111122223333:policy/AmazonSSMManagedInstanceCore": {policy.Undetermined, policy.Undetermined},
		"${var.core}:policy/ours":                                       {policy.Undetermined, policy.Undetermined},
		"${var.core}":                                                   {policy.Undetermined, policy.Undetermined},
	} {
		document := policy.Managed(text(arn))
		for i, action := range []string{register, open} {
			if got := document.Evaluate(policy.IdentityCall(action, value.Text{}, policy.Signer{})); got.Outcome != want[i] {
				t.Errorf("%s: %s is %s, want %s (%s)", arn, action, got.Outcome, want[i], got.Why)
			}
		}
	}
}

func TestAnUnknownPolicyOfAWSTakesNothingAway(t *testing.T) {
	t.Parallel()
	core := policy.Managed(text("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"))
	call := policy.IdentityCall(register, value.Text{}, policy.Signer{})
	for arn, want := range map[string]policy.Outcome{
		"arn:aws:iam::aws:policy/SomethingNew":  policy.Allowed,
		"arn:aws:iam::aws:policy/AWSDenyAll":    policy.Undetermined,
		"arn:aws:iam::111122223333:policy/ours": policy.Undetermined,
	} {
		if got := policy.Union(core, policy.Managed(text(arn))).Evaluate(call).Outcome; got != want {
			t.Errorf("beside %s: %s, want %s", arn, got, want)
		}
	}
}

func TestTrustPoliciesSayWhichServiceMayAssumeTheRole(t *testing.T) {
	t.Parallel()
	for principal, want := range map[string]policy.Outcome{
		`{"Service":"ssm.amazonaws.com"}`:                       policy.Allowed,
		`{"Service":["ec2.amazonaws.com","ssm.amazonaws.com"]}`: policy.Allowed,
		`{"Service":"ssm.${dns_suffix}"}`:                       policy.Allowed,
		`{"Service":"ssm.amazonaws.com.cn"}`:                    policy.Allowed,
		`{"Service":"ec2.amazonaws.com"}`:                       policy.Denied,
		`{"Service":"ssm.eu-west-1.amazonaws.com"}`:             policy.Denied,
		`{"AWS":"arn:aws:iam::111122223333:root"}`:              policy.Denied,
		`{"Service":"${var.service}"}`:                          policy.Undetermined,
		`"*"`:                                                   policy.Allowed,
	} {
		document := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal + `}]}`
		parsed, problems := policy.ParseTrust(value.OfText(text(document), source.Range{}), nil)
		if len(problems) > 0 {
			t.Errorf("%s: %v", principal, problems)
		}
		if got := parsed.Evaluate(policy.AssumeRole("ssm.amazonaws.com")); got.Outcome != want {
			t.Errorf("%s: %s, want %s (%s)", principal, got.Outcome, want, got.Why)
		}
	}
}

func TestConditionsAgainstTheConfusedDeputyAreNoFault(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]policy.Outcome{
		`{"StringEquals":{"aws:SourceAccount":"111122223333"}}`:                  policy.Allowed,
		`{"ArnEquals":{"aws:SourceArn":"arn:aws:ssm:eu-west-1:111122223333:*"}}`: policy.Allowed,
		`{"ArnLike":{"aws:SourceArn":"arn:${partition}:ssm:*:${account}:*"}}`:    policy.Allowed,
		`{"ArnEquals":{"aws:SourceArn":"arn:aws:ec2:*:*:*"}}`:                    policy.Denied,
	} {
		document := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ssm.amazonaws.com"},"Condition":` + condition + `}}`
		parsed, _ := policy.ParseTrust(value.OfText(text(document), source.Range{}), nil)
		if got := parsed.Evaluate(policy.AssumeRole("ssm.amazonaws.com")); got.Outcome != want {
			t.Errorf("%s: %s, want %s (%s)", condition, got.Outcome, want, got.Why)
		}
	}
}
