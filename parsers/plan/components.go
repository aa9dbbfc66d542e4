package plan

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// Components finds the plans of a set, one component each. A plan whose
// configuration is in the set as well names the folder as its root: that folder
// is then no component of its own.
func Components(set *source.Set, options terraform.Options) ([]resource.Component, source.Diagnostics) {
	var components []resource.Component
	var diagnostics source.Diagnostics
	var folders []folder
	taken := map[string]bool{}
	for _, unit := range set.Units {
		if unit.Dialect != source.TerraformPlan {
			continue
		}
		if folders == nil {
			folders = foldersOf(set)
		}
		p, found := read(set.Tree, unit.Path)
		diagnostics = append(diagnostics, found...)
		if p == nil {
			continue
		}
		root := p.home(folders, taken)
		if root == "" {
			components = append(components, p.alone(options))
			continue
		}
		taken[root] = true
		components = append(components, p.with(root, set.Tree, options))
	}
	return components, diagnostics
}

// read reads a plan; it is nil when the file is none.
func read(tree *source.Tree, name string) (*plan, source.Diagnostics) {
	file, err := tree.Read(name)
	if err != nil {
		return nil, source.Diagnostics{{Severity: source.Error, Message: err.Error(), Range: source.Range{File: name}}}
	}
	tree.Forget(name)
	document, diagnostics := json.Parse(file)
	if document == nil {
		return nil, diagnostics
	}
	problem := ""
	format, _ := document.Get("format_version").StringText()
	switch {
	case document.Get("planned_values") == nil:
		problem = name + " holds no planned values: print a saved plan with `terraform show -json FILE`"
	case !strings.HasPrefix(format, "1.") && !strings.HasPrefix(format, "0."):
		problem = name + " has a format version that is not read: print the plan with Terraform 1 or OpenTofu 1"
	}
	if problem != "" {
		return nil, append(diagnostics, source.Diagnostic{Severity: source.Warning, Message: problem, Range: source.Range{File: name}})
	}
	p := newPlan(file, document)
	if reason := p.partial(); reason != nil {
		diagnostics = append(diagnostics, source.Diagnostic{
			Severity: source.Warning, Message: reason.Text + ", so nothing counts as missing: " + reason.Settle,
			Range: document.Get("format_version").Range,
		})
	}
	return p, diagnostics
}

// folder is a folder of configuration with what it declares.
type folder struct {
	path     string
	declared []string
}

func foldersOf(set *source.Set) []folder {
	folders := []folder{}
	for _, unit := range set.Units {
		if unit.Dialect == source.Terraform {
			folders = append(folders, folder{path.Clean(unit.Path), terraform.Declared(set.Tree, unit.Path)})
		}
	}
	return folders
}

// home is the folder the plan was made of: the one that declares most of what the
// plan's configuration does, at least half of either side, the nearest among
// equals. It is "" when there is none.
func (p *plan) home(folders []folder, taken map[string]bool) string {
	best, most := "", 0
	for _, one := range folders {
		shared := 0
		for _, name := range one.declared {
			if p.declares(name) {
				shared++
			}
		}
		if taken[one.path] || shared == 0 || 2*shared < len(one.declared) || 2*shared < p.declared() {
			continue
		}
		if shared > most || shared == most && p.distance(one.path) < p.distance(best) {
			best, most = one.path, shared
		}
	}
	return best
}

// distance is how many folders lie between the plan's and another.
func (p *plan) distance(other string) int {
	own, far := strings.Split(path.Dir(p.file.Path), "/"), strings.Split(other, "/")
	for len(own) > 0 && len(far) > 0 && own[0] == far[0] {
		own, far = own[1:], far[1:]
	}
	return len(own) + len(far)
}

// alone is the component of a plan whose configuration is not in view.
func (p *plan) alone(options terraform.Options) resource.Component {
	return resource.Component{
		Name: p.file.Path, Roots: []string{p.file.Path},
		Parse: func(context.Context) resource.Result {
			p.root, p.region = p.file.Path, options.Region
			resources := p.resources()
			exported, doubt := p.exported()
			return terraform.Lower(terraform.Planned{
				Root: p.root, Region: p.defaultRegion(), Resources: resources, Files: []string{p.file.Path},
				Partial: p.partial(), Exported: exported, MoreExported: doubt, Leads: p.leads,
			})
		},
	}
}

// with is the component of a plan and its configuration.
func (p *plan) with(root string, tree *source.Tree, options terraform.Options) resource.Component {
	return resource.Component{
		Name: root, Roots: []string{root},
		Parse: func(ctx context.Context) resource.Result {
			p.root, p.region = root, options.Region
			given := options
			given.Planned = p.variables()
			return terraform.Refine(ctx, tree, root, given, func(configured []resource.Resource) []resource.Resource {
				return slices.Clip(p.merge(configured))
			})
		},
	}
}
