package policy

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// maxCharacters is how long AWS lets an endpoint policy be, white space included.
const maxCharacters = 20480

// Parse reads the policy argument of an endpoint: a structure, a text that holds
// JSON, or nothing, which is full access. v must have been resolved for one
// world with [value.Value.In].
//
// read opens a file by its path in v's ranges, as [source.Tree.Read] does; with
// it, positions inside a JSON text lead to the line in the file where they
// can be found there. It may be nil.
//
// The document is never nil. What could not be read makes it undetermined.
func Parse(v value.Value, read func(path string) (*source.File, error)) (*Document, []Problem) {
	p := &parser{read: read, statementIndex: -1}
	document := p.document(v)
	return document, p.problems
}

type parser struct {
	read     func(path string) (*source.File, error)
	problems []Problem
	// implied is the element that the kind of policy does not have: what it is
	// attached to stands for it.
	implied Element
	// statementIndex is the statement being read, -1 outside of all.
	statementIndex int
}

// reject notes that AWS does not take what is written at the range, and gives that as a reason.
func (p *parser) reject(at source.Range, text string) *value.Reason {
	p.problems = append(p.problems, Problem{Text: text, Range: at, Statement: p.statementIndex})
	return &value.Reason{Text: text, Settle: "correct the policy document"}
}

func (p *parser) document(v value.Value) *Document {
	document := &Document{Range: v.Range, list: v.Range}
	switch v.Kind {
	case value.Absent:
		document.Default = true
		document.statements = []statement{fullAccess()}
	case value.Map:
		if compactLength(v) > maxCharacters {
			document.open = p.reject(v.Range, "the policy is longer than 20,480 characters")
			return document
		}
		p.structure(document, v)
	case value.String:
		p.text(document, v)
	case value.NotKnown:
		document.open = &v.Reason
	case value.Choice:
		document.open = &value.Reason{Text: "the policy depends on an undecided condition"}
	case value.Bool, value.Number, value.List:
		document.open = p.reject(v.Range, "the policy is no JSON object")
	}
	return document
}

func (p *parser) text(document *Document, v value.Value) {
	if v.Document != nil {
		inner := *v.Document
		inner.Range = firstRange(inner.Range, v.Range)
		*document = *p.document(inner)
		document.Range = v.Range
		return
	}
	if hole, ok := v.Text.Hole(); ok {
		document.open = holeReason(hole, "the policy document")
		return
	}
	if literal, ok := v.Text.Literal(); ok && len([]rune(literal)) > maxCharacters {
		p.reject(v.Range, "the policy is longer than 20,480 characters")
	}
	tree, problem := readJSON(v.Text, p.locate(v))
	if problem != nil {
		document.open = p.reject(problem.Range, problem.Text)
		return
	}
	tree.Range = firstRange(tree.Range, v.Range)
	*document = *p.document(tree)
	document.Range = v.Range
}

func (p *parser) locate(v value.Value) locator {
	var file *source.File
	if p.read != nil && v.Range.File != "" {
		file, _ = p.read(v.Range.File)
	}
	return newLocator(v.Text, v.Range, file)
}

func (p *parser) structure(document *Document, v value.Value) {
	document.open = v.More
	statements := value.Value{}
	for _, entry := range lastEntries(v) {
		switch entry.Key {
		case "Version":
			literal, ok := entry.Value.Text.Literal()
			ok = ok && entry.Value.Kind != value.NotKnown
			document.variables = !ok || literal == "2012-10-17"
			if ok && literal != "2012-10-17" && literal != "2008-10-17" {
				p.reject(firstRange(entry.Value.Range, entry.KeyRange), "the policy version "+strconv.Quote(literal)+" does not exist")
			}
		case "Statement":
			statements = entry.Value
			document.list = firstRange(entry.Value.Range, entry.KeyRange, v.Range)
		case "Id":
		default:
			p.reject(firstRange(entry.KeyRange, v.Range), "a policy has no element "+strconv.Quote(entry.Key))
		}
	}
	p.statements(document, statements)
}

