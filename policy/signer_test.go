package policy_test

import (
	"strings"
	"testing"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

const agentWith = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":PRINCIPAL,"Action":"ssm:*","Resource":"*","Condition":CONDITION}]}`

func callOfAgent(through bool, signer policy.Signer) policy.Request {
	call := policy.Read{
		HTTPS: true, Interface: value.TruthOf(through), Region: text("eu-west-1"),
		Resources: []value.Text{text("arn:${partition}:ec2:eu-west-1:${account}:instance/i-0123456789abcdef0")},
	}
	return policy.SignedCall(register, call, signer)
}

func TestPrincipalsOfEndpointPolicies(t *testing.T) {
	t.Parallel()
	const yes, no, open = policy.Allowed, policy.Denied, policy.Undetermined
	for principal, want := range map[string]struct{ interfaced, gateway policy.Outcome }{
		`"*"`:                                          {yes, yes},
		`{"AWS":"*"}`:                                  {yes, yes},
		`{"AWS":"${app!arn}"}`:                         {yes, open},
		`{"AWS":"${app!Arn}"}`:                         {yes, open},
		`{"AWS":"${other!arn}"}`:                       {no, no},
		`{"AWS":"${other[?]!arn}"}`:                    {open, open},
		`{"AWS":["${other!arn}","${app!arn}"]}`:        {yes, open},
		`{"AWS":"arn:aws:iam::123456789012:role/app"}`: {yes, open},
		`{"AWS":"arn:${partition}:iam::${account}:role/app"}`: {yes, open},
		`{"AWS":"arn:aws:iam::123456789012:role/other"}`:      {no, no},
		`{"AWS":"arn:aws:iam::123456789012:role/team/app"}`:   {no, no},
		`{"AWS":"arn:aws:iam::123456789012:user/app"}`:        {no, no},
		`{"AWS":"123456789012"}`:                              {yes, no},
		`{"AWS":"${account}"}`:                                {yes, no},
		`{"AWS":"arn:aws:iam::123456789012:root"}`:            {yes, no},
		`{"AWS":"arn:${partition}:iam::${account}:root"}`:     {yes, no},
		`{"AWS":"${var.principal}"}`:                          {open, open},
		`{"Service":"ssm.amazonaws.com"}`:                     {no, no},
	} {
		document := parse(t, strings.NewReplacer("PRINCIPAL", principal, "CONDITION", "{}").Replace(agentWith))
		for _, kind := range []struct {
			name    string
			through bool
			want    policy.Outcome
		}{{"interface", true, want.interfaced}, {"gateway", false, want.gateway}} {
			signer := roleApp("${app!arn}", "${app!Arn}")
			if got := document.Evaluate(callOfAgent(kind.through, signer)); got.Outcome != kind.want {
				t.Errorf("%s endpoint, principal %s: %s, want %s (%s)", kind.name, principal, got.Outcome, kind.want, got.Why)
			}
		}
	}
}

func TestEverybodyButAPrincipalMayLeaveOutARoleSession(t *testing.T) {
	t.Parallel()
	const shape = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":PRINCIPAL,"Action":"ssm:*","Resource":"*"}]}`
	for principal, want := range map[string]policy.Outcome{
		`{"AWS":"${app!arn}"}`:   policy.Undetermined,
		`{"AWS":"123456789012"}`: policy.Undetermined,
		`{"AWS":"${other!arn}"}`: policy.Allowed,
		`"*"`:                    policy.Denied,
	} {
		document := parse(t, strings.Replace(shape, "PRINCIPAL", principal, 1))
		if got := document.Evaluate(callOfAgent(true, roleApp("${app!arn}"))); got.Outcome != want {
			t.Errorf("NotPrincipal %s: %s, want %s (%s)", principal, got.Outcome, want, got.Why)
		}
	}
}

func TestConditionsOnTheRoleThatSigns(t *testing.T) {
	t.Parallel()
	const yes, no, open = policy.Allowed, policy.Denied, policy.Undetermined
	unnamed := policy.Signer{ARNs: []value.Text{text("${app!arn}"), policy.RoleARN(value.Text{}, text("${app!name}"))}}
	for condition, want := range map[string]struct{ named, unnamed, unknown policy.Outcome }{
		`{"ArnEquals":{"aws:PrincipalArn":"${app!arn}"}}`:                                      {yes, yes, open},
		`{"StringEquals":{"aws:PrincipalArn":"${app!arn}"}}`:                                   {yes, yes, open},
		`{"ArnEquals":{"aws:PrincipalArn":"${other!arn}"}}`:                                    {no, no, open},
		`{"ArnNotEquals":{"aws:PrincipalArn":"${other!arn}"}}`:                                 {yes, yes, open},
		`{"ArnEquals":{"aws:PrincipalArn":["${other!arn}","${app!arn}"]}}`:                     {yes, yes, open},
		`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/app"}}`:                {yes, open, open},
		`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/a*"}}`:                 {yes, open, open},
		`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/other"}}`:                         {no, open, open},
		`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}}`:                  {yes, yes, yes},
		`{"ArnLike":{"aws:PrincipalArn":"arn:${partition}:iam::${account}:role/*"}}`:           {yes, yes, yes},
		`{"ArnLike":{"aws:PrincipalArn":"arn:${partition}:iam::${account}:role/${app!name}"}}`: {open, yes, open},
		`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/*"}}`:                  {no, no, no},
		`{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/admin-*"}}`:      {yes, open, open},
	} {
		document := parse(t, strings.NewReplacer("PRINCIPAL", `"*"`, "CONDITION", condition).Replace(agentWith))
		for _, kind := range []struct {
			name   string
			signer policy.Signer
			want   policy.Outcome
		}{{"named", roleApp("${app!arn}"), want.named}, {"unnamed", unnamed, want.unnamed}, {"unknown", policy.Signer{}, want.unknown}} {
			if got := document.Evaluate(callOfAgent(true, kind.signer)); got.Outcome != kind.want {
				t.Errorf("%s role under %s: %s, want %s (%s)", kind.name, condition, got.Outcome, kind.want, got.Why)
			}
		}
	}
}
