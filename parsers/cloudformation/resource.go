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
	written := d.body.get("Properties")
	if own := d.properties(); own != nil {
		written = own
	}
	v := s.evaluate(written)
	if v.Kind != value.Map {
		properties := value.Value{Kind: value.Map, Range: v.Range}
		if v.Kind == value.NotKnown {
			reason := v.Reason
			properties.More = &reason
		}
		v = properties
	}
	return hideUserData(v)
}

// hideUserData marks user data as secret: people write passwords into it. It is
// kept as what the machine sees, without Base64.
func hideUserData(v value.Value) value.Value {
	for i, entry := range v.Entries {
		if entry.Key == "UserData" {
			v.Entries[i].Value = secret(decode(entry.Value), "user data")
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

// ignores reads `Metadata: {repolint: {ignore: …}}`: a map of reasons by rule, or a
// list of maps of rule, reason and until, or of texts that begin with the rule.
func ignores(body *node) []graph.Ignore {
	var list []graph.Ignore
	written := body.get("Metadata").get("repolint").get("ignore")
	if written != nil && written.kind == mapNode && written.get("rule") == nil {
		for _, m := range written.unique() {
			ignore := graph.Ignore{Rule: m.key, Reason: m.value.textOf("reason"), Until: m.value.textOf("until"), Range: m.keyAt}
			if text, ok := m.value.scalar(); ok {
				ignore.Until, ignore.Reason = cutUntil(text)
			}
			list = append(list, ignore)
		}
		return list
	}
	for _, item := range written.list() {
		ignore := graph.Ignore{Range: item.at}
		if text, ok := item.scalar(); ok {
			rule, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
			ignore.Rule = strings.TrimSuffix(rule, ":")
			ignore.Until, ignore.Reason = cutUntil(rest)
		} else {
			ignore.Rule, ignore.Reason, ignore.Until = item.textOf("rule"), item.textOf("reason"), item.textOf("until")
		}
		list = append(list, ignore)
	}
	return list
}

// cutUntil takes until=DAY off the beginning of a reason.
func cutUntil(text string) (until, reason string) {
	text = strings.TrimSpace(text)
	first, rest, _ := strings.Cut(text, " ")
	if day, ok := strings.CutPrefix(first, "until="); ok {
		return day, strings.TrimSpace(rest)
	}
	return "", text
}
