package terraform

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// callAround is the outermost call of an installed module around an instance.
func (in *instance) callAround() *graph.Call {
	if in.installed == nil {
		return nil
	}
	at := in
	for at.call != in.installed {
		at = at.caller.in
	}
	return &graph.Call{Address: strings.TrimSuffix(at.prefix, ".")}
}

// exposed are the outputs of installed modules that give attributes of what the
// modules make: by node and attribute, what stands beside the call to read it.
type exposed map[string]map[string]string

// expose notes the outputs of an instance of an installed module. Where several give
// the same, one that is named after the resource goes before others, and a value
// before a part of one.
func (in *instance) expose(found exposed) {
	call := strings.TrimSuffix(in.prefix[len(in.caller.in.prefix):], ".")
	own := exposed{}
	for _, name := range sortedKeys(in.module.outputs) {
		own.note(in.describedOutput(name), call+"."+name)
	}
	for node, outputs := range own {
		if strings.HasPrefix(node, in.run.key(in.prefix)) {
			found[node] = outputs
		}
	}
}

func (e exposed) note(v value.Value, reference string) {
	switch v.Kind {
	case value.String:
		if hole, ok := v.Text.Hole(); ok && hole.Ref != nil {
			e.put(hole.Ref.Node, hole.Ref.Attribute, reference)
		}
	case value.List:
		for i, item := range v.Items {
			e.note(item, fmt.Sprintf("%s[%d]", reference, i))
		}
	case value.Map:
		for _, entry := range v.Entries {
			e.note(entry.Value, reference+"["+strconv.Quote(entry.Key)+"]")
		}
	case value.Absent, value.Bool, value.Number, value.NotKnown, value.Choice:
	}
}

func (e exposed) put(node, attribute, reference string) {
	if strings.HasSuffix(node, symbolicSuffix) {
		return
	}
	if e[node] == nil {
		e[node] = map[string]string{}
	}
	earlier, ok := e[node][attribute]
	named, before := isNamedAfter(reference, node), isNamedAfter(earlier, node)
	shorter := strings.Count(reference, "[") < strings.Count(earlier, "[")
	if !ok || named && !before || named == before && shorter {
		e[node][attribute] = reference
	}
}

// isNamedAfter reports whether an output's name holds that of the resource:
// private_route_table_ids of aws_route_table.private.
func isNamedAfter(reference, node string) bool {
	name := node[strings.LastIndex(node, ".")+1:]
	name, _, _ = strings.Cut(name, "[")
	output := reference[strings.LastIndex(reference, ".")+1:]
	return name != "this" && name != "main" && strings.HasPrefix(output, name+"_")
}

// assign tells each resource how it is read from beside the call.
func (e exposed) assign(resources []resource.Resource) {
	for i := range resources {
		if call := resources[i].Call; call != nil {
			call.Outputs = e[string(resources[i].ID())]
		}
	}
}
