package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) nodeGroup(r *resource.Resource) {
	a := r.Attributes
	host := l.host(r, graph.EKSNodeGroup, a.Get("Subnets"))
	host.Templates = l.templates(a.Get("LaunchTemplate"))
	host.Launch.Platform = value.TextOf(a.Get("AmiType"))
	l.builder.Add(host)
}

func (l *lowering) mapReduceCluster(r *resource.Resource) {
	a := r.Attributes
	instances := mapOf(a.Get("Instances"))
	subnets := gather(single(instances.Get("Ec2SubnetId")), instances.Get("Ec2SubnetIds"))
	host := l.host(r, graph.EMRCluster, subnets)
	host.Launch.Platform = value.TextOf(a.Get("ReleaseLabel"))
	host.Launch.Image = value.TextOf(imageText(a.Get("CustomAmiId")))
	host.Launch.ImageHints = l.imageHints(a.Get("CustomAmiId"), l.imageOf(r, "CustomAmiId"))
	host.Launch.Groups = graph.RefsFrom[graph.SecurityGroup](gather(
		single(instances.Get("EmrManagedMasterSecurityGroup")), single(instances.Get("EmrManagedSlaveSecurityGroup")),
		instances.Get("AdditionalMasterSecurityGroups"), instances.Get("AdditionalSlaveSecurityGroups")), l.resolve)
	host.Launch.Profile = l.profile(a.Get("JobFlowRole"))
	l.builder.Add(host)
}

// batchEnvironment is a host unless its containers run on Fargate.
func (l *lowering) batchEnvironment(r *resource.Resource) {
	resources := mapOf(r.Attributes.Get("ComputeResources"))
	subnets := resources.Get("Subnets")
	if literally(resources.Get("Type"), "FARGATE") {
		l.addOccupant(l.origin(r), subnets)
		return
	}
	if resources.Kind == value.Absent {
		return
	}
	host := l.host(r, graph.BatchEnvironment, subnets)
	host.Templates = l.templates(resources.Get("LaunchTemplate"))
	host.Launch.Groups = graph.RefsFrom[graph.SecurityGroup](resources.Get("SecurityGroupIds"), l.resolve)
	host.Launch.Profile = l.profile(resources.Get("InstanceRole"))
	host.Launch.Platform = value.TextOf(dig(firstInterface(resources.Get("Ec2Configuration")), "ImageType"))
	host.Launch.Image = value.TextOf(imageText(resources.Get("ImageId")))
	host.Launch.ImageHints = l.imageHints(resources.Get("ImageId"), l.imageOf(r, "ComputeResources", "ImageId"))
	l.builder.Add(host)
}

// beanstalk reads an environment's option settings
// (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html).
func (l *lowering) beanstalk(r *resource.Resource) {
	settings := l.optionSettings(r)
	get := func(namespace, name string) value.Value { return settings.Get(namespace, name, r.Range) }
	list := func(namespace, name string) value.Value {
		v := get(namespace, name)
		return distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value { return splitList(values[0]) })
	}
	host := l.host(r, graph.BeanstalkEnvironment, list("aws:ec2:vpc", "Subnets"))
	host.Launch.Groups = graph.RefsFrom[graph.SecurityGroup](list("aws:autoscaling:launchconfiguration", "SecurityGroups"), l.resolve)
	host.Launch.Profile = l.profile(get("aws:autoscaling:launchconfiguration", "IamInstanceProfile"))
	host.Launch.PublicIP = value.BoolOf(get("aws:ec2:vpc", "AssociatePublicIpAddress"))
	custom := get("aws:autoscaling:launchconfiguration", "ImageId")
	host.Launch.Image, host.Launch.ImageHints = value.TextOf(imageText(custom)), l.imageHints(custom, image{})
	platform := r.Attributes.Get("SolutionStackName")
	if platform.Kind == value.Absent {
		platform = r.Attributes.Get("PlatformArn")
	}
	host.Launch.Platform = value.TextOf(platform)
	l.builder.Add(host)
}

