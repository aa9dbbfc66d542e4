package cloudformation

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// lowering turns the resources of one run into graph nodes.
type lowering struct {
	run       *run
	builder   graph.Builder
	resources []resource.Resource
	byID      map[string]*resource.Resource
	byType    map[string][]*resource.Resource
	// names are the resources that a chosen name denotes, by type and name.
	names    map[string]string
	escapes  map[graph.ID]*value.Reason
	exported map[graph.ID]bool
	// stacks are the declarations behind the resources.
	stacks map[string]*declaration
	// users are the resources whose property names a node, by type and property.
	users map[string]map[graph.ID][]*resource.Resource
}

// lowerings are the resource types that become nodes.
var lowerings map[string]func(*lowering, *resource.Resource)

func init() {
	lowerings = map[string]func(*lowering, *resource.Resource){
		"AWS::EC2::VPC":                                  (*lowering).vpc,
		"AWS::EC2::Subnet":                               (*lowering).subnet,
		"AWS::EC2::RouteTable":                           (*lowering).routeTable,
		"AWS::EC2::Route":                                (*lowering).route,
		"AWS::EC2::SubnetRouteTableAssociation":          (*lowering).routeTableAssociation,
		"AWS::EC2::InternetGateway":                      gatewayLowering(graph.InternetGateway),
		"AWS::EC2::EgressOnlyInternetGateway":            gatewayLowering(graph.EgressOnlyInternetGateway),
		"AWS::EC2::TransitGateway":                       gatewayLowering(graph.TransitGateway),
		"AWS::EC2::VPNGateway":                           gatewayLowering(graph.VPNGateway),
		"AWS::EC2::VPCPeeringConnection":                 gatewayLowering(graph.PeeringConnection),
		"AWS::EC2::CarrierGateway":                       gatewayLowering(graph.CarrierGateway),
		"AWS::NetworkManager::CoreNetwork":               gatewayLowering(graph.CoreNetwork),
		"AWS::EC2::NatGateway":                           (*lowering).natGateway,
		"AWS::EC2::VPCBlockPublicAccessOptions":          publicAccess(false),
		"AWS::EC2::VPCBlockPublicAccessExclusion":        publicAccess(true),
		"AWS::EC2::VPCEndpoint":                          (*lowering).endpoint,
		"AWS::EC2::SecurityGroup":                        (*lowering).securityGroup,
		"AWS::EC2::SecurityGroupEgress":                  (*lowering).standaloneRule,
		"AWS::EC2::SecurityGroupIngress":                 (*lowering).standaloneRule,
		"Custom::VpcRestrictDefaultSG":                   (*lowering).restrictedDefault,
		"AWS::EC2::NetworkAcl":                           (*lowering).networkACL,
		"AWS::EC2::NetworkAclEntry":                      (*lowering).networkACLEntry,
		"AWS::EC2::SubnetNetworkAclAssociation":          (*lowering).networkACLAssociation,
		"AWS::EC2::PrefixList":                           (*lowering).prefixList,
		"AWS::EC2::Instance":                             (*lowering).instance,
		"AWS::EC2::LaunchTemplate":                       (*lowering).launchTemplate,
		"AWS::AutoScaling::LaunchConfiguration":          (*lowering).launchConfiguration,
		"AWS::AutoScaling::AutoScalingGroup":             (*lowering).autoScalingGroup,
		"AWS::EC2::SpotFleet":                            (*lowering).spotFleet,
		"AWS::EC2::EC2Fleet":                             (*lowering).fleet,
		"AWS::EKS::Nodegroup":                            (*lowering).nodeGroup,
		"AWS::EMR::Cluster":                              (*lowering).mapReduceCluster,
		"AWS::Batch::ComputeEnvironment":                 (*lowering).batchEnvironment,
		"AWS::ElasticBeanstalk::Environment":             (*lowering).beanstalk,
		"AWS::ImageBuilder::InfrastructureConfiguration": (*lowering).imageBuilder,
		"AWS::Cloud9::EnvironmentEC2":                    (*lowering).cloud9,
		"AWS::IAM::Role":                                 (*lowering).role,
		"AWS::IAM::InstanceProfile":                      (*lowering).instanceProfile,
		"AWS::IAM::User":                                 (*lowering).user,
		"AWS::IAM::Group":                                (*lowering).userGroup,
		"AWS::IAM::AccessKey":                            (*lowering).accessKey,
		"AWS::SSM::MaintenanceWindow":                    (*lowering).intent,
		"AWS::SSM::MaintenanceWindowTask":                (*lowering).intent,
		"AWS::SSM::Association":                          (*lowering).intent,
		"AWS::SSM::PatchBaseline":                        (*lowering).intent,
		"AWS::SSM::Document":                             (*lowering).intent,
		"AWS::SSMQuickSetup::ConfigurationManager":       (*lowering).intent,
	}
	maps.Copy(lowerings, dnsTypes)
}

