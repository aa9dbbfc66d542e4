package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// resources evaluates every resource of a stack that exists in some world.
func (s *stack) resources() []resource.Resource {
	list := make([]resource.Resource, 0, len(s.declarations))
	for _, d := range s.declarations {
		guard := d.guardOf()
		if d.kind() == "" || guard.IsNever() {
			continue
		}
		r := resource.Resource{
			Dialect: s.run.scan.dialect, Root: s.root, Address: s.prefix + d.id, Type: d.kind(),
			Range: d.keyAt, Body: source.Range{File: d.keyAt.File, Start: d.keyAt.Start, End: d.body.at.End},
			Guard: guard, Symbolic: d.symbolic, Attributes: s.properties(d), Ignores: ignores(d.body),
		}
		if region := s.environment.Region; region != "" {
			r.Region = value.KnownOf(value.Literal(region), source.Range{})
		}
		if s.environment.Construct != nil {
			r.Construct, r.Source = s.environment.Construct(s.template.file.Path, d.id)
		}
		if s.environment.Assigned != nil {
			r.Assigned = s.environment.Assigned(s.template.file.Path, d.id)
		}
		if r.Construct == "" {
			r.Construct = d.body.get("Metadata").textOf("aws:cdk:path")
		}
		list = append(list, r)
	}
	return list
}

func (s *stack) properties(d *declaration) value.Value {
	v := s.evaluate(d.body.get("Properties"))
	if v.Kind != value.Map {
		v = value.Value{Kind: value.Map, Range: v.Range}
	}
	return hideUserData(v)
}

// hideUserData marks user data as secret: people write passwords into it.
func hideUserData(v value.Value) value.Value {
	for i, entry := range v.Entries {
		if entry.Key == "UserData" {
			v.Entries[i].Value = secret(entry.Value, "user data")
			continue
		}
		v.Entries[i].Value = hideUserData(entry.Value)
	}
	for i, item := range v.Items {
		v.Items[i] = hideUserData(item)
	}
	for i, choice := range v.Choices {
		v.Choices[i].Value = hideUserData(choice.Value)
	}
	return v
}

// ignores reads `Metadata: {repolint: {ignore: […]}}`: maps of rule, reason and
// until, or texts that begin with the rule.
func ignores(body *node) []graph.Ignore {
	var list []graph.Ignore
	for _, item := range body.get("Metadata").get("repolint").get("ignore").list() {
		ignore := graph.Ignore{Range: item.at}
		if written, ok := item.scalar(); ok {
			ignore.Rule, ignore.Reason, _ = strings.Cut(strings.TrimSpace(written), " ")
			if until, rest, ok := strings.Cut(strings.TrimSpace(ignore.Reason), " "); ok && strings.HasPrefix(until, "until=") {
				ignore.Until, ignore.Reason = strings.TrimPrefix(until, "until="), rest
			}
		} else {
			ignore.Rule, ignore.Reason, ignore.Until = item.textOf("rule"), item.textOf("reason"), item.textOf("until")
		}
		list = append(list, ignore)
	}
	return list
}
