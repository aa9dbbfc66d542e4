package rego

import (
	"cmp"
	"slices"
	"strings"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/source"
)

// besideCall makes of a fix inside an installed module one for whoever calls it.
// Resources of the fix stay, with what they refer to read from outputs of the
// module; where it has none, and for changes to what the module makes, words say
// what has to hold.
func besideCall(text string, document *facts.Document, cause facts.Cause, call string) string {
	inner := insideOf(document, cause.Root, call)
	module := moduleOf(call)
	var fixed []string
	told := ""
	for _, piece := range strings.Split(text, "\n\n") {
		lines := strings.Split(piece, "\n")
		if first := strings.TrimSpace(lines[0]); strings.HasPrefix(first, "# in ") {
			lines = lines[1:]
		}
		piece = inner.outputs.Replace(strings.Join(lines, "\n"))
		declares := strings.Contains("\n"+piece, "\nresource ") || strings.Contains("\n"+piece, "\ndata ")
		isOpen := slices.ContainsFunc(inner.names, func(name string) bool { return strings.Contains(piece, name) })
		if declares && !isOpen {
			fixed = append(fixed, piece)
			continue
		}
		lead := "# change the call of " + module + " so that " + nounOf(document, cause.Node) + " has"
		if declares {
			lead = "# " + module + " has no output for all that this needs: change its call so that it makes"
		}
		piece = inWords(piece, inner.names, module)
		if lead != told {
			told, piece = lead, lead+"\n"+piece
		}
		fixed = append(fixed, piece)
	}
	return strings.Join(fixed, "\n\n")
}

// inWords is code as a comment that names nothing inside a module.
func inWords(piece string, names []string, module string) string {
	for _, name := range names {
		parts := strings.Split(piece, name)
		for i := range parts[1:] {
			rest := strings.TrimPrefix(parts[i+1], ".")
			parts[i+1] = strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz_0123456789")
		}
		piece = strings.Join(parts, "what "+module+" makes")
	}
	return "#   " + strings.ReplaceAll(piece, "\n", "\n#   ")
}

// inside is what an installed module makes: what replaces references to it that an
// output gives, and how the rest is named.
type inside struct {
	outputs *strings.Replacer
	names   []string
}

func insideOf(document *facts.Document, root, call string) inside {
	var found inside
	var pairs [][2]string
	add := func(row facts.Row) {
		made := document.Call(row.ID)
		if row.Root != root || made.Address != call {
			return
		}
		name := localName(row.Address, source.Terraform)
		found.names = append(found.names, name)
		for attribute, reference := range made.Outputs {
			pairs = append(pairs, [2]string{name + "." + attribute, reference})
		}
	}
	addRows(document, add)
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(len(b[0]), len(a[0])), strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	var flat []string
	for _, pair := range pairs {
		flat = append(flat, pair[0], pair[1])
	}
	found.outputs = strings.NewReplacer(flat...)
	return found
}

// addRows hands over the rows that a fix may refer to.
func addRows(document *facts.Document, add func(facts.Row)) {
	for _, row := range document.VPCs {
		add(row.Row)
	}
	for _, row := range document.Subnets {
		add(row.Row)
	}
	for _, row := range document.RouteTables {
		add(row.Row)
	}
	for _, row := range document.SecurityGroups {
		add(row.Row)
	}
	for _, row := range document.GatewayEndpoints {
		add(row.Row)
	}
	for _, row := range document.InterfaceEndpoints {
		add(row.Row)
	}
}

// moduleOf is how a call is named beside it: without the modules around it and the
// key of an instance.
func moduleOf(call string) string {
	parts := strings.Split(instanceKey.Get().ReplaceAllString(call, ""), ".")
	return strings.Join(parts[max(0, len(parts)-2):], ".")
}

// nounOf names what a module makes in words.
func nounOf(document *facts.Document, node string) string {
	if _, ok := document.VPCs[node]; ok {
		return "its VPC"
	}
	if _, ok := document.InterfaceEndpoints[node]; ok {
		return "this interface endpoint"
	}
	if _, ok := document.GatewayEndpoints[node]; ok {
		return "this gateway endpoint"
	}
	if _, ok := document.SecurityGroups[node]; ok {
		return "this security group"
	}
	return "what it makes"
}
