package terraform

import (
	"slices"
	"strings"

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
	"aws_iam_user":       (*lowering).user,
	"aws_iam_group":      (*lowering).userGroup,
	"aws_iam_access_key": (*lowering).accessKey,
	"aws_ssm_activation": (*lowering).activation,
}

func (l *lowering) role(r *resource.Resource) {
	a := r.Attributes
	node := &graph.Role{
		Origin: l.origin(r), Grants: l.grants(a), Trust: a.Get("assume_role_policy"), MaxSession: value.IntOf(a.Get("max_session_duration")),
		Name: value.TextOf(a.Get("name")), Path: value.TextOf(a.Get("path")),
	}
	kept := l.kept(r)
	found, more, _ := blocks(a.Get("inline_policy"))
	for _, one := range found {
		if policy := one.value.Get("policy"); isStated(policy) && kept(one.value.Get("name")) {
			node.Policies = append(node.Policies, guardedValue(one.guard, policy))
		}
	}
	if more != nil {
		node.Policies = append(node.Policies, value.OfReason(*more, a.Get("inline_policy").Range))
	}
	l.builder.Add(node)
}

// grants are the policies that a role or user states itself.
func (l *lowering) grants(a value.Value) graph.Grants {
	var made graph.Grants
	made.ManagedPolicies = value.ListFrom(a.Get("managed_policy_arns"), value.TextOf)
	made.ManagedPolicies.Items = nil
	for _, choice := range value.Flatten(a.Get("managed_policy_arns")) {
		for _, item := range choice.Value.Items {
			l.grant(&made, guardedValue(choice.Guard, item))
		}
	}
	boundary := a.Get("permissions_boundary")
	if declared := l.declared(boundary); declared != nil && declared.Type == "aws_iam_policy" {
		made.Boundary, made.BoundaryPolicy = value.AbsentOf[value.Text](boundary.Range), declared.Attributes.Get("policy")
	} else {
		made.Boundary = value.TextOf(stated(boundary))
	}
	return made
}

// grant adds a managed policy: its document where it is declared in view, else its ARN.
func (l *lowering) grant(to *graph.Grants, policy value.Value) {
	for _, choice := range value.Flatten(policy) {
		if choice.Value.Kind == value.Absent {
			continue
		}
		if declared := l.declared(choice.Value); declared != nil && declared.Type == "aws_iam_policy" {
			to.Policies = append(to.Policies, guardedValue(choice.Guard, declared.Attributes.Get("policy")))
			continue
		}
		to.ManagedPolicies.Unstated = value.Never()
		to.ManagedPolicies.Items = append(to.ManagedPolicies.Items, value.TextOf(guardedValue(choice.Guard, l.lookedUp(choice.Value))))
	}
}

// lookedUp is the ARN of a policy that a data source finds by name: which account
// it is of is not known, its name is.
func (l *lowering) lookedUp(arn value.Value) value.Value {
	reason := &arn.Reason
	if hole, ok := arn.Text.Hole(); ok && arn.Kind == value.String && hole.Reason != nil {
		reason = hole.Reason
	}
	_, key, _ := strings.Cut(reason.Key, "#")
	r := l.resources[strings.TrimSuffix(key, ".arn")]
	if r == nil || r.Type != "data.aws_iam_policy" {
		return arn
	}
	if given := r.Attributes.Get("arn"); given.Kind == value.String {
		return given
	}
	if name := r.Attributes.Get("name"); literal(name) != "" {
		owner := value.HoleText(value.Hole{Reason: reason, Range: arn.Range})
		return value.OfText(value.Concat(owner, value.Literal(":policy/"+literal(name))), arn.Range)
	}
	return arn
}

func (l *lowering) user(r *resource.Resource) {
	l.builder.Add(&graph.User{Origin: l.origin(r), Grants: l.grants(r.Attributes)})
}

func (l *lowering) userGroup(r *resource.Resource) {
	l.builder.Add(&graph.UserGroup{Origin: l.origin(r), Grants: l.grants(value.Value{})})
}

