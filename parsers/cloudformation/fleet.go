package cloudformation

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
	templates []value.Value
	// key tells apart what the machines are; variants with the same key differ
	// in size and place only.
	key string
}

// addVariants adds a host for each way to start machines: they can have other
// images and groups, and bear the address of what launches them.
func (l *lowering) addVariants(r *resource.Resource, kind graph.HostKind, variants []variant) {
	if len(variants) == 0 {
		variants = []variant{{guard: value.Guard{}, launch: l.noLaunch()}}
	}
	for i, one := range mergeVariants(variants) {
		host := l.host(r, kind, splitList(gather(one.subnets...)))
		host.Launch, host.Templates = one.launch, l.templates(one.templates...)
		host.Guard = host.Guard.And(one.guard)
		if i > 0 {
			host.ID += graph.ID(":" + strconv.Itoa(i))
		}
		l.builder.Add(host)
	}
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
		merged[i].templates = append(merged[i].templates, one.templates...)
	}
	return merged
}

// sizes are the properties that say how large machines are, or where and at what
// price they run. A template's versions are not told apart anywhere.
var sizes = map[string]bool{
	"InstanceType": true, "InstanceRequirements": true, "SubnetId": true, "Placement": true, "WeightedCapacity": true,
	"SpotPrice": true, "TagSpecifications": true, "Version": true,
}

// launchKey writes what the properties of a launch say about its machines.
func launchKey(a value.Value) string {
	var b strings.Builder
	for _, choice := range value.Flatten(a) {
		for _, entry := range choice.Value.Entries {
			if !sizes[entry.Key] {
				b.WriteString(entry.Key + "=" + entry.Value.Identity())
			}
		}
		b.WriteString(choice.Value.Reason.Text + ";")
	}
	return b.String()
}

func (l *lowering) noLaunch() graph.Launch {
	return l.launch(value.Value{Kind: value.Map}, instanceShape, image{})
}

func (l *lowering) spotFleet(r *resource.Resource) {
	data := mapOf(r.Attributes.Get("SpotFleetRequestConfigData"))
	var variants []variant
	more := each(dig(data, "LaunchSpecifications"), func(guard value.Guard, item value.Value) {
		launch := l.launch(item, instanceShape, image{})
		launch.Groups = graph.RefsFrom[graph.SecurityGroup](along(item, []string{"SecurityGroups", "*", "GroupId"}), l.resolve)
		variants = append(variants, variant{
			guard: guard, launch: launch, key: launchKey(item), subnets: []value.Value{under(guard, splitList(item.Get("SubnetId")))},
		})
	})
	variants = append(variants, l.unread(more)...)
	l.addVariants(r, graph.Fleet, append(variants, l.configured(dig(data, "LaunchTemplateConfigs"))...))
}

func (l *lowering) fleet(r *resource.Resource) {
	l.addVariants(r, graph.Fleet, l.configured(r.Attributes.Get("LaunchTemplateConfigs")))
}

// configured are the variants that start from launch templates. Overrides say
// where to.
func (l *lowering) configured(configurations value.Value) []variant {
	var variants []variant
	more := each(configurations, func(guard value.Guard, item value.Value) {
		specification := item.Get("LaunchTemplateSpecification")
		variants = append(variants, variant{
			guard: guard, launch: l.noLaunch(), templates: []value.Value{under(guard, specification)}, key: "template " + launchKey(specification),
			subnets: []value.Value{under(guard, along(item, []string{"Overrides", "*", "SubnetId"}))},
		})
	})
	return append(variants, l.unread(more)...)
}

// unread stands for the variants of a list that is not known, or not all of it.
func (l *lowering) unread(more *value.Reason) []variant {
	if more == nil {
		return nil
	}
	unknown := []value.Value{{Kind: value.NotKnown, Reason: *more}}
	return []variant{{guard: value.Guard{}, launch: l.noLaunch(), templates: unknown, subnets: unknown, key: "unknown " + more.Text}}
}

func (l *lowering) autoScalingGroup(r *resource.Resource) {
	kind := graph.AutoScalingGroup
	if l.runsContainers(r) {
		kind = graph.ECSInstance
	}
	variants := l.groupVariants(r.Attributes)
	for i := range variants {
		variants[i].subnets = []value.Value{splitList(r.Attributes.Get("VPCZoneIdentifier"))}
	}
	l.addVariants(r, kind, variants)
}

// groupVariants are the group's own template and those that the overrides of a
// mixed instances policy name instead.
func (l *lowering) groupVariants(a value.Value) []variant {
	mixed := pick(a.Get("MixedInstancesPolicy"), "LaunchTemplate")
	base := dig(mixed, "LaunchTemplateSpecification")
	variants := []variant{{guard: value.Guard{}, launch: l.noLaunch(), templates: []value.Value{
		a.Get("LaunchTemplate"), l.named(a.Get("LaunchConfigurationName"), "AWS::AutoScaling::LaunchConfiguration"), base,
	}}}
	known := map[string]bool{launchKey(base): true}
	each(dig(mixed, "Overrides"), func(guard value.Guard, item value.Value) {
		other := item.Get("LaunchTemplateSpecification")
		if key := launchKey(other); other.Kind != value.Absent && !known[key] {
			variants = append(variants, variant{guard: guard, launch: l.noLaunch(), templates: []value.Value{under(guard, other)}, key: key})
		}
	})
	return variants
}
