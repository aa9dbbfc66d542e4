package graph

import "github.com/repolint/repolint/value"

// Launch is what starts a machine: the arguments that instances and launch
// templates share. A host's own argument, where stated, replaces its template's.
type Launch struct {
	// Image is the image argument as evaluated: an AMI id, or a reference or
	// unknown. ImageHints are texts that tell its operating system: a public
	// parameter's path, an AMI name filter, a mapping's or variable's name.
	Image      value.Of[value.Text]
	ImageHints value.ListOf[value.Text]
	// Platform is a stated operating system, such as an EKS node group's AMI type.
	Platform value.Of[value.Text]
	// UserData is the decoded user data.
	UserData value.Of[value.Text]
	Groups   Refs[SecurityGroup]
	// PublicIP says whether instances get a public IPv4 address; not stated
	// means that the subnet's setting decides.
	PublicIP value.Of[bool]
	Profile  Ref[InstanceProfile]
	// MetadataDisabled is true where the instance metadata service is off.
	MetadataDisabled value.Of[bool]
	// Subnets are those named by the launch itself (network interfaces).
	Subnets Refs[Subnet]
}

func (l *Launch) guards() [][]value.Guard {
	return [][]value.Guard{l.Image.Guards(), l.ImageHints.Guards(), l.Platform.Guards(), l.UserData.Guards(), l.Groups.Guards(),
		l.PublicIP.Guards(), l.Profile.Guards(), l.MetadataDisabled.Guards(), l.Subnets.Guards()}
}

// HostKind tells apart what launches machines. The zero kind is invalid.
type HostKind int

// The kinds of hosts. The container kinds run images whose packages come from
// elsewhere, so that their repositories are optional.
const (
	_ HostKind = iota
	Instance
	AutoScalingGroup
	Fleet
	EKSNodeGroup
	ECSInstance
	BatchEnvironment
	EMRCluster
	BeanstalkEnvironment
	ImageBuilder
	OtherHost
)

// String is the host kind's name in facts.
func (k HostKind) String() string {
	names := [...]string{"invalid", "instance", "auto_scaling_group", "fleet", "eks_node_group", "ecs_instance",
		"batch_environment", "emr_cluster", "beanstalk_environment", "image_builder", "other"}
	if k < 0 || int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Host is a thing that launches machines: an instance, a group, a fleet, a node group.
type Host struct {
	Origin
	HostKind HostKind
	// MayRunContainers, when set, says why it is not known whether the host is an
	// ECSInstance instead of what HostKind says.
	MayRunContainers *value.Reason
	// Subnets the machines are launched into; not stated means the default VPC's.
	Subnets Refs[Subnet]
	Launch  Launch
	// Templates are launch templates or configurations, several when a fleet
	// overrides. The host's own Launch wins, argument by argument.
	Templates Refs[LaunchTemplate]
	// Tags are the known tags; Patch Group tags among them show that patching is meant.
	Tags map[string]string
}

// Kind implements [Node].
func (*Host) Kind() Kind { return KindHost }

func (n *Host) guards() []value.Guard {
	return gather(n.Guard, append(n.Launch.guards(), n.Subnets.Guards(), n.Templates.Guards())...)
}

// LaunchTemplate is a launch template or configuration. On its own it is no host.
type LaunchTemplate struct {
	Origin
	Launch Launch
}

// Kind implements [Node].
func (*LaunchTemplate) Kind() Kind { return KindLaunchTemplate }

func (n *LaunchTemplate) guards() []value.Guard { return gather(n.Guard, n.Launch.guards()...) }

// Occupant lives in subnets and never runs a package manager: an endpoint's
// interface, a load balancer, a function, a database's subnet group …
type Occupant struct {
	Origin
	Subnets Refs[Subnet]
}

// Kind implements [Node].
func (*Occupant) Kind() Kind { return KindOccupant }

func (n *Occupant) guards() []value.Guard { return gather(n.Guard, n.Subnets.Guards()) }