// nameProperties name resources that others refer to by a literal name.
var nameProperties = map[string]string{
	"AWS::EC2::LaunchTemplate": "LaunchTemplateName", "AWS::AutoScaling::LaunchConfiguration": "LaunchConfigurationName",
	"AWS::IAM::InstanceProfile": "InstanceProfileName", "AWS::IAM::Role": "RoleName",
	"AWS::IAM::User": "UserName", "AWS::IAM::Group": "GroupName",
}

func newLowering(r *run) *lowering {
	return &lowering{
		run: r, byID: map[string]*resource.Resource{}, byType: map[string][]*resource.Resource{}, names: map[string]string{},
		escapes: map[graph.ID]*value.Reason{}, exported: map[graph.ID]bool{}, stacks: map[string]*declaration{},
		users: map[string]map[graph.ID][]*resource.Resource{},
	}
}

// lower evaluates all stacks and adds their nodes.
func (l *lowering) lower() {
	var all []*stack
	for _, root := range l.run.roots {
		root.walk(func(s *stack) {
			all = append(all, s)
			l.resources = append(l.resources, s.resources()...)
			for _, d := range s.declarations {
				l.stacks[s.nodeID(d.id)] = d
			}
		})
	}
	for i := range l.resources {
		r := &l.resources[i]
		l.byID[string(r.ID())] = r
		l.byType[r.Type] = append(l.byType[r.Type], r)
		if property := nameProperties[r.Type]; property != "" {
			if name, ok := chosenName(r.Attributes.Get(property)); ok {
				l.names[r.Type+"/"+name] = string(r.ID())
			}
		}
	}
	for _, s := range all {
		l.noteOutputs(s)
	}
	l.noteEscapes()
	for i := range l.resources {
		r := &l.resources[i]
		if lower := lowerings[r.Type]; lower != nil {
			lower(l, r)
		} else if subnets := occupants[r.Type]; subnets != nil {
			l.occupant(r, subnets)
		}
		l.clusterGroup(r)
	}
	l.lookups()
	l.finish()
}

func (l *lowering) finish() {
	for _, node := range l.builder.Nodes() {
		head := node.Head()
		if reason := l.escapes[head.ID]; reason != nil && head.Escapes == nil {
			head.Escapes = reason
		}
		head.Exported = head.Exported || l.exported[head.ID]
	}
	for _, unread := range l.run.unread {
		l.builder.Miss(unread)
	}
	for _, name := range slices.Sorted(maps.Keys(l.run.files)) {
		l.builder.Read(name)
	}
}

// noteOutputs finds what a root stack exports or puts out.
func (l *lowering) noteOutputs(s *stack) {
	for _, m := range s.outputsOf.unique() {
		if s.parent != nil && m.value.get("Export") == nil {
			continue
		}
		for _, id := range l.referred(s.output(m.key, m.keyAt)) {
			l.exported[id] = true
		}
	}
}

