package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) role(r *resource.Resource) {
	a := r.Attributes
	role := &graph.Role{
		Origin: l.origin(r), Trust: a.Get("AssumeRolePolicyDocument"),
		ManagedPolicies: value.ListFrom(a.Get("ManagedPolicyArns"), value.TextOf),
	}
	each(a.Get("Policies"), func(guard value.Guard, policy value.Value) {
		role.Policies = append(role.Policies, under(guard, dig(policy, "PolicyDocument")))
	})
	for _, kind := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"} {
		for _, policy := range l.attached(kind, "Roles", r) {
			role.Policies = append(role.Policies, under(policy.Guard, policy.Attributes.Get("PolicyDocument")))
		}
	}
	for _, policy := range l.attached("AWS::IAM::RolePolicy", "RoleName", r) {
		role.Policies = append(role.Policies, under(policy.Guard, policy.Attributes.Get("PolicyDocument")))
	}
	for _, id := range l.referred(a.Get("ManagedPolicyArns")) {
		if policy := l.byID[string(id)]; policy != nil && policy.Type == "AWS::IAM::ManagedPolicy" {
			role.Policies = append(role.Policies, under(policy.Guard, policy.Attributes.Get("PolicyDocument")))
		}
	}
	l.builder.Add(role)
}

func (l *lowering) instanceProfile(r *resource.Resource) {
	roles := r.Attributes.Get("Roles")
	first := distribute(roles.Range, []value.Value{roles}, func(values []value.Value) value.Value {
		if items := present(values[0].Items); values[0].Kind == value.List && len(items) > 0 {
			return items[0]
		}
		return values[0]
	})
	l.builder.Add(&graph.InstanceProfile{
		Origin: l.origin(r), Role: graph.RefFrom[graph.Role](l.named(first, "AWS::IAM::Role"), l.resolve),
	})
}
