package terraform

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// variant is one way in which a fleet or a group starts its machines.
type variant struct {
	guard     value.Guard
	subnets   []value.Value
	launch    graph.Launch
	templates []value.ListOf[graph.ID]
	// key tells apart what the machines are; variants with the same key differ
	// in size and place only.
	key string
}

// addVariants adds a host for each way to start machines: they can have other
// images and groups, and bear the address of what launches them.
func (l *lowering) addVariants(r *resource.Resource, kind graph.HostKind, variants []variant) {
	merged := mergeVariants(variants)
	if len(merged) == 0 {
		merged = []variant{{launch: noLaunch()}}
	}
	for i, one := range merged {
		subnets := value.Value{}
		if len(one.subnets) > 0 {
			subnets = value.Value{Kind: value.List, Items: one.subnets, Range: r.Range}
		}
		l.addVariant(r, kind, i, one, subnets)
	}
}

func (l *lowering) addVariant(r *resource.Resource, kind graph.HostKind, i int, one variant, subnets value.Value) *graph.Host {
	node := l.addHost(r, kind, subnets, one.launch, one.templates)
	if i > 0 {
		node.ID += graph.ID(":" + strconv.Itoa(i))
	}
	node.Guard = node.Guard.And(one.guard)
	return node
}

// mergeVariants joins the variants that start the same machines in several places.
func mergeVariants(variants []variant) []variant {
	var merged []variant
	at := map[string]int{}
	for _, one := range variants {
		i, ok := at[one.key]
		if !ok {
			at[one.key] = len(merged)
			merged = append(merged, one)
			continue
		}
		merged[i].guard = merged[i].guard.Or(one.guard)
		merged[i].subnets = append(merged[i].subnets, one.subnets...)
	}
	return merged
}

// launchKey writes what the arguments of a launch say about its machines.
func launchKey(a value.Value) string {
	var b strings.Builder
	for _, entry := range a.Entries {
		switch entry.Key {
		case "instance_type", "subnet_id", "availability_zone", "weighted_capacity", "spot_price", "max_price", "priority", "tags":
			continue
		}
		b.WriteString(entry.Key + "=" + entry.Value.Identity())
	}
	if a.More != nil {
		b.WriteString(a.More.Text)
	}
	return b.String()
}

func (l *lowering) spotFleet(r *resource.Resource) {
	var variants []variant
	for _, one := range everyBlock(r.Attributes.Get("launch_specification")) {
		variants = append(variants, variant{
			guard: one.guard, launch: l.launch(one.value), key: launchKey(one.value),
			subnets: splitList(guardedValue(one.guard, one.value.Get("subnet_id"))),
		})
	}
	l.addVariants(r, graph.Fleet, append(variants, l.configured(r, "overrides")...))
}

func (l *lowering) fleet(r *resource.Resource) {
	l.addVariants(r, graph.Fleet, l.configured(r, "override"))
}

// configured are the variants that start from launch templates. Overrides say
// where to.
func (l *lowering) configured(r *resource.Resource, overrides string) []variant {
	var variants []variant
	for _, one := range everyBlock(r.Attributes.Get("launch_template_config")) {
		made := variant{
			guard: one.guard, launch: noLaunch(), templates: l.templates([]guardedBlock{one}, specification),
			key: "template " + launchKey(specification(one.value)),
		}
		for _, override := range everyBlock(one.value.Get(overrides)) {
			if subnet := override.value.Get("subnet_id"); isStated(subnet) {
				made.subnets = append(made.subnets, guardedValue(one.guard.And(override.guard), subnet))
			}
		}
		variants = append(variants, made)
	}
	return variants
}

func (l *lowering) autoScalingGroup(r *resource.Resource) {
	kind, doubt := l.groupKind(l.id(r.Address))
	for i, one := range mergeVariants(l.groupVariants(r.Attributes)) {
		node := l.addVariant(r, kind, i, one, r.Attributes.Get("vpc_zone_identifier"))
		node.MayRunContainers = doubt
		if node.Name == "" {
			node.Name = node.Tags["Name"]
		}
	}
}

// groupVariants are the group's own template and those that the overrides of a
// mixed instances policy name instead.
func (l *lowering) groupVariants(a value.Value) []variant {
	own := variant{launch: noLaunch(), templates: l.templates(everyBlock(a.Get("launch_template")), itself)}
	if configuration := a.Get("launch_configuration"); isStated(configuration) {
		own.templates = append(own.templates, graph.RefsFrom[graph.LaunchTemplate](l.byName(configuration, "aws_launch_configuration", "name"), l.resolve).ListOf)
	}
	variants := []variant{own}
	for _, policy := range everyBlock(a.Get("mixed_instances_policy")) {
		for _, one := range everyBlock(policy.value.Get("launch_template")) {
			guard := policy.guard.And(one.guard)
			base := specification(one.value)
			variants[0].templates = append(variants[0].templates, l.templates([]guardedBlock{{guard, one.value}}, specification)...)
			for _, override := range everyBlock(one.value.Get("override")) {
				other := specification(override.value)
				if other.Kind != value.Map || launchKey(other) == launchKey(base) {
					continue
				}
				variants = append(variants, variant{
					guard: guard.And(override.guard), launch: noLaunch(), key: launchKey(other),
					templates: l.templates([]guardedBlock{{guard.And(override.guard), override.value}}, specification),
				})
			}
		}
	}
	return variants
}
