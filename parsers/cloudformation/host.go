package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// shape says under which names a type keeps what graph.Launch holds.
type shape struct {
	groups, image, profile, public string
}

var (
	instanceShape      = shape{groups: "SecurityGroupIds", image: "ImageId", profile: "IamInstanceProfile"}
	templateShape      = shape{groups: "SecurityGroupIds", image: "ImageId", profile: "IamInstanceProfile"}
	configurationShape = shape{groups: "SecurityGroups", image: "ImageId", profile: "IamInstanceProfile", public: "AssociatePublicIpAddress"}
)

// launch reads the arguments that start a machine from a, the properties of r or
// a map inside them; written is the notation of the image there.
func (l *lowering) launch(a value.Value, s shape, written image) graph.Launch {
	first := firstInterface(a.Get("NetworkInterfaces"))
	groups := a.Get(s.groups)
	if groups.Kind == value.Absent {
		groups = a.Get("SecurityGroups")
	}
	subnets := single(dig(first, "SubnetId"))
	if own := l.interfaceOf(first); own != nil {
		subnets, groups = single(own.Attributes.Get("SubnetId")), own.Attributes.Get("GroupSet")
	}
	for _, property := range []string{"GroupSet", "Groups"} {
		if listed := dig(first, property); listed.Kind != value.Absent {
			groups = listed
		}
	}
	public := dig(first, "AssociatePublicIpAddress")
	if s.public != "" {
		public = a.Get(s.public)
	}
	return graph.Launch{
		Image:            value.TextOf(imageText(a.Get(s.image))),
		ImageHints:       l.imageHints(a.Get(s.image), written),
		Platform:         value.TextOf(value.Value{}),
		UserData:         value.UnprintedTextOf(a.Get("UserData")),
		Groups:           graph.RefsFrom[graph.SecurityGroup](groups, l.resolve),
		PublicIP:         value.BoolOf(public),
		Profile:          l.profile(a.Get(s.profile)),
		MetadataDisabled: textIs(dig(a, "MetadataOptions", "HttpEndpoint"), "disabled"),
		Subnets:          graph.RefsFrom[graph.Subnet](subnets, l.resolve),
	}
}

// firstInterface is the primary network interface: device index 0, else the first.
func firstInterface(v value.Value) value.Value {
	return distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
		items := present(values[0].Items)
		if values[0].Kind == value.Map {
			items = values
		}
		for _, item := range items {
			if index, ok := text(dig(item, "DeviceIndex")).Literal(); ok && index == "0" {
				return item
			}
		}
		if len(items) > 0 {
			return items[0]
		}
		if values[0].Kind == value.NotKnown {
			return values[0]
		}
		return value.Value{}
	})
}

// interfaceOf is the AWS::EC2::NetworkInterface that an interface block names.
func (l *lowering) interfaceOf(first value.Value) *resource.Resource {
	for _, id := range l.referred(dig(first, "NetworkInterfaceId")) {
		if r := l.byID[string(id)]; r != nil && r.Type == "AWS::EC2::NetworkInterface" {
			return r
		}
	}
	return nil
}

// profile reads an instance profile, given by name, as a Ref, or in a map of Arn
// or Name.
func (l *lowering) profile(v value.Value) graph.Ref[graph.InstanceProfile] {
	flat := distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
		inner := values[0]
		if inner.Kind == value.Map {
			if name := inner.Get("Name"); name.Kind != value.Absent {
				return name
			}
			return inner.Get("Arn")
		}
		return inner
	})
	return graph.RefFrom[graph.InstanceProfile](l.named(flat, "AWS::IAM::InstanceProfile"), l.resolve)
}

// templates reads the references to launch templates among specifications.
func (l *lowering) templates(specifications ...value.Value) graph.Refs[graph.LaunchTemplate] {
	var found []value.Value
	for _, v := range specifications {
		found = append(found, single(distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
			inner := values[0]
			if inner.Kind != value.Map {
				return inner
			}
			for _, key := range []string{"LaunchTemplateId", "Id", "LaunchTemplateName", "Name"} {
				if id := inner.Get(key); id.Kind != value.Absent {
					return l.named(id, "AWS::EC2::LaunchTemplate")
				}
			}
			return value.Value{}
		})))
	}
	return graph.RefsFrom[graph.LaunchTemplate](gather(found...), l.resolve)
}