// referred lists the nodes that a value names anywhere inside.
func (l *lowering) referred(v value.Value) []graph.ID {
	var found []graph.ID
	for ref := range v.Refs() {
		if id, ok := l.resolve(ref); ok {
			found = append(found, id)
		}
	}
	return found
}

// identities are the attributes by which other resources name a resource, beside
// Ref, and what they denote: the node itself, or one that AWS makes with it.
var identities = map[string]func(graph.ID) graph.ID{
	"DefaultSecurityGroup": graph.DefaultSecurityGroupID, "DefaultNetworkAcl": graph.DefaultNetworkACLID,
	"ClusterSecurityGroupId": clusterGroupID,
}

var ownAttributes = map[string]bool{
	"Ref": true, "Id": true, "Arn": true, "VpcId": true, "SubnetId": true, "RouteTableId": true, "GroupId": true,
	"InternetGatewayId": true, "NatGatewayId": true, "LaunchTemplateId": true, "PrefixListId": true, "InstanceId": true,
	"EgressOnlyInternetGatewayId": true, "VPNGatewayId": true, "CarrierGatewayId": true, "CoreNetworkArn": true, "CoreNetworkId": true,
	"NetworkAclId": true, "AutoScalingGroupARN": true, "ResolverRuleId": true, "DhcpOptionsId": true,
}

// resolve is the [graph.Resolver] of the dialect.
func (l *lowering) resolve(ref value.Ref) (graph.ID, bool) {
	if l.byID[ref.Node] == nil {
		return "", false
	}
	if identity := identities[ref.Attribute]; identity != nil {
		return identity(graph.ID(ref.Node)), true
	}
	return graph.ID(ref.Node), ownAttributes[ref.Attribute]
}

// named replaces a name that the author chose by the resource of that type that
// has it.
func (l *lowering) named(v value.Value, kind string) value.Value {
	return distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
		inner := values[0]
		if name, ok := chosenName(inner); ok {
			if id := l.names[kind+"/"+name]; id != "" {
				return value.OfRef(value.Ref{Node: id, Attribute: "Ref"}, inner.Range)
			}
		}
		return inner
	})
}

// chosenName writes a name so that equal names are written the same, those with parts
// that are not known too; ok is false for what is no such name.
func chosenName(v value.Value) (name string, ok bool) {
	if v.Kind != value.String && v.Kind != value.NotKnown {
		return "", false
	}
	t := text(v)
	return t.Identity(), identified(t) && t.Identity() != ""
}

// origin is the head of a resource's node.
func (l *lowering) origin(r *resource.Resource) graph.Origin {
	return graph.Origin{
		ID: r.ID(), Root: r.Root, Address: r.Address, Dialect: r.Dialect, Type: r.Type, Name: nameOf(r),
		Range: r.Range, Arguments: arguments(r.Attributes), Construct: r.Construct, Source: r.Source, Assigned: r.Assigned, Guard: r.Guard,
		Symbolic: r.Symbolic, Region: r.Region, Ignores: r.Ignores,
	}
}

// nameOf is the Name tag. In an app a construct hands its tag, which is its own
// path, down to all that it makes; what is below that is called by its own path.
func nameOf(r *resource.Resource) string {
	tag := tags(r.Attributes.Get("Tags"))["Name"]
	above, last := path.Split(r.Construct)
	above = strings.TrimSuffix(above, "/")
	switch {
	case tag != "" && !strings.HasPrefix(above, tag+"/"):
		return tag
	case last == "Resource" || last == "Default":
		return above
	}
	return r.Construct
}

// part is the head of a node that is written inside a resource.
func (l *lowering) part(r *resource.Resource, name string, guard value.Guard, at source.Range) graph.Origin {
	origin := l.origin(r)
	origin.ID += graph.ID(":" + name)
	origin.Address += "." + name
	origin.Source = origin.Written(at)
	origin.Name, origin.Arguments, origin.Assigned = "", nil, nil
	origin.Guard = origin.Guard.And(guard)
	if !at.IsZero() {
		origin.Range = at
	}
	return origin
}
