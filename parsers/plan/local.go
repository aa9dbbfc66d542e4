package plan

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// A plan does not show what a local value is. What is known only after apply comes
// from what is made at apply, though: in a module, from what it and the modules
// below it make, or from what its call passes in. Where only one node of all these
// can be meant, it is the one.

// within adds the nodes that the local values of a module may name. They are
// mixed: that one may be named does not say that it is.
func (p *plan) within(in site, argument string, types []string, c *candidates) {
	if c.entered == nil {
		c.entered = map[string]bool{}
	}
	c.mixed, c.parted = true, true
	if c.open || c.entered[in.module] {
		return
	}
	c.entered[in.module] = true
	for _, address := range p.ordered {
		if one := p.planned[address]; in.module == "" || one.module == in.module || strings.HasPrefix(one.module, in.module+".") {
			p.mayName(one, argument, types, c)
		}
	}
	call, outer := p.callOf(in)
	for _, member := range members(call.Get("expressions")) {
		p.follow(member.Value.Get("references"), outer, argument, types, c)
	}
}

// mayName adds what the attributes of one instance may name.
func (p *plan) mayName(one *instance, argument string, types []string, c *candidates) {
	unknown := one.change.Get("after_unknown")
	switch {
	case one.change == nil:
		return // it was read, and is known
	case p.dependsOn(one, c.passed):
		return
	case one.data:
		if names := followed[one.typ]; names != nil && slices.Contains(types, "data."+one.typ) {
			p.note(value.Ref{Node: p.root + "#" + one.address, Attribute: names[0]}, c)
		} else if !isPlainData(one.typ) {
			c.open = true
		}
	case slices.Contains(types, one.typ):
		if isTrue(unknown.Get("id")) {
			p.note(value.Ref{Node: p.root + "#" + one.address, Attribute: "id"}, c)
		}
	case !strings.HasPrefix(one.typ, "aws_"):
		c.open = c.open || !slices.ContainsFunc(plainProviders, func(prefix string) bool { return strings.HasPrefix(one.typ, prefix) })
	default:
		p.mayEcho(one, argument, c)
	}
}

// mayEcho adds the aliases among the attributes of a resource of another type, and
// is open where AWS gives it an id of the kind that the argument names. One that is
// written comes from what is in view already.
func (p *plan) mayEcho(one *instance, argument string, c *candidates) {
	noun := nounOf(argument)
	for _, member := range members(one.change.Get("after_unknown")) {
		switch written := p.written(one, member.Key); {
		case !holds(member.Value, member.Key, noun), adopted[one.typ] && member.Key == "vpc_id":
		case isAlias(argument, member.Key):
			p.note(value.Ref{Node: p.root + "#" + one.address, Attribute: member.Key}, c)
		case member.Key == "outputs" || !isExpression(written) || written.Get("references") == nil:
			c.open = true
		}
	}
}

// adopted are default objects of the VPC whose attribute names them.
var adopted = map[string]bool{"aws_default_network_acl": true, "aws_default_route_table": true}

// holds reports whether something unknown in a value may be an id of a noun.
func holds(unknown *json.Node, key, noun string) bool {
	switch unknown.Kind {
	case json.Bool:
		return unknown.Text == "true" && (strings.Contains(key, noun) || key == "outputs")
	case json.Array:
		return slices.ContainsFunc(unknown.Items, func(n *json.Node) bool { return holds(n, key, noun) })
	case json.Object:
		return slices.ContainsFunc(unknown.Members, func(m json.Member) bool { return holds(m.Value, m.Key, noun) })
	case json.Null, json.Number, json.String:
	}
	return false
}

// plainProviders make no ids of AWS.
var plainProviders = []string{"random_", "time_", "tls_", "null_", "local_", "archive_"}

// isPlainData holds for data sources that find nothing of AWS that an argument names.
func isPlainData(typ string) bool {
	return slices.Contains([]string{
		"aws_iam_policy_document", "aws_region", "aws_partition", "aws_caller_identity", "aws_availability_zones", "aws_service_principal",
		"aws_iam_session_context", "aws_iam_policy", "aws_outposts_outpost", "aws_acm_certificate", "aws_elb_service_account",
		"aws_canonical_user_id", "aws_default_tags", "aws_eks_addon_version", "aws_ec2_instance_type", "aws_ssm_patch_baseline",
		"aws_vpc_endpoint_service", "aws_ami", "aws_ssm_parameter", "aws_prefix_list", "aws_ec2_managed_prefix_list",
		"cloudinit_config", "template_cloudinit_config", "template_file", "tls_certificate", "archive_file",
	}, typ)
}

func isTrue(n *json.Node) bool { return n != nil && n.Kind == json.Bool && n.Text == "true" }
