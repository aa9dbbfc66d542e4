package policy

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Problem is something about a document that AWS does not take, or that makes a
// statement apply never or always whatever its author meant.
type Problem struct {
	// Text is a clause: "the statement has no Principal".
	Text  string
	Range source.Range
	// Statement is the index of the statement, -1 for the whole document.
	Statement int
	// Documented says that AWS's documentation forbids it, and nobody has seen
	// whether AWS refuses the document or lets the statement match nothing.
	Documented bool
}

// Kind is the kind of endpoint that a document is attached to. The zero Kind says
// nothing about it.
type Kind int

// The kinds of endpoints that take different policies.
const (
	_ Kind = iota
	// S3Gateway is a gateway endpoint of Amazon S3.
	S3Gateway
	// Interface is any interface endpoint.
	Interface
)

// Misuses lists what the statements do that the documentation of endpoint policies
// rules out for that kind of endpoint
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
func (d *Document) Misuses(kind Kind) []Problem {
	var problems []Problem
	for i, s := range d.statements {
		if kind == S3Gateway {
			problems = append(problems, s.concretePrincipal(i)...)
		}
		for _, c := range s.conditions {
			problems = append(problems, c.misuses(i, kind)...)
		}
	}
	return problems
}

// concretePrincipal: a gateway endpoint takes no other principal than `*`. An
// account stands for its root user only, and everything else matches nobody.
func (s statement) concretePrincipal(index int) []Problem {
	for _, item := range s.principal.items {
		literal, ok := item.text.Literal()
		_, isHole := item.text.Hole()
		if ok && literal == "*" && (item.scheme == "" || item.scheme == "AWS") || isHole && item.scheme == "" {
			continue
		}
		if !ok && !strings.HasPrefix(item.text.String(), "arn:") && !namesOne(item.text) && item.scheme == "AWS" {
			continue // what is not known may be `*`
		}
		return []Problem{{
			Text:  "a gateway endpoint takes no principal but `*`: " + strconv.Quote(item.text.String()) + " matches no role and no host",
			Range: s.principal.at, Statement: index,
		}}
	}
	return nil
}

// namesOne reports whether text is the ARN of something declared, or the account,
// neither of which ever is `*`.
func namesOne(text value.Text) bool {
	hole, ok := text.Hole()
	if !ok {
		return false
	}
	return hole.Symbol == value.Account || hole.Ref != nil && (hole.Ref.Attribute == "arn" || hole.Ref.Attribute == "Arn")
}

// systemKeys hold identifiers that AWS makes up.
var systemKeys = map[string]bool{
	"aws:principalaccount": true, "aws:resourceaccount": true, "s3:resourceaccount": true, "aws:sourceaccount": true,
	"aws:sourcevpc": true, "aws:sourcevpce": true, "aws:principalorgid": true, "aws:resourceorgid": true,
	"aws:sourceorgid": true, "aws:vpceaccount": true, "aws:vpceorgid": true,
}

func (c condition) misuses(index int, kind Kind) []Problem {
	at := func(text string, documented bool) []Problem {
		return []Problem{{Text: text, Range: firstRange(c.at, c.values.at), Statement: index, Documented: documented}}
	}
	name := strings.ToLower(c.key)
	base := strings.TrimPrefix(strings.TrimPrefix(c.operator, "ForAllValues:"), "ForAnyValue:")
	switch {
	case name == "aws:sourceip" && kind == S3Gateway:
		return at("`aws:SourceIp` is never there in a request through a VPC endpoint; `aws:VpcSourceIp` is", false)
	case systemKeys[name] && strings.HasPrefix(base, "Numeric"):
		return at("`"+c.key+"` holds an identifier, which takes no numeric operator", true)
	case systemKeys[name] && strings.Contains(base, "Like") && c.wildcard(func(string) bool { return true }):
		return at("`"+c.key+"` holds an identifier, which takes no wildcards", true)
	case strings.HasPrefix(base, "String") && strings.Contains(base, "Like") && c.wildcard(scant):
		return at("a wildcard in `"+c.key+"` has fewer than six characters beside it", true)
	}
	return nil
}

// wildcard reports whether a wanted value that is wholly known has a wildcard and is so.
func (c condition) wildcard(so func(string) bool) bool {
	for _, item := range c.values.items {
		literal, ok := item.text.Literal()
		if ok && !strings.Contains(literal, "${") && strings.ContainsAny(literal, "*?") && so(literal) {
			return true
		}
	}
	return false
}

// scant reports whether any wildcard of a pattern has fewer than six consecutive
// characters both before and after it.
func scant(pattern string) bool {
	const enough = 6
	parts := strings.FieldsFunc(pattern, func(r rune) bool { return r == '*' || r == '?' })
	if len(parts) == 0 {
		return pattern != "*" // a lone `*` asks for nothing but that the key is there
	}
	rest := pattern
	for {
		at := strings.IndexAny(rest, "*?")
		if at < 0 {
			return false
		}
		after := rest[at+1:]
		next := strings.IndexAny(after, "*?")
		if next < 0 {
			next = len(after)
		}
		if at < enough && next < enough {
			return true
		}
		rest = after
	}
}

// Open says whether the document lets everybody do everything, and which
// statement does; no statement where none is written.
func (d *Document) Open() (statement int, at source.Range, open value.Truth) {
	if d.Default {
		return -1, d.Range, value.True
	}
	open = value.False
	for i, s := range d.statements {
		if s.effect == effectDeny {
			return -1, d.Range, value.False
		}
		if s.open == nil && len(s.conditions) == 0 && s.principal.everything() && s.action.unbounded() && s.resource.everything() && open == value.False {
			statement, at, open = i, firstRange(s.at, d.list, d.Range), value.True
		}
	}
	if open == value.False && d.open != nil {
		return -1, d.Range, value.Unknown
	}
	return statement, at, open
}

// unbounded reports whether an Action is every action, or every one of Amazon S3's.
func (e element) unbounded() bool {
	if e.not {
		return false
	}
	for _, item := range e.items {
		if literal, ok := item.text.Literal(); ok && (literal == "*" || strings.EqualFold(literal, "s3:*")) {
			return true
		}
	}
	return false
}
