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
	p := &parser{read: read, implied: implied}
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

// Call is a call of an AWS API that a host signs with its role, in its own account.
type Call struct {
	// Action is the whole name: "ssm:UpdateInstanceInformation".
	Action string
	// Region is the service's region; the zero Text is one that is not known.
	Region value.Text
}

// SignedCall is what an agent on a host asks of a service. role is the ARN of its
// role. Which way the request takes is not known here, so that the keys which tell
// of a VPC, an endpoint or an address may be there or not.
func SignedCall(call Call, role value.Text) Request {
	r := SignedRead(Read{HTTPS: true, Region: call.Region}, role)
	r.Action, r.Resources = call.Action, []value.Text{called(call, r)}
	for name := range r.keys {
		if strings.HasPrefix(name, "s3:") || strings.HasPrefix(name, "aws:source") || strings.HasPrefix(name, "aws:vpc") {
			delete(r.keys, name)
		}
	}
	r.keys["aws:resourceaccount"] = own(value.True, value.SymbolText(value.Account), "your own account")
	delete(r.keys, "aws:resourceorgid")
	delete(r.keys, "aws:resourceorgpaths")
	return r
}

// called is the resource of a call: the instance that calls, whose id nobody knows
// before deployment. The message services know no resources, so that nothing but
// `*` is sure to mean them
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsessionmanagermessagegatewayservice.html).
func called(call Call, r Request) value.Text {
	nameless := func(why string) value.Text { return unknownText(why) }
	if !strings.HasPrefix(call.Action, "ssm:") {
		return nameless("the call names no resource")
	}
	region := value.SymbolText(value.Region)
	if literal, ok := call.Region.Literal(); ok && literal != "" {
		region = call.Region
	}
	return value.Concat(value.Literal("arn:"), value.SymbolText(value.Partition), value.Literal(":ec2:"), region, value.Literal(":"),
		value.SymbolText(value.Account), value.Literal(":instance/"), nameless("the instance's id is not known before deployment"))
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
