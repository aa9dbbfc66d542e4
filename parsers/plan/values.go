package plan

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// place is where a value stands: in which instance, under which argument, and
// what the configuration writes there.
type place struct {
	in       *instance
	argument string
	// written is the expression or block behind the value, nil when there is none.
	written *json.Node
	// element is set for one element of a list.
	element bool
}

// attributes are the arguments of an instance as the configuration would give
// them: what it does not write and what is empty or known only after apply is not
// written, so that the provider's defaults hold (an egress that is left out is
// planned as "known after apply"). A nested block that a dynamic block makes
// counts as not written there, because a plan does not show dynamic blocks
// (https://github.com/hashicorp/terraform/issues/28346); its values stay.
func (p *plan) attributes(one *instance) value.Value {
	made := value.Value{Kind: value.Map, Range: one.node.Range}
	values, unknown := one.node.Get("values"), one.change.Get("after_unknown")
	sensitive := one.node.Get("sensitive_values")
	expressions := one.configured.Get("expressions")
	add := func(name string, at source.Range, n *json.Node) {
		where := place{in: one, argument: name, written: expressions.Get(name)}
		v := p.convert(n, unknown.Get(name), sensitive.Get(name), where)
		if one.configured != nil && where.written == nil && isUnstated(v) {
			return
		}
		if why := secretArguments[name]; why != "" {
			v = hashed(v, one.address+"."+name)
			v.Secret = why
		}
		if v.Kind != value.Absent || p.nulls {
			made.Entries = append(made.Entries, value.Entry{Key: name, KeyRange: at, Value: v})
		}
	}
	for _, member := range members(values) {
		add(member.Key, member.KeyRange, member.Value)
	}
	for _, member := range members(unknown) {
		if values.Get(member.Key) == nil {
			add(member.Key, member.KeyRange, nil)
		}
	}
	return made
}

// secretArguments often hold passwords and tokens.
var secretArguments = map[string]string{"user_data": "user data", "user_data_base64": "user data"}

var digest = lazyregexp.New(`^[0-9a-f]{40}$`)

// hashed is user data of which the plan holds only the digest, as the AWS
// provider did before version 6.
func hashed(v value.Value, what string) value.Value {
	if literal, ok := v.Text.Literal(); ok && v.Kind == value.String && digest.Get().MatchString(literal) {
		return value.OfReason(value.Reason{Text: "the plan holds only a digest of " + what, Settle: "scan the folder of its configuration too"}, v.Range)
	}
	return v
}

// isUnstated holds for what a provider fills in by itself, or leaves empty.
func isUnstated(v value.Value) bool {
	switch v.Kind {
	case value.Absent, value.NotKnown:
		return true
	case value.List:
		return len(v.Items) == 0
	case value.Map:
		return len(v.Entries) == 0
	case value.String:
		literal, ok := v.Text.Literal()
		return ok && literal == ""
	case value.Bool, value.Number, value.Choice:
	}
	return false
}

// convert turns a planned value into ours: unknown and sensitive mirror its shape.
func (p *plan) convert(n, unknown, sensitive *json.Node, where place) value.Value {
	v := p.shape(n, unknown, sensitive, where)
	_, isHole := v.Text.Hole() // a reference says nothing secret
	if sensitive != nil && sensitive.Kind == json.Bool && sensitive.Text == "true" && !isHole {
		v.Secret = "sensitive in the plan"
	}
	return v
}