// optionSettings are an environment's settings after those of the saved
// configuration that it starts from.
func (l *lowering) optionSettings(r *resource.Resource) resource.OptionSettings {
	var settings resource.OptionSettings
	if name := r.Attributes.Get("TemplateName"); name.Kind != value.Absent {
		seen := false
		for _, id := range l.referred(name) {
			if template := l.byID[string(id)]; template != nil {
				addSettings(&settings, template)
				seen = true
			}
		}
		if !seen {
			settings.AddUnknown(&value.Reason{
				Text: "the saved configuration that " + r.Address + " starts from is not in view", Settle: "scan the files that declare it as well",
			})
		}
	}
	addSettings(&settings, r)
	return settings
}

func addSettings(settings *resource.OptionSettings, r *resource.Resource) {
	settings.AddUnknown(each(r.Attributes.Get("OptionSettings"), func(guard value.Guard, item value.Value) {
		namespace, _ := text(item.Get("Namespace")).Literal()
		name, _ := text(item.Get("OptionName")).Literal()
		settings.Add(namespace, name, under(guard, item.Get("Value")))
	}))
}

func (l *lowering) imageBuilder(r *resource.Resource) {
	a := r.Attributes
	host := l.host(r, graph.ImageBuilder, single(a.Get("SubnetId")))
	host.Launch.Groups = graph.RefsFrom[graph.SecurityGroup](a.Get("SecurityGroupIds"), l.resolve)
	host.Launch.Profile = l.profile(a.Get("InstanceProfileName"))
	host.Launch.ImageHints = value.ListFrom(gather(l.parentImages(r)...), value.TextOf)
	l.builder.Add(host)
}

// parentImages are the images that a build starts from, by the recipes that are
// built on the infrastructure.
func (l *lowering) parentImages(r *resource.Resource) []value.Value {
	var images []value.Value
	for _, kind := range []string{"AWS::ImageBuilder::ImagePipeline", "AWS::ImageBuilder::Image"} {
		for _, build := range l.attached(kind, "InfrastructureConfigurationArn", r) {
			for _, id := range l.referred(build.Attributes.Get("ImageRecipeArn")) {
				if recipe := l.byID[string(id)]; recipe != nil {
					images = append(images, single(under(build.Guard, recipe.Attributes.Get("ParentImage"))))
				}
			}
		}
	}
	return images
}

func (l *lowering) cloud9(r *resource.Resource) {
	host := l.host(r, graph.OtherHost, single(r.Attributes.Get("SubnetId")))
	host.Launch.Platform = value.TextOf(r.Attributes.Get("ImageId"))
	l.builder.Add(host)
}

// clusterGroupID is the node of the security group that EKS makes with a cluster.
func clusterGroupID(cluster graph.ID) graph.ID { return cluster + ":ClusterSecurityGroup" }

// clusterGroup adds the group that EKS makes with a cluster, where something names
// it: everything goes out, and what is in the group may come in
// (https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html).
func (l *lowering) clusterGroup(r *resource.Resource) {
	if r.Type != "AWS::EKS::Cluster" || !l.isNamed(value.Ref{Node: string(r.ID()), Attribute: "ClusterSecurityGroupId"}) {
		return
	}
	origin := l.part(r, "ClusterSecurityGroup", value.Guard{}, r.Range)
	group := &graph.SecurityGroup{Origin: origin, VPC: graph.Nowhere[graph.VPC](), ImplicitEgress: true, InlineEgress: value.Never()}
	itself := value.OfRef(value.Ref{Node: string(r.ID()), Attribute: "ClusterSecurityGroupId"}, r.Range)
	every := value.Value{Kind: value.Map, Entries: []value.Entry{
		{Key: "IpProtocol", Value: value.OfString("-1", r.Range)}, {Key: "SourceSecurityGroupId", Value: itself},
	}}
	inner := l.rule(l.part(r, "ClusterSecurityGroup.Ingress", value.Guard{}, r.Range), every, false)
	inner.Inline, inner.Group = true, graph.To[graph.SecurityGroup](group.ID, r.Range)
	l.builder.Add(group)
	l.builder.Add(inner)
}

func (l *lowering) isNamed(wanted value.Ref) bool {
	for i := range l.resources {
		for ref := range l.resources[i].Attributes.Refs() {
			if ref == wanted {
				return true
			}
		}
	}
	return false
}