func (p *parser) statements(document *Document, v value.Value) {
	switch v.Kind {
	case value.List:
		for _, item := range v.Items {
			p.statements(document, item)
		}
		if v.More != nil {
			document.open = v.More
		}
	case value.Map:
		p.statementIndex = len(document.statements)
		document.statements = append(document.statements, p.statement(v))
		p.statementIndex = -1
	case value.NotKnown:
		document.open = &v.Reason
	case value.Choice:
		document.open = &value.Reason{Text: "a statement depends on an undecided condition"}
	case value.String:
		hole, ok := v.Text.Hole()
		if !ok {
			document.open = p.reject(firstRange(v.Range, document.list), "a statement is no JSON object")
			return
		}
		document.open = holeReason(hole, "a statement")
	case value.Absent:
		if document.open == nil {
			document.open = p.reject(document.list, "the policy has no statement")
		}
	case value.Bool, value.Number:
		document.open = p.reject(firstRange(v.Range, document.list), "a statement is no JSON object")
	}
}

func (p *parser) statement(v value.Value) statement {
	s := statement{at: v.Range, open: v.More}
	stated := map[string]bool{p.implied.String(): true}
	switch p.implied {
	case ElementPrincipal:
		s.principal = fullAccess().principal
	case ElementResource:
		s.resource = fullAccess().resource
	case NoElement, ElementEffect, ElementAction, ElementCondition:
	}
	for _, entry := range lastEntries(v) {
		at := firstRange(entry.Value.Range, entry.KeyRange, v.Range)
		stated[strings.TrimPrefix(entry.Key, "Not")] = true
		switch entry.Key {
		case "Sid":
			s.sid = entry.Value.Text.String()
		case "Effect":
			p.effect(&s, entry.Value, at)
		case "Principal", "NotPrincipal":
			s.principal = p.principals(&s, entry, at)
		case "Action", "NotAction":
			s.action = p.element(entry, at)
		case "Resource", "NotResource":
			s.resource = p.element(entry, at)
		case "Condition":
			p.conditions(&s, entry.Value, at)
		default:
			s.open = p.reject(firstRange(entry.KeyRange, at), "a statement has no element "+strconv.Quote(entry.Key))
		}
	}
	for _, needed := range []struct {
		name string
		open **value.Reason
	}{{"Effect", &s.open}, {"Principal", &s.principal.open}, {"Action", &s.action.open}, {"Resource", &s.resource.open}} {
		switch {
		case stated[needed.name]:
		case s.open != nil:
			*needed.open = s.open
		default:
			s.open = p.reject(v.Range, "the statement has no "+needed.name)
			*needed.open = s.open
		}
	}
	return s
}

func (p *parser) effect(s *statement, v value.Value, at source.Range) {
	literal, ok := v.Text.Literal()
	switch {
	case v.Kind == value.NotKnown:
		s.open = &v.Reason
	case !ok:
		s.open = textReason(v.Text, "the statement's Effect")
	case literal == "Allow":
		s.effect = effectAllow
	case literal == "Deny":
		s.effect = effectDeny
	default:
		s.open = p.reject(at, "the Effect "+strconv.Quote(literal)+" is neither Allow nor Deny")
	}
}

func (p *parser) principals(s *statement, entry value.Entry, at source.Range) element {
	if entry.Value.Kind != value.Map {
		e := p.element(entry, at)
		for _, item := range e.items {
			if literal, ok := item.text.Literal(); ok && literal != "*" {
				s.open = p.reject(at, "the principal "+strconv.Quote(literal)+" does not say of which kind it is")
			}
		}
		return e
	}
	all := element{not: strings.HasPrefix(entry.Key, "Not"), at: at, open: entry.Value.More}
	for _, scheme := range lastEntries(entry.Value) {
		e := p.element(scheme, at)
		for _, item := range e.items {
			item.scheme = scheme.Key
			all.items = append(all.items, item)
		}
		if e.open != nil {
			all.open = e.open
		}
	}
	return all
}

// element reads a scalar or a list of scalars.
func (p *parser) element(entry value.Entry, at source.Range) element {
	e := element{not: strings.HasPrefix(entry.Key, "Not"), at: at}
	p.addItems(&e, entry.Value)
	return e
}