func (p *plan) shape(n, unknown, sensitive *json.Node, where place) value.Value {
	if unknown != nil && unknown.Kind == json.Bool && unknown.Text == "true" {
		at := unknown.Range
		if n != nil {
			at = n.Range
		}
		return p.unknown(where, at)
	}
	if n == nil {
		n = &json.Node{Kind: json.Null}
		if unknown != nil && unknown.Kind == json.Object {
			n = &json.Node{Kind: json.Object, Range: unknown.Range}
		}
	}
	switch n.Kind {
	case json.Bool:
		return value.OfBool(n.Text == "true", n.Range)
	case json.Number:
		return value.OfNumber(n.Text, n.Range)
	case json.String:
		if ref, ok := p.named(n.Text, where); ok && !where.isOwn(ref, p.root) {
			return value.OfRef(ref, n.Range)
		}
		return value.OfString(n.Text, n.Range)
	case json.Array:
		return p.list(n, unknown, sensitive, where)
	case json.Object:
		return p.object(n, unknown, sensitive, where)
	case json.Null:
	}
	return value.Value{Range: n.Range}
}

func (p *plan) list(n, unknown, sensitive *json.Node, where place) value.Value {
	list := value.Value{Kind: value.List, Range: n.Range}
	if refs := p.elements(n, unknown, where); refs != nil && !isAnswer(where.argument) {
		for i, ref := range refs {
			list.Items = append(list.Items, value.OfRef(ref, n.Items[i].Range))
		}
		return list
	}
	blocks := blocksOf(where.written, n.Items, unknown)
	for i, item := range n.Items {
		inner := where
		inner.element, inner.written = true, blocks[i]
		list.Items = append(list.Items, p.convert(item, at(unknown, i), at(sensitive, i), inner))
	}
	return list
}

// elements are the nodes a list of unknown elements names, when its expression
// names as many and nothing else.
func (p *plan) elements(n, unknown *json.Node, where place) []value.Ref {
	if len(n.Items) < 2 || unknown == nil || len(unknown.Items) != len(n.Items) {
		return nil
	}
	for _, one := range unknown.Items {
		if one.Text != "true" {
			return nil
		}
	}
	c := p.candidates(where)
	if c.open || c.mixed || c.whole || len(c.refs) != len(n.Items) {
		return nil
	}
	return c.refs
}

func (p *plan) object(n, unknown, sensitive *json.Node, where place) value.Value {
	made := value.Value{Kind: value.Map, Range: n.Range}
	inside := func(key string) place {
		inner := place{in: where.in, argument: key, written: where.written}
		switch {
		case key == "id":
			inner.argument = where.argument + "_id" // launch_template { id }
		case where.argument == "alias" && key == "name":
			inner.argument = aliasName
		case where.argument == "iam_instance_profile" && (key == "name" || key == "arn"):
			inner.argument = where.argument
		}
		if !isExpression(where.written) {
			inner.written = where.written.Get(key)
		}
		return inner
	}
	isBlock := where.written != nil && !isExpression(where.written)
	add := func(key string, at source.Range, v value.Value) {
		if isBlock && where.written.Get(key) == nil && isUnstated(v) {
			return // as among the arguments of the whole
		}
		if v.Kind != value.Absent || p.nulls {
			made.Entries = append(made.Entries, value.Entry{Key: key, KeyRange: at, Value: v})
		}
	}
	for _, member := range n.Members {
		add(member.Key, member.KeyRange, p.convert(member.Value, unknown.Get(member.Key), sensitive.Get(member.Key), inside(member.Key)))
	}
	for _, member := range members(unknown) {
		if n.Get(member.Key) == nil {
			add(member.Key, member.KeyRange, p.convert(nil, member.Value, sensitive.Get(member.Key), inside(member.Key)))
		}
	}
	return made
}

// isExpression tells a written expression from a nested block.
func isExpression(n *json.Node) bool {
	return n != nil && n.Kind == json.Object && (len(n.Members) == 0 || n.Get("references") != nil || n.Get("constant_value") != nil)
}

