package cloudformation

import (
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) role(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.Role{
		Origin: l.origin(r), Grants: l.grants(r, "Roles", "AWS::IAM::RolePolicy", "RoleName"),
		Trust: a.Get("AssumeRolePolicyDocument"), MaxSession: value.IntOf(a.Get("MaxSessionDuration")),
		Name: value.TextOf(a.Get("RoleName")), Path: value.TextOf(a.Get("Path")),
	})
}

func (l *lowering) user(r *resource.Resource) {
	groups := []value.Value{r.Attributes.Get("Groups")}
	for _, addition := range l.attachedTo("AWS::IAM::UserToGroupAddition", "Users", r) {
		groups = append(groups, under(addition.Guard, addition.Attributes.Get("GroupName")))
	}
	l.builder.Add(&graph.User{
		Origin: l.origin(r), Grants: l.grants(r, "Users", "AWS::IAM::UserPolicy", "UserName"),
		MemberOf: graph.RefsFrom[graph.UserGroup](l.allNamed(gather(groups...), "AWS::IAM::Group"), l.resolve),
	})
}

func (l *lowering) userGroup(r *resource.Resource) {
	l.builder.Add(&graph.UserGroup{Origin: l.origin(r), Grants: l.grants(r, "Groups", "AWS::IAM::GroupPolicy", "GroupName")})
}

func (l *lowering) accessKey(r *resource.Resource) {
	user := l.named(r.Attributes.Get("UserName"), "AWS::IAM::User")
	l.builder.Add(&graph.AccessKey{
		Origin: l.origin(r), User: graph.RefFrom[graph.User](user, l.resolve), Inactive: textIs(r.Attributes.Get("Status"), "Inactive"),
	})
}

// grants are the policies of a role, user or group: those in its own properties,
// those of policy resources that list it in holders, and those of single, which
// name it in the property singleHolder.
func (l *lowering) grants(r *resource.Resource, holders, single, singleHolder string) graph.Grants {
	a := r.Attributes
	made := graph.Grants{ManagedPolicies: value.ListFrom(a.Get("ManagedPolicyArns"), value.TextOf)}
	made.ManagedPolicies.Items = nil
	each(a.Get("ManagedPolicyArns"), func(guard value.Guard, arn value.Value) {
		if declared := l.declaredPolicy(arn); declared != nil {
			made.Policies = append(made.Policies, under(guard.And(declared.Guard), declared.Attributes.Get("PolicyDocument")))
			return
		}
		made.ManagedPolicies.Items = append(made.ManagedPolicies.Items, value.TextOf(under(guard, arn)))
	})
	if more := each(a.Get("ManagedPolicyArns"), func(value.Guard, value.Value) {}); more != nil && len(made.ManagedPolicies.More) == 0 {
		made.ManagedPolicies.More = append(made.ManagedPolicies.More, value.Alternative[value.Reason]{Value: *more})
	}
	more := each(a.Get("Policies"), func(guard value.Guard, policy value.Value) {
		made.Policies = append(made.Policies, under(guard, dig(policy, "PolicyDocument")))
	})
	if more != nil {
		made.Policies = append(made.Policies, value.OfReason(*more, a.Get("Policies").Range))
	}
	for _, kind := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"} {
		for _, policy := range l.attachedTo(kind, holders, r) {
			made.Policies = append(made.Policies, under(policy.Guard, policy.Attributes.Get("PolicyDocument")))
		}
	}
	for _, policy := range l.attachedTo(single, singleHolder, r) {
		made.Policies = append(made.Policies, under(policy.Guard, policy.Attributes.Get("PolicyDocument")))
	}
	boundary := a.Get("PermissionsBoundary")
	if declared := l.declaredPolicy(boundary); declared != nil {
		made.Boundary, made.BoundaryPolicy = value.AbsentOf[value.Text](boundary.Range), declared.Attributes.Get("PolicyDocument")
	} else {
		made.Boundary = value.TextOf(boundary)
	}
	return made
}

// declaredPolicy is the managed policy in view that an ARN refers to.
func (l *lowering) declaredPolicy(arn value.Value) *resource.Resource {
	if hole, ok := arn.Text.Hole(); ok && hole.Ref != nil && arn.Kind == value.String {
		if policy := l.byID[hole.Ref.Node]; policy != nil && policy.Type == "AWS::IAM::ManagedPolicy" {
			return policy
		}
	}
	return nil
}

// attachedTo is attached for what names r by its literal name as well.
func (l *lowering) attachedTo(kind, property string, r *resource.Resource) []*resource.Resource {
	found := slices.Clone(l.attached(kind, property, r))
	name, ok := text(r.Attributes.Get(nameProperties[r.Type])).Literal()
	if !ok || name == "" {
		return found
	}
	for _, candidate := range l.byType[kind] {
		each(candidate.Attributes.Get(property), func(_ value.Guard, holder value.Value) {
			if literal, ok := text(holder).Literal(); ok && literal == name && !slices.Contains(found, candidate) {
				found = append(found, candidate)
			}
		})
	}
	return found
}

// allNamed is named for every member of a list.
func (l *lowering) allNamed(v value.Value, kind string) value.Value {
	v.Items = slices.Clone(v.Items)
	for i, item := range v.Items {
		v.Items[i] = l.named(item, kind)
	}
	return v
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
