package terraform

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// policyObject renders a data.aws_iam_policy_document. Its rules are those of
// the provider
// (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document).
func (in *instance) policyObject(d *declaration, one member) cty.Value {
	p := &policyMaker{part: in.part(d, one)}
	p.documents("source_policy_documents")
	p.own()
	p.documents("override_policy_documents")
	document := p.assemble(in.run.rangeOf(d.head))
	text := in.run.render(document, "", "  ")
	minified := in.run.render(document, "", "")
	for _, form := range []string{text, minified} {
		described := value.OfText(in.run.tokens.read(form), in.run.rangeOf(d.head))
		described.Document = &document
		in.run.documents[form] = described
	}
	id := in.run.tokens.value(value.Hole{Ref: &value.Ref{Node: in.run.key(in.address(d, one)), Attribute: "id"}})
	members := map[string]cty.Value{"json": cty.StringVal(text), "minified_json": cty.StringVal(minified), "id": id}
	known := schemaOf(d.fullType())
	for _, name := range known.namesOrNil() {
		attribute := known.attributes[name]
		if _, ok := members[name]; ok {
			continue
		}
		members[name] = cty.NullVal(attribute.ty)
		if written := d.body.Attributes[name]; written != nil {
			members[name] = coerce(p.argument(written), attribute.ty)
		}
	}
	return cty.ObjectVal(members)
}

// policyMaker gathers the statements of one document.
type policyMaker struct {
	*part
	version    value.Value
	id         value.Value
	statements []value.Value
}

func (p *policyMaker) assemble(at source.Range) value.Value {
	document := value.Value{Kind: value.Map, Range: at}
	document.Entries = append(document.Entries, value.Entry{Key: "Version", KeyRange: at, Value: p.version})
	if p.id.Kind != value.Absent {
		document.Entries = append(document.Entries, value.Entry{Key: "Id", KeyRange: at, Value: p.id})
	}
	if len(p.statements) > 0 {
		list := value.Value{Kind: value.List, Items: p.statements, Range: at}
		document.Entries = append(document.Entries, value.Entry{Key: "Statement", KeyRange: at, Value: list})
	}
	return document
}

// documents merges the documents of an argument, in order.
func (p *policyMaker) documents(argument string) {
	given := p.described(argument)
	if given.Kind == value.NotKnown {
		p.statements = append(p.statements, given)
		return
	}
	for _, item := range given.Items {
		p.merge(item)
	}
}

func (p *policyMaker) merge(given value.Value) {
	if given.Kind == value.Absent || given.Kind == value.String && strings.TrimSpace(given.Text.String()) == "" {
		return
	}
	document := given.Document
	if document == nil && given.Kind == value.String {
		reader := &jsonReader{text: p.in.run.tokens.write(given.Text), tokens: &p.in.run.tokens, place: func(int, int) source.Range { return given.Range }}
		if read, ok := reader.document(); ok {
			document = &read
		}
	}
	if document == nil {
		reason := given.Reason
		if given.Kind != value.NotKnown {
			reason = value.Reason{Text: "a merged policy document is not known"}
			if hole, ok := given.Text.Hole(); ok {
				reason = traced(hole).reason()
			}
		}
		p.statements = append(p.statements, value.OfReason(reason, given.Range))
		return
	}
	p.upgrade(document.Get("Version"))
	if v := document.Get("Id"); v.Kind != value.Absent {
		p.id = v
	}
	switch statements := document.Get("Statement"); statements.Kind {
	case value.List:
		for _, statement := range statements.Items {
			p.put(p.in.run.rewritten(statement))
		}
	case value.Map, value.NotKnown:
		p.put(p.in.run.rewritten(statements))
	case value.Absent, value.Bool, value.Number, value.String, value.Choice:
	}
}

// upgrade takes the later version of two.
func (p *policyMaker) upgrade(version value.Value) {
	newer, known := version.Text.Literal()
	current, settled := p.version.Text.Literal()
	if version.Kind != value.Absent && settled && (!known || newer > current) {
		p.version = version
	}
}

// put adds a statement, or replaces the one with the same Sid in its place.
func (p *policyMaker) put(statement value.Value) {
	if sid := sidOf(statement); sid != "" {
		for i, earlier := range p.statements {
			if sidOf(earlier) == sid {
				p.statements[i] = statement
				return
			}
		}
	}
	p.statements = append(p.statements, statement)
}

func sidOf(statement value.Value) string {
	sid, _ := statement.Get("Sid").Text.Literal()
	return sid
}

// own reads the document's own arguments and statement blocks.
func (p *policyMaker) own() {
	version := p.described("version")
	if version.Kind == value.Absent {
		version = value.OfString("2012-10-17", p.in.run.rangeOf(p.head))
	}
	p.upgrade(version)
	if v := p.described("policy_id"); v.Kind != value.Absent {
		p.id = v
	}
	for _, b := range p.blocks("statement") {
		if b.symbolic != nil {
			p.statements = append(p.statements, value.OfReason(*b.symbolic, p.in.run.rangeOf(b.head)))
			continue
		}
		p.put(p.statement(b))
	}
}

// described describes an argument as it is written; Absent when there is none.
func (b *part) described(name string) value.Value {
	attribute := b.body.Attributes[name]
	if attribute == nil {
		return value.Value{}
	}
	return b.scope.describe(attribute.Expr, b.argument(attribute))
}

