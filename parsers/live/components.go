package live

import (
	"context"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// Components makes one component of every snapshot of a set.
func Components(set *source.Set) ([]resource.Component, source.Diagnostics) {
	var components []resource.Component
	for _, unit := range set.Units {
		if unit.Dialect == source.Live {
			components = append(components, resource.Component{
				Name: unit.Path, Roots: []string{unit.Path},
				Parse: func(ctx context.Context) resource.Result { return parse(ctx, set.Tree, unit.Path) },
			})
		}
	}
	return components, nil
}

func parse(ctx context.Context, tree *source.Tree, name string) resource.Result {
	file, err := tree.Read(name)
	if err != nil {
		l := lowering{}
		g, _ := l.builder.Link()
		return resource.Result{Graph: g, Diagnostics: source.Diagnostics{{Severity: source.Error, Message: err.Error(), Range: source.Range{File: name}}}}
	}
	return parseFile(ctx, file)
}

func parseFile(ctx context.Context, file *source.File) resource.Result {
	kept, diagnostics := read(file)
	n := &Network{}
	if kept != nil {
		read, err := Read(ctx, kept, kept.region, kept.vpcs)
		if err != nil {
			diagnostics = append(diagnostics, source.Diagnostic{Severity: source.Error, Message: "reading the snapshot: " + err.Error(), Range: source.Range{File: file.Path}})
		} else {
			n = read
		}
	}
	result := n.result(file.Path, source.Range{File: file.Path})
	result.Graph.Files = append(result.Graph.Files, file.Path)
	result.Diagnostics = append(diagnostics, result.Diagnostics...)
	return result
}

// Component is the network as something to be judged, named after its region.
func (n *Network) Component() resource.Component {
	return resource.Component{
		Name: n.Region, Roots: []string{n.Region}, Parse: func(context.Context) resource.Result { return n.result(n.Region, source.Range{}) },
	}
}

func (n *Network) result(root string, at source.Range) resource.Result {
	l := lower(n, root)
	g, diagnostics := l.builder.Link()
	return resource.Result{Graph: g, Resources: l.resources, Diagnostics: append(n.Diagnostics(at), diagnostics...)}
}