// unknown is what stands for a value known only after apply: a reference where
// the configuration names one node for certain, else a reason.
func (p *plan) unknown(where place, at source.Range) value.Value {
	reason := value.Reason{
		Text:   where.in.address + "." + where.argument + " is known only after apply",
		Settle: "scan the folder of the plan's configuration too",
	}
	c := p.candidates(where)
	isList := !where.element && isListArgument(where.argument)
	switch {
	case c.open || len(c.refs) == 0:
	case isAnswer(where.argument) && !c.mixed && len(c.refs) == 1:
		reason.Text = strings.TrimPrefix(c.refs[0].Node, p.root+"#") + "." + c.refs[0].Attribute + " is known only after apply"
	case isAnswer(where.argument):
	case isList && (!c.mixed && !c.whole || len(c.refs) == 1):
		list := value.Value{Kind: value.List, Range: at}
		for _, ref := range c.refs {
			list.Items = append(list.Items, value.OfRef(ref, at))
		}
		if c.mixed {
			list.More = &reason
		}
		return list
	case !isList && len(c.refs) == 1:
		return value.OfRef(c.refs[0], at)
	}
	return value.OfReason(reason, at)
}

func isListArgument(name string) bool {
	return strings.HasSuffix(name, "_ids") || slices.Contains([]string{"subnets", "security_groups", "vpc_zone_identifier", "propagating_vgws", "roles", "users", "groups"}, name)
}

// identifier is an id or name that AWS gives: nothing else looks like it.
var identifier = lazyregexp.New(`^([a-z]+-[0-9a-f]{8,17}|arn:.+)$`)

// aliases are attributes of one resource that hold the id of another node.
var aliases = []string{"main_route_table_id", "default_route_table_id", "default_security_group_id", "default_network_acl_id", "prefix_list_id"}

// followed are data sources that are nodes of their own.
var followed = map[string][]string{
	"aws_prefix_list": {"id", "prefix_list_id"}, "aws_ec2_managed_prefix_list": {"id"},
	"aws_ssm_parameter": {"value", "insecure_value"}, "aws_ami": {"id", "image_id"},
}

// index notes what the known ids of the plan stand for. A VPC's default objects
// are the VPC's before they are those of the resource that adopts them.
func (p *plan) index() {
	note := func(one *instance, attributes ...string) {
		for _, attribute := range attributes {
			id := text(one.node.Get("values").Get(attribute))
			if (one.data || p.ids[id] == nil) && identifier.Get().MatchString(id) {
				p.ids[id] = append(p.ids[id], value.Ref{Node: p.root + "#" + one.address, Attribute: attribute})
			}
		}
	}
	for _, address := range p.addresses() {
		if one := p.planned[address]; !one.data && (one.typ == "aws_vpc" || one.typ == "aws_default_vpc" || one.typ == "aws_vpc_endpoint") {
			note(one, aliases...)
		}
	}
	for _, address := range p.addresses() {
		if one := p.planned[address]; one.data {
			note(one, followed[one.typ]...)
		} else {
			note(one, "id", "arn")
		}
	}
}

// named is what a known id stands for. Of several data sources that found the same,
// it is the one in the same module.
func (p *plan) named(id string, where place) (value.Ref, bool) {
	refs := p.ids[id]
	if len(refs) == 0 {
		return value.Ref{}, false
	}
	for _, ref := range refs {
		one := p.planned[strings.TrimPrefix(ref.Node, p.root+"#")]
		if len(refs) > 1 && where.in != nil && one.module == where.in.module {
			return ref, true
		}
	}
	return refs[0], true
}

// isOwn holds for an instance's own id among its attributes.
func (w place) isOwn(ref value.Ref, root string) bool { return ref.Node == root+"#"+w.in.address }

func (p *plan) addresses() []string {
	addresses := make([]string, 0, len(p.planned))
	for address := range p.planned {
		addresses = append(addresses, address)
	}
	slices.Sort(addresses)
	return addresses
}

func members(n *json.Node) []json.Member {
	if n == nil {
		return nil
	}
	return n.Members
}

func at(n *json.Node, i int) *json.Node {
	if n == nil || i >= len(n.Items) {
		return nil
	}
	return n.Items[i]
}
