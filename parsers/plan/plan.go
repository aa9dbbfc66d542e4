package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// plan is one plan that was read. root is the root of its component, region the
// user's for where no provider says one.
type plan struct {
	file         *source.File
	root, region string
	document     *json.Node
	// planned are the instances after apply, data sources included, by address.
	planned map[string]*instance
	// ordered are their addresses, sorted.
	ordered []string
	// members are the instances of a block, by its address without the last key.
	members map[string][]*instance
	// ids are the references that known ids stand for: several where data sources
	// found the same.
	ids map[string][]value.Ref
	// depends are what blocks depend on; see [plan.dependsOn].
	depends map[waypoint]map[waypoint]bool
	// nulls keeps what is planned as null apart from what the plan leaves out.
	nulls bool
	// inside is how deep the merging is inside maps, strict that it is in a document.
	inside int
	strict bool
}

// instance is one planned instance.
type instance struct {
	address, module, block, key string
	typ, name                   string
	data                        bool
	node                        *json.Node
	change                      *json.Node
	configured                  *json.Node
	at                          source.Range
}

func newPlan(file *source.File, document *json.Node) *plan {
	p := &plan{
		file: file, document: document, planned: map[string]*instance{}, members: map[string][]*instance{}, ids: map[string][]value.Ref{},
	}
	p.collect(document.Get("planned_values").Get("root_module"), "", false, 0)
	p.collect(document.Get("prior_state").Get("values").Get("root_module"), "", true, 0)
	if changes := document.Get("resource_changes"); changes != nil {
		for _, change := range changes.Items {
			address, _ := change.Get("address").StringText()
			if one := p.planned[address]; one != nil && change.Get("deposed") == nil {
				one.change = change.Get("change")
			}
		}
	}
	p.ordered = p.addresses()
	return p
}

// maxModules bounds how deep modules may nest.
const maxModules = 100

// collect notes the instances of a module and of those below it; of the prior
// state only data sources, because the plan says what becomes of the rest.
func (p *plan) collect(module *json.Node, address string, prior bool, depth int) {
	if module == nil || depth > maxModules {
		return
	}
	for _, node := range items(module.Get("resources")) {
		one := &instance{module: address, node: node, data: text(node.Get("mode")) == "data"}
		one.address, one.typ, one.name = text(node.Get("address")), text(node.Get("type")), text(node.Get("name"))
		if one.address == "" || prior && !one.data || p.planned[one.address] != nil {
			continue
		}
		steps := split(strings.TrimPrefix(strings.TrimPrefix(one.address, address), "."))
		one.key = steps[len(steps)-1].key
		one.block = strings.TrimSuffix(one.address, "["+one.key+"]")
		one.at = node.Get("address").Range
		one.configured = p.configured(one)
		p.planned[one.address] = one
		p.members[one.block] = append(p.members[one.block], one)
	}
	for _, child := range items(module.Get("child_modules")) {
		p.collect(child, text(child.Get("address")), prior, depth+1)
	}
}

// resources lists the instances as resources, by address.
func (p *plan) resources() []resource.Resource {
	p.index()
	addresses := make([]string, 0, len(p.planned))
	for address := range p.planned {
		addresses = append(addresses, address)
	}
	slices.Sort(addresses)
	made := make([]resource.Resource, 0, len(addresses))
	for _, address := range addresses {
		made = append(made, p.resource(p.planned[address]))
	}
	return made
}

func (p *plan) resource(one *instance) resource.Resource {
	made := resource.Resource{
		Dialect: source.TerraformPlan, Root: p.root, Address: one.address, Type: one.fullType(),
		Range: one.at, Body: one.node.Range, Attributes: p.attributes(one),
	}
	if strings.HasPrefix(one.typ, "aws_") {
		region := made.Attributes.Get("region")
		if region.Kind != value.String {
			region = value.OfText(p.regionOf(one), source.Range{})
		}
		made.Region = value.TextOf(region)
	}
	return made
}

func (one *instance) fullType() string {
	if one.data {
		return "data." + one.typ
	}
	return one.typ
}

// declares reports whether the plan's configuration declares a block of the root
// module, as references name it.
func (p *plan) declares(name string) bool {
	root := p.document.Get("configuration").Get("root_module")
	if call, ok := strings.CutPrefix(name, "module."); ok {
		return root.Get("module_calls").Get(call) != nil
	}
	return slices.ContainsFunc(items(root.Get("resources")), func(n *json.Node) bool { return text(n.Get("address")) == name })
}

// declared counts what the plan's configuration declares in the root module.
func (p *plan) declared() int {
	root := p.document.Get("configuration").Get("root_module")
	count := len(items(root.Get("resources")))
	if calls := root.Get("module_calls"); calls != nil {
		count += len(calls.Members)
	}
	return count
}

// partial says why the plan may lack what its configuration declares: it is of
// targets only, or planning failed.
func (p *plan) partial() *value.Reason {
	complete, errored := p.document.Get("complete"), p.document.Get("errored")
	if (complete == nil || complete.Text != "false") && (errored == nil || errored.Text != "true") {
		return nil
	}
	return &value.Reason{Text: p.file.Path + " is the plan of a part only", Settle: "make the plan again, without targets and errors"}
}

// variables are the values given to the root's variables, as JSON.
func (p *plan) variables() map[string]string {
	given := map[string]string{}
	variables := p.document.Get("variables")
	if variables == nil {
		return given
	}
	for _, member := range variables.Members {
		if v := member.Value.Get("value"); v != nil {
			given[member.Key] = string(p.file.Content[v.Range.Start.Byte:v.Range.End.Byte])
		}
	}
	return given
}

// regionOf is the region of the provider configuration an instance uses.
func (p *plan) regionOf(one *instance) value.Text {
	key := cmp.Or(text(one.configured.Get("provider_config_key")), "aws")
	if region := p.providerRegion(key); region != "" {
		return value.Literal(region)
	}
	return value.SymbolText(value.Region)
}

func (p *plan) defaultRegion() string { return p.providerRegion("aws") }

func (p *plan) providerRegion(key string) string {
	expression := p.document.Get("configuration").Get("provider_config").Get(key).Get("expressions").Get("region")
	if constant := text(expression.Get("constant_value")); constant != "" {
		return constant
	}
	if references := items(expression.Get("references")); len(references) == 1 && !strings.Contains(key, ":") {
		if name, ok := strings.CutPrefix(text(references[0]), "var."); ok {
			return cmp.Or(text(p.document.Get("variables").Get(name).Get("value")), p.region)
		}
	}
	return p.region
}

func text(n *json.Node) string {
	s, _ := n.StringText()
	return s
}

func items(n *json.Node) []*json.Node {
	if n == nil {
		return nil
	}
	return n.Items
}
