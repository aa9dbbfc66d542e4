package rego

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/source"
)

// symptoms are the texts an operator would see, by destination; "" is the text
// for every other one.
type symptoms map[string]string

// pick is the text for a destination, else the one for all, else the first.
func (s symptoms) pick(destination string) string {
	if text, ok := s[destination]; ok {
		return text
	}
	if text, ok := s[""]; ok {
		return text
	}
	for _, key := range slices.Sorted(maps.Keys(s)) {
		return s[key]
	}
	return ""
}

// all is every text, one after the other.
func (s symptoms) all() string {
	var texts []string
	for _, key := range slices.Sorted(maps.Keys(s)) {
		texts = append(texts, s[key])
	}
	return strings.Join(texts, "\n\n")
}

// fix is the smallest change for a cause, in the dialect of its file. `{node}`
// in the rule's text is what the file itself calls the node, and `{name}` what
// `detail.name` of the cause says.
func (r *rule) fix(cause facts.Cause, dialect source.Dialect) string {
	text, ok := r.fixes[cause.Kind][dialect]
	if !ok {
		text = r.fixes[""][dialect]
	}
	pairs := []string{"{node}", localName(cause.Address, dialect), "{subject}", cause.Subject}
	for _, key := range slices.Sorted(maps.Keys(cause.Detail)) {
		pairs = append(pairs, "{"+key+"}", cause.Detail[key])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// localName is the name that stands in the node's own file: without the modules
// around it, the path of nested stacks, and instance keys.
func localName(address string, dialect source.Dialect) string {
	if dialect == source.CloudFormation || dialect == source.CDK {
		return address[strings.LastIndex(address, "/")+1:]
	}
	parts := strings.Split(instanceKey.ReplaceAllString(address, ""), ".")
	return cmp.Or(strings.Join(parts[max(0, len(parts)-2):], "."), address)
}
