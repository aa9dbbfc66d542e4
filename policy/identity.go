package policy

import (
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// ParseIdentity reads a policy that a role, a user or a group has. It names no
// principal; nothing written is a policy that allows nothing. See [Parse].
func ParseIdentity(v value.Value, read func(path string) (*source.File, error)) (*Document, []Problem) {
	return parseImplied(v, read, ElementPrincipal)
}

// ParseTrust reads a role's trust policy, which names no resource: it is about
// the role. See [Parse].
func ParseTrust(v value.Value, read func(path string) (*source.File, error)) (*Document, []Problem) {
	return parseImplied(v, read, ElementResource)
}

func parseImplied(v value.Value, read func(path string) (*source.File, error), implied Element) (*Document, []Problem) {
	if v.Kind == value.Absent {
		return &Document{Range: v.Range, list: v.Range}, nil
	}
	p := &parser{read: read, implied: implied, statementIndex: -1}
	document := p.document(v)
	return document, p.problems
}

// Union is the document with the statements of all: what a principal may do that
// has several policies.
func Union(documents ...*Document) *Document {
	union := &Document{variables: true}
	for _, d := range documents {
		union.statements = append(union.statements, d.statements...)
		if union.open == nil {
			union.open = d.open
		}
		if union.Range.IsZero() {
			union.Range, union.list = d.Range, d.list
		}
	}
	return union
}

// IdentityCall is a call of an AWS service as the policies of the role see it that
// signs the call, in its own account. Which way the request takes
// is not known here, so that the keys which tell of a VPC, an endpoint or an address
// may be there or not.
func IdentityCall(action string, region value.Text, role Signer) Request {
	r := SignedCall(action, Read{HTTPS: true, Region: region, Resources: []value.Text{called(action, region)}}, role)
	for name := range r.keys {
		if strings.HasPrefix(name, "aws:source") || strings.HasPrefix(name, "aws:vpc") {
			delete(r.keys, name)
		}
	}
	return r
}

// called is the resource of a call: the instance that calls, whose id nobody knows
// before deployment. The message services know no resources, so that nothing but
// `*` is sure to mean them
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsessionmanagermessagegatewayservice.html).
func called(action string, region value.Text) value.Text {
	if !strings.HasPrefix(action, "ssm:") {
		return unknownText("the call names no resource")
	}
	if literal, ok := region.Literal(); ok && literal == "" {
		region = value.SymbolText(value.Region)
	}
	return value.Concat(value.Literal("arn:"), value.SymbolText(value.Partition), value.Literal(":ec2:"), region, value.Literal(":"),
		value.SymbolText(value.Account), value.Literal(":instance/"), unknownText("the instance's id is not known before deployment"))
}

// AssumeRole is the request by which an AWS service takes a role: service is its
// principal, "ssm.amazonaws.com".
func AssumeRole(service string) Request {
	r := Request{
		Action: "sts:AssumeRole", Resources: []value.Text{unknownText("the role itself")}, service: service,
		keys: map[string]key{}, families: map[string]key{},
	}
	r.keys["aws:sourceaccount"] = own(value.True, value.SymbolText(value.Account), "your own account")
	r.keys["aws:sourcearn"] = own(value.True, value.Concat(value.Literal("arn:"), value.SymbolText(value.Partition), value.Literal(":"+strings.TrimSuffix(service, ".amazonaws.com")+":"),
		value.SymbolText(value.Region), value.Literal(":"), value.SymbolText(value.Account), value.Literal(":"), unknownText("what the service acts for is not known")), "what the service acts for")
	r.keys["aws:principalisawsservice"] = holds([]value.Text{value.Literal("true")}, "`true`")
	return r
}