func (p *policyMaker) statement(b *part) value.Value {
	run := p.in.run
	made := value.Value{Kind: value.Map, Range: run.rangeOf(b.head)}
	add := func(key, argument string, v value.Value) {
		if v.Kind == value.Absent {
			return
		}
		keyRange := made.Range
		if attribute := b.body.Attributes[argument]; attribute != nil {
			keyRange = run.rangeOf(attribute.NameRange)
		}
		made.Entries = append(made.Entries, value.Entry{Key: key, KeyRange: keyRange, Value: v})
	}
	sid := b.described("sid")
	if text, ok := sid.Text.Literal(); !ok || text != "" {
		add("Sid", "sid", sid)
	}
	effect := b.described("effect")
	if effect.Kind == value.Absent {
		effect = value.OfString("Allow", made.Range)
	}
	add("Effect", "effect", effect)
	for _, one := range [][2]string{{"Action", "actions"}, {"NotAction", "not_actions"}, {"Resource", "resources"}, {"NotResource", "not_resources"}} {
		add(one[0], one[1], run.policySet(b.described(one[1])))
	}
	add("Principal", "", p.principals(b.blocks("principals")))
	add("NotPrincipal", "", p.principals(b.blocks("not_principals")))
	add("Condition", "", p.conditions(b.blocks("condition")))
	return made
}

// policySet makes of a set argument what the provider writes: no duplicates,
// sorted downwards, a single element bare.
func (r *run) policySet(v value.Value) value.Value {
	if v.Kind != value.List {
		return v
	}
	sorted := r.policyTexts(v)
	texts := map[string]bool{}
	v.Items = slices.DeleteFunc(sorted, func(item value.Value) bool {
		key := r.render(item, "", "")
		seen := texts[key]
		texts[key] = true
		return seen
	})
	slices.SortStableFunc(v.Items, func(a, b value.Value) int { return strings.Compare(r.render(b, "", ""), r.render(a, "", "")) })
	return bare(v)
}

// policyTexts writes AWS's `${` for the provider's `&{`.
func (r *run) policyTexts(v value.Value) []value.Value {
	items := make([]value.Value, 0, len(v.Items))
	for _, item := range v.Items {
		if item.Kind == value.String {
			item.Text = r.tokens.read(strings.ReplaceAll(r.tokens.write(item.Text), "&{", "${"))
			item.Text = place(item.Text, item.Range)
		}
		if item.Kind != value.Absent {
			items = append(items, item)
		}
	}
	return items
}

func bare(v value.Value) value.Value {
	switch len(v.Items) {
	case 0:
		return value.Value{}
	case 1:
		return v.Items[0]
	}
	return v
}

func (p *policyMaker) principals(blocks []*part) value.Value {
	run := p.in.run
	var made value.Value
	var kinds []string
	identifiers := map[string]value.Value{}
	for _, b := range blocks {
		at := run.rangeOf(b.head)
		if b.symbolic != nil {
			return value.OfReason(*b.symbolic, at)
		}
		kind := literal(b.described("type"))
		if kind == "" {
			return value.OfReason(value.Reason{Text: "the type of a principal is not known"}, at)
		}
		list := b.described("identifiers")
		if earlier, ok := identifiers[kind]; ok && earlier.Kind == value.List && list.Kind == value.List {
			list.Items = append(slices.Clone(earlier.Items), list.Items...)
		} else if !ok {
			kinds = append(kinds, kind)
		}
		identifiers[kind] = list
		if made.Range.IsZero() {
			made.Range = at
		}
	}
	if len(kinds) == 0 {
		return value.Value{}
	}
	if len(kinds) == 1 && kinds[0] == "*" {
		if set := run.policySet(identifiers["*"]); set.Kind == value.String && set.Text.String() == "*" {
			return set
		}
	}
	made.Kind = value.Map
	slices.Sort(kinds)
	for _, kind := range kinds {
		made.Entries = append(made.Entries, value.Entry{Key: kind, KeyRange: made.Range, Value: run.policySet(identifiers[kind])})
	}
	return made
}

func (p *policyMaker) conditions(blocks []*part) value.Value {
	run := p.in.run
	tests := map[string]map[string]value.Value{}
	ranges := map[string]source.Range{}
	var whole source.Range
	for _, b := range blocks {
		at := run.rangeOf(b.head)
		test, variable := literal(b.described("test")), literal(b.described("variable"))
		if b.symbolic != nil || test == "" || variable == "" {
			return value.OfReason(value.Reason{Text: "a condition of the statement is not known"}, at)
		}
		if tests[test] == nil {
			tests[test] = map[string]value.Value{}
			ranges[test] = at
		}
		values := b.described("values")
		if values.Kind == value.List {
			values.Items = run.policyTexts(values)
		}
		if earlier, ok := tests[test][variable]; ok && earlier.Kind == value.List && values.Kind == value.List {
			values.Items = append(slices.Clone(earlier.Items), values.Items...)
		}
		tests[test][variable] = values
		if attribute := b.body.Attributes["variable"]; attribute != nil {
			ranges[test+"\x00"+variable] = run.rangeOf(attribute.Expr.Range())
		}
		if whole.IsZero() {
			whole = at
		}
	}
	if len(tests) == 0 {
		return value.Value{}
	}
	made := value.Value{Kind: value.Map, Range: whole}
	for _, test := range sortedKeys(tests) {
		inner := value.Value{Kind: value.Map, Range: ranges[test]}
		for _, variable := range sortedKeys(tests[test]) {
			values := tests[test][variable]
			if values.Kind == value.List && len(values.Items) == 1 {
				values = values.Items[0]
			}
			inner.Entries = append(inner.Entries, value.Entry{Key: variable, KeyRange: ranges[test+"\x00"+variable], Value: values})
		}
		made.Entries = append(made.Entries, value.Entry{Key: test, KeyRange: ranges[test], Value: inner})
	}
	return made
}