func (l *lowering) accessKey(r *resource.Resource) {
	user := l.byName(r.Attributes.Get("user"), "aws_iam_user", "name")
	l.builder.Add(&graph.AccessKey{
		Origin: l.origin(r), User: graph.RefFrom[graph.User](user, l.resolve), Inactive: is(r.Attributes.Get("status"), "Inactive"),
	})
}

// activation is an intent as well: who activates machines means to manage them.
func (l *lowering) activation(r *resource.Resource) {
	role := l.byName(r.Attributes.Get("iam_role"), "aws_iam_role", "name")
	node := &graph.Activation{
		Origin: l.origin(r), Role: graph.RefFrom[graph.Role](role, l.resolve), Expires: value.TextOf(r.Attributes.Get("expiration_date")),
	}
	l.builder.Add(node)
	intent := l.part(r, "intent", value.Guard{}, value.Value{})
	l.builder.Add(&graph.Intent{Origin: intent, IntentKind: graph.SessionManager})
}

// holder is a node that policies can be attached to.
type holder struct {
	typ    string
	grants *graph.Grants
	user   *graph.User
	// keeps says which inline policies stay, by name.
	keeps func(name value.Value) bool
}

// attachment says under which arguments a resource names whom it attaches what to.
type attachment struct {
	typ, holder, policies string
}

var attachments = map[string][]attachment{
	"aws_iam_role_policy":                        {{"aws_iam_role", "role", "policy"}},
	"aws_iam_user_policy":                        {{"aws_iam_user", "user", "policy"}},
	"aws_iam_group_policy":                       {{"aws_iam_group", "group", "policy"}},
	"aws_iam_role_policy_attachment":             {{"aws_iam_role", "role", "policy_arn"}},
	"aws_iam_user_policy_attachment":             {{"aws_iam_user", "user", "policy_arn"}},
	"aws_iam_group_policy_attachment":            {{"aws_iam_group", "group", "policy_arn"}},
	"aws_iam_role_policy_attachments_exclusive":  {{"aws_iam_role", "role_name", "policy_arns"}},
	"aws_iam_user_policy_attachments_exclusive":  {{"aws_iam_user", "user_name", "policy_arns"}},
	"aws_iam_group_policy_attachments_exclusive": {{"aws_iam_group", "group_name", "policy_arns"}},
	"aws_iam_policy_attachment": {
		{"aws_iam_role", "roles", "policy_arn"}, {"aws_iam_user", "users", "policy_arn"}, {"aws_iam_group", "groups", "policy_arn"},
	},
	"aws_iam_user_group_membership": {{"aws_iam_user", "user", ""}},
	"aws_iam_group_membership":      {{"aws_iam_user", "users", ""}},
}

// attachPolicies gives roles, users and groups what is attached to them elsewhere.
func (l *lowering) attachPolicies() {
	holders := map[graph.ID]*holder{}
	all := func(value.Value) bool { return true }
	for _, node := range l.builder.Nodes() {
		switch n := node.(type) {
		case *graph.Role:
			holders[n.ID] = &holder{"aws_iam_role", &n.Grants, nil, l.kept(l.resources[n.Address])}
		case *graph.User:
			holders[n.ID] = &holder{"aws_iam_user", &n.Grants, n, all}
		case *graph.UserGroup:
			holders[n.ID] = &holder{"aws_iam_group", &n.Grants, nil, all}
		}
	}
	if len(holders) == 0 {
		return
	}
	for _, address := range l.addresses {
		r := l.resources[address]
		for _, how := range attachments[r.Type] {
			l.attachTo(holders, r, how)
		}
	}
}