func (p *parser) addItems(e *element, v value.Value) {
	switch v.Kind {
	case value.String, value.Number:
		e.items = append(e.items, item{text: v.Text})
	case value.Bool:
		e.items = append(e.items, item{text: value.Literal(strconv.FormatBool(v.Bool))})
	case value.List:
		for _, inner := range v.Items {
			if inner.Kind == value.List {
				e.open = p.reject(firstRange(inner.Range, e.at), "a list stands in a list of values")
				continue
			}
			p.addItems(e, inner)
		}
		if v.More != nil {
			e.open = v.More
		}
	case value.NotKnown:
		e.open = &v.Reason
	case value.Choice:
		e.open = &value.Reason{Text: "a value depends on an undecided condition"}
	case value.Map:
		e.open = p.reject(firstRange(v.Range, e.at), "an object stands where a text belongs")
	case value.Absent:
	}
}

func (p *parser) conditions(s *statement, v value.Value, at source.Range) {
	switch v.Kind {
	case value.Absent:
		return
	case value.NotKnown:
		s.open = &v.Reason
		return
	case value.Map:
	case value.Bool, value.Number, value.String, value.List, value.Choice:
		s.open = p.reject(at, "the Condition is no JSON object")
		return
	}
	if v.More != nil {
		s.open = v.More
	}
	for _, operator := range lastEntries(v) {
		if _, ok := parseOperator(operator.Key); !ok {
			p.reject(firstRange(operator.KeyRange, at), "there is no condition operator "+strconv.Quote(operator.Key))
		}
		switch operator.Value.Kind {
		case value.Map:
			p.keys(s, operator, at)
		case value.NotKnown:
			s.open = &operator.Value.Reason
		case value.Absent:
		case value.Bool, value.Number, value.String, value.List, value.Choice:
			s.open = p.reject(firstRange(operator.KeyRange, at), "the operator "+operator.Key+" has no JSON object of keys")
		}
	}
}

func (p *parser) keys(s *statement, operator value.Entry, at source.Range) {
	if operator.Value.More != nil {
		s.open = operator.Value.More
	}
	for _, key := range lastEntries(operator.Value) {
		place := firstRange(key.KeyRange, key.Value.Range, operator.KeyRange, at)
		s.conditions = append(s.conditions, condition{
			operator: operator.Key,
			key:      key.Key,
			values:   p.element(value.Entry{Value: key.Value}, firstRange(key.Value.Range, place)),
			at:       place,
		})
	}
}

// lastEntries lists the members of a map, of each key only the last one.
func lastEntries(v value.Value) []value.Entry {
	last := map[string]int{}
	for i, entry := range v.Entries {
		last[entry.Key] = i
	}
	entries := make([]value.Entry, 0, len(last))
	for i, entry := range v.Entries {
		if last[entry.Key] == i {
			entries = append(entries, entry)
		}
	}
	return entries
}

func firstRange(ranges ...source.Range) source.Range {
	for _, at := range ranges {
		if at.Start.Line > 0 {
			return at
		}
	}
	return ranges[len(ranges)-1]
}

// holeReason says why what stands in a hole is not known.
func holeReason(hole value.Hole, what string) *value.Reason {
	if hole.Reason != nil {
		return hole.Reason
	}
	return &value.Reason{Text: what + " " + value.HoleText(hole).String() + " is known only after deployment"}
}

// textReason says why a text with holes is not known.
func textReason(text value.Text, what string) *value.Reason {
	if reason, ok := text.FirstUnknown(); ok {
		return &reason
	}
	return &value.Reason{Text: what + " " + text.String() + " is not known before deployment"}
}

// compactLength is how long a structure is as JSON without white space, at least:
// what is not known counts nothing.
func compactLength(v value.Value) int {
	length := 0
	switch v.Kind {
	case value.Map:
		length = 1
		for _, entry := range v.Entries {
			length += len([]rune(entry.Key)) + len(`"":,`) + compactLength(entry.Value)
		}
	case value.List:
		length = 1
		for _, item := range v.Items {
			length += 1 + compactLength(item)
		}
	case value.String:
		length = len(`""`)
		for _, piece := range v.Text.Pieces() {
			length += len([]rune(piece.Literal))
		}
	case value.Bool, value.Number:
		length = 1
	case value.Absent, value.NotKnown, value.Choice:
	}
	return length
}