func (l *lowering) instance(r *resource.Resource) {
	a := r.Attributes
	launch := l.launch(a, instanceShape, l.imageOf(r, "ImageId"))
	launch.UserData = l.script(a.Get("UserData"), r)
	if public := l.elasticIP(r); public.Kind != value.Absent {
		launch.PublicIP = value.BoolOf(public)
	}
	subnets := graph.RefsFrom[graph.Subnet](single(a.Get("SubnetId")), l.resolve)
	if a.Get("SubnetId").Kind == value.Absent {
		subnets = launch.Subnets
	}
	l.builder.Add(&graph.Host{
		Origin: l.origin(r), HostKind: graph.Instance, Subnets: subnets, Launch: launch,
		Templates: l.templates(a.Get("LaunchTemplate")), Tags: tags(a.Get("Tags")),
	})
}

// elasticIP is true where an elastic address is tied to the instance or to its
// network interface.
func (l *lowering) elasticIP(r *resource.Resource) value.Value {
	var guards []value.Guard
	owners := []*resource.Resource{r}
	if own := l.interfaceOf(firstInterface(r.Attributes.Get("NetworkInterfaces"))); own != nil {
		owners = append(owners, own)
	}
	for _, owner := range owners {
		for _, property := range []string{"InstanceId", "NetworkInterfaceId"} {
			for _, kind := range []string{"AWS::EC2::EIP", "AWS::EC2::EIPAssociation"} {
				for _, address := range l.attached(kind, property, owner) {
					guards = append(guards, address.Guard)
				}
			}
		}
	}
	if len(guards) == 0 {
		return value.Value{}
	}
	guard := value.Never()
	for _, g := range guards {
		guard = guard.Or(g)
	}
	public := under(guard, value.OfBool(true, r.Range))
	if own := dig(firstInterface(r.Attributes.Get("NetworkInterfaces")), "AssociatePublicIpAddress"); public.Kind == value.Choice && own.Kind != value.Absent {
		public.Choices = append(public.Choices, value.Alternative[value.Value]{Guard: guard.Not(), Value: own})
	}
	return public
}

func (l *lowering) launchTemplate(r *resource.Resource) {
	data := mapOf(r.Attributes.Get("LaunchTemplateData"))
	launch := l.launch(data, templateShape, l.imageOf(r, "LaunchTemplateData", "ImageId"))
	launch.UserData = l.script(data.Get("UserData"), append(l.groupsOf(r), r)...)
	l.builder.Add(&graph.LaunchTemplate{Origin: l.origin(r), Launch: launch})
}

// mapOf is a map that may depend on conditions, with the condition moved into
// each member.
func mapOf(v value.Value) value.Value {
	if v.Kind != value.Choice {
		return v
	}
	merged := value.Value{Kind: value.Map, Range: v.Range}
	seen := map[string]bool{}
	for _, choice := range value.Flatten(v) {
		for _, entry := range choice.Value.Entries {
			if !seen[entry.Key] {
				seen[entry.Key] = true
				entry.Value = pick(v, entry.Key)
				merged.Entries = append(merged.Entries, entry)
			}
		}
	}
	return merged
}

func (l *lowering) launchConfiguration(r *resource.Resource) {
	launch := l.launch(r.Attributes, configurationShape, l.imageOf(r, "ImageId"))
	launch.UserData = l.script(r.Attributes.Get("UserData"), append(l.groupsOf(r), r)...)
	l.builder.Add(&graph.LaunchTemplate{Origin: l.origin(r), Launch: launch})
}

// host is a host that says nothing about its launch itself.
func (l *lowering) host(r *resource.Resource, kind graph.HostKind, subnets value.Value) *graph.Host {
	return &graph.Host{
		Origin: l.origin(r), HostKind: kind, Subnets: graph.RefsFrom[graph.Subnet](subnets, l.resolve),
		Launch: l.launch(value.Value{Kind: value.Map}, instanceShape, image{}), Templates: l.templates(), Tags: tags(r.Attributes.Get("Tags")),
	}
}

// runsContainers reports whether an ECS capacity provider uses the group, or its
// template starts the ECS agent's image.
func (l *lowering) runsContainers(r *resource.Resource) bool {
	for _, provider := range l.byType["AWS::ECS::CapacityProvider"] {
		for _, id := range l.referred(provider.Attributes) {
			if id == r.ID() {
				return true
			}
		}
	}
	for _, id := range l.referred(r.Attributes) {
		template := l.byID[string(id)]
		if template == nil || template.Type != "AWS::EC2::LaunchTemplate" && template.Type != "AWS::AutoScaling::LaunchConfiguration" {
			continue
		}
		a := template.Attributes
		if template.Type == "AWS::EC2::LaunchTemplate" {
			a = a.Get("LaunchTemplateData")
		}
		if literally(dig(a, "UserData"), "ECS_CLUSTER") || strings.Contains(text(dig(a, "ImageId")).String(), "/ecs/optimized-ami/") {
			return true
		}
	}
	return false
}