// attachTo attaches what one resource says to whom it names. Who is not known may
// be any of the type.
func (l *lowering) attachTo(holders map[graph.ID]*holder, r *resource.Resource, how attachment) {
	named := graph.RefsFrom[graph.Role](l.eachByName(oneOf(r.Attributes.Get(how.holder)), how.typ), l.resolve)
	for _, item := range named.Items {
		for _, alternative := range item.Alternatives() {
			switch fact := alternative.Value; {
			case fact.State == value.Known && holders[fact.Value] != nil:
				l.attach(r, r.Guard.And(alternative.Guard), holders[fact.Value], how)
			case fact.State == value.Undetermined || fact.Reason.InView:
				leaveOpen(holders, how.typ, r.Guard.And(alternative.Guard), fact.Reason)
			}
		}
	}
	for _, more := range named.More {
		leaveOpen(holders, how.typ, r.Guard.And(more.Guard), more.Value)
	}
}

func (l *lowering) attach(r *resource.Resource, guard value.Guard, to *holder, how attachment) {
	policies := r.Attributes.Get(how.policies)
	switch {
	case r.Symbolic != nil:
		to.grants.ManagedPolicies.More = append(to.grants.ManagedPolicies.More, value.Alternative[value.Reason]{Guard: guard, Value: *r.Symbolic})
	case how.policies == "":
		groups := l.eachByName(oneOf(firstStated(r.Attributes, "groups", "group")), "aws_iam_group")
		more := graph.RefsFrom[graph.UserGroup](guardedValue(guard, groups), l.resolve)
		to.user.MemberOf.ListOf = allItems(to.user.MemberOf.ListOf, more.ListOf)
	case how.policies == "policy":
		if to.keeps(r.Attributes.Get("name")) {
			to.grants.Policies = append(to.grants.Policies, guardedValue(guard, policies))
		}
	default:
		l.attachAll(to.grants, guard, policies)
	}
}

// attachAll adds one managed policy, or a list of them.
func (l *lowering) attachAll(to *graph.Grants, guard value.Guard, policies value.Value) {
	for _, choice := range value.Flatten(policies) {
		within := guard.And(choice.Guard)
		if choice.Value.Kind != value.List {
			l.grant(to, guardedValue(within, choice.Value))
			continue
		}
		for _, item := range choice.Value.Items {
			l.grant(to, guardedValue(within, item))
		}
		if choice.Value.More != nil {
			to.ManagedPolicies.More = append(to.ManagedPolicies.More, value.Alternative[value.Reason]{Guard: within, Value: *choice.Value.More})
		}
	}
}

func leaveOpen(holders map[graph.ID]*holder, typ string, guard value.Guard, reason value.Reason) {
	for _, one := range holders {
		if one.typ == typ {
			one.grants.ManagedPolicies.More = append(one.grants.ManagedPolicies.More, value.Alternative[value.Reason]{Guard: guard, Value: reason})
		}
	}
}

// eachByName is byName for every member of a list.
func (l *lowering) eachByName(v value.Value, typ string) value.Value {
	switch v.Kind {
	case value.List:
		v.Items = slices.Clone(v.Items)
		for i, item := range v.Items {
			v.Items[i] = l.eachByName(item, typ)
		}
	case value.Choice:
		v.Choices = slices.Clone(v.Choices)
		for i, choice := range v.Choices {
			v.Choices[i].Value = l.eachByName(choice.Value, typ)
		}
	case value.String, value.NotKnown:
		return l.byName(v, typ, "name")
	case value.Absent, value.Bool, value.Number, value.Map:
	}
	return v
}

// kept says which inline policies stay where a resource lists all that may:
// Terraform removes every other one.
func (l *lowering) kept(role *resource.Resource) func(name value.Value) bool {
	for _, r := range l.byType["aws_iam_role_policies_exclusive"] {
		named := l.declared(l.byName(r.Attributes.Get("role_name"), "aws_iam_role", "name"))
		names := r.Attributes.Get("policy_names")
		if named != role || !r.Guard.IsAlways() || r.Symbolic != nil || names.Kind != value.List || names.More != nil {
			continue
		}
		return func(name value.Value) bool {
			wanted := literal(name)
			return wanted == "" || slices.ContainsFunc(names.Items, func(item value.Value) bool { return literal(item) == "" || literal(item) == wanted })
		}
	}
	return func(value.Value) bool { return true }
}
