package terraform

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var roleTypes = map[string]func(*lowering, *resource.Resource){
	"aws_iam_role": (*lowering).role,
	"aws_iam_instance_profile": func(l *lowering, r *resource.Resource) {
		role := l.byName(firstStated(r.Attributes, "role", "roles"), "aws_iam_role", "name")
		l.builder.Add(&graph.InstanceProfile{Origin: l.origin(r), Role: graph.RefFrom[graph.Role](role, l.resolve)})
	},
}

func (l *lowering) role(r *resource.Resource) {
	a := r.Attributes
	node := &graph.Role{
		Origin: l.origin(r), Trust: a.Get("assume_role_policy"),
		ManagedPolicies: value.ListFrom(a.Get("managed_policy_arns"), value.TextOf),
	}
	found, _, _ := blocks(a.Get("inline_policy"))
	for _, one := range found {
		if policy := one.value.Get("policy"); isStated(policy) {
			node.Policies = append(node.Policies, guardedValue(one.guard, policy))
		}
	}
	l.builder.Add(node)
}

// attachPolicies gives roles the policies that are attached to them elsewhere.
func (l *lowering) attachPolicies() {
	roles := map[graph.ID]*graph.Role{}
	for _, node := range l.builder.Nodes() {
		if role, ok := node.(*graph.Role); ok {
			roles[role.ID] = role
		}
	}
	for _, address := range l.addresses {
		r := l.resources[address]
		switch r.Type {
		case "aws_iam_role_policy":
			for _, role := range l.rolesOf(r.Attributes.Get("role"), roles) {
				role.Policies = append(role.Policies, guardedValue(r.Guard, r.Attributes.Get("policy")))
			}
		case "aws_iam_role_policy_attachment":
			l.attach(r, l.rolesOf(r.Attributes.Get("role"), roles), r.Attributes.Get("policy_arn"))
		case "aws_iam_policy_attachment":
			for _, item := range r.Attributes.Get("roles").Items {
				l.attach(r, l.rolesOf(item, roles), r.Attributes.Get("policy_arn"))
			}
		case "aws_iam_role_policy_attachments_exclusive":
			for _, item := range r.Attributes.Get("policy_arns").Items {
				l.attach(r, l.rolesOf(r.Attributes.Get("role_name"), roles), item)
			}
		}
	}
}

func (l *lowering) rolesOf(v value.Value, roles map[graph.ID]*graph.Role) []*graph.Role {
	var found []*graph.Role
	for _, alternative := range graph.RefFrom[graph.Role](l.byName(v, "aws_iam_role", "name"), l.resolve).Alternatives() {
		if role := roles[alternative.Value.Value]; role != nil {
			found = append(found, role)
		}
	}
	return found
}

// attach adds a managed policy: its document where it is declared in view, else its ARN.
func (l *lowering) attach(r *resource.Resource, roles []*graph.Role, policy value.Value) {
	for _, role := range roles {
		if r.Symbolic != nil {
			role.ManagedPolicies.More = append(role.ManagedPolicies.More, value.Alternative[value.Reason]{Guard: r.Guard, Value: *r.Symbolic})
			continue
		}
		if declared := l.declared(policy); declared != nil && declared.Type == "aws_iam_policy" {
			role.Policies = append(role.Policies, guardedValue(r.Guard, declared.Attributes.Get("policy")))
			continue
		}
		role.ManagedPolicies.Unstated = value.Never()
		role.ManagedPolicies.Items = append(role.ManagedPolicies.Items, value.TextOf(guardedValue(r.Guard, policy)))
	}
}
