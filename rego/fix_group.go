package rego

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/source"
)

// hostGroups are the security groups that every host of the paths has.
func hostGroups(document *facts.Document, scope []string) []string {
	var shared []string
	for i, id := range scope {
		groups := document.Hosts[document.Paths[id].Host].SecurityGroups
		if i == 0 {
			shared = slices.Sorted(slices.Values(groups))
		}
		shared = slices.DeleteFunc(shared, func(group string) bool { return !slices.Contains(groups, group) })
	}
	return shared
}

// hostGroup is how the file of a node refers to a security group of the hosts; a name
// to be replaced where it cannot.
func hostGroup(document *facts.Document, cause facts.Cause, scope []string, dialect source.Dialect) string {
	terraform := dialect == source.Terraform || dialect == source.TerraformPlan
	for _, id := range hostGroups(document, scope) {
		group := document.SecurityGroups[id]
		name := localName(group.Address, dialect)
		switch {
		case !group.Declared || group.Default:
		case terraform && strings.TrimSuffix(group.Address, name) == strings.TrimSuffix(cause.Address, localName(cause.Address, dialect)):
			return name + ".id"
		case !terraform && document.Range(id).File == document.Range(cause.Node).File:
			return "!GetAtt " + name + ".GroupId"
		}
	}
	if terraform {
		return "aws_security_group.app.id"
	}
	return "SECURITY_GROUP_ID"
}

// rulesKind is the variant of a fix that adds a rule to the group at fault: rules
// inside a group and rules of their own overwrite each other, and a group cannot
// refer to itself.
func rulesKind(document *facts.Document, cause facts.Cause, scope []string) string {
	group := document.SecurityGroups[cause.Node]
	ids, rules := group.EgressRules, document.EgressRules
	ingress := cause.Kind == facts.CauseEndpointIngressHTTPSMissing
	if ingress {
		ids, rules = group.IngressRules, document.IngressRules
	}
	inline := func(id string) bool { return rules[id].Inline }
	switch {
	case len(ids) > 0 && !slices.ContainsFunc(ids, inline):
		return "standalone"
	case ingress && slices.Contains(hostGroups(document, scope), cause.Node):
		return "own_group"
	}
	return cause.Kind
}
