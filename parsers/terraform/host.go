package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var hostTypes = map[string]func(*lowering, *resource.Resource){
	"aws_instance":                      (*lowering).instance,
	"aws_spot_instance_request":         (*lowering).instance,
	"aws_launch_template":               (*lowering).launchTemplate,
	"aws_launch_configuration":          (*lowering).launchTemplate,
	"aws_autoscaling_group":             (*lowering).autoScalingGroup,
	"aws_spot_fleet_request":            (*lowering).spotFleet,
	"aws_ec2_fleet":                     (*lowering).fleet,
	"aws_eks_node_group":                (*lowering).nodeGroup,
	"aws_batch_compute_environment":     (*lowering).batch,
	"aws_emr_cluster":                   (*lowering).cluster,
	"aws_elastic_beanstalk_environment": (*lowering).beanstalk,
	"aws_imagebuilder_infrastructure_configuration": func(l *lowering, r *resource.Resource) {
		l.addHost(r, graph.ImageBuilder, oneOf(r.Attributes.Get("subnet_id")), l.launch(r.Attributes), nil)
	},
	"aws_cloud9_environment_ec2": func(l *lowering, r *resource.Resource) {
		l.addHost(r, graph.OtherHost, oneOf(r.Attributes.Get("subnet_id")), l.launch(r.Attributes), nil)
	},
}

// addHost adds a host with what every kind of host has.
func (l *lowering) addHost(r *resource.Resource, kind graph.HostKind, subnets value.Value, launch graph.Launch, templates []value.ListOf[graph.ID]) *graph.Host {
	node := &graph.Host{
		Origin: l.origin(r), HostKind: kind, Subnets: graph.RefsFrom[graph.Subnet](subnets, l.resolve),
		Launch: launch, Templates: refsOf(templates), Tags: hostTags(r.Attributes),
	}
	if len(launch.Subnets.Items)+len(launch.Subnets.More) > 0 && !isStated(subnets) {
		node.Subnets = launch.Subnets
	}
	l.builder.Add(node)
	return node
}

func hostTags(a value.Value) map[string]string {
	tags := map[string]string{}
	for _, name := range []string{"tags_all", "tags"} {
		for _, entry := range a.Get(name).Entries {
			if text := literal(entry.Value); text != "" && a.Get(name).Secret+entry.Value.Secret == "" {
				tags[entry.Key] = text
			}
		}
	}
	for _, one := range everyBlock(a.Get("tag")) {
		if key := literal(one.value.Get("key")); key != "" {
			tags[key] = literal(one.value.Get("value"))
		}
	}
	return tags
}

func (l *lowering) instance(r *resource.Resource) {
	found := everyBlock(r.Attributes.Get("launch_template"))
	l.addHost(r, graph.Instance, oneOf(r.Attributes.Get("subnet_id")), l.launch(r.Attributes), l.templates(found, itself))
}

func (l *lowering) launchTemplate(r *resource.Resource) {
	l.builder.Add(&graph.LaunchTemplate{Origin: l.origin(r), Launch: l.launch(r.Attributes)})
}

// noLaunch is the launch of a host that only names templates.
func noLaunch() graph.Launch { return (&lowering{}).launch(value.Value{Kind: value.Map}) }

// groupKind is the kind of an Auto Scaling group: one that a capacity provider of
// ECS names starts container instances. doubt says why one may name it.
func (l *lowering) groupKind(group graph.ID) (kind graph.HostKind, doubt *value.Reason) {
	for _, r := range l.byType["aws_ecs_capacity_provider"] {
		found, more, _ := blocks(r.Attributes.Get("auto_scaling_group_provider"))
		if more != nil {
			doubt = more
		}
		for _, one := range found {
			for _, alternative := range graph.RefFrom[graph.Host](one.value.Get("auto_scaling_group_arn"), l.resolve).Alternatives() {
				switch fact := alternative.Value; {
				case fact.State == value.Known && fact.Value == group:
					return graph.ECSInstance, nil
				case fact.State == value.Undetermined:
					doubt = &fact.Reason
				}
			}
		}
	}
	return graph.AutoScalingGroup, doubt
}

// splitList reads a text that lists several ids with commas.
func splitList(v value.Value) []value.Value {
	if v.Kind != value.String {
		return []value.Value{v}
	}
	var items []value.Value
	for _, text := range v.Text.Split(",") {
		if trimmed, ok := text.Literal(); ok {
			text = value.Literal(strings.TrimSpace(trimmed))
		}
		items = append(items, value.OfText(text, v.Range))
	}
	return items
}

func (l *lowering) nodeGroup(r *resource.Resource) {
	found := everyBlock(r.Attributes.Get("launch_template"))
	launch := noLaunch()
	launch.Platform = value.TextOf(r.Attributes.Get("ami_type"))
	l.addHost(r, graph.EKSNodeGroup, r.Attributes.Get("subnet_ids"), launch, l.templates(found, itself))
}

func (l *lowering) batch(r *resource.Resource) {
	resources := first(r.Attributes, "compute_resources")
	if kind := literal(resources.Get("type")); strings.HasPrefix(kind, "FARGATE") {
		l.occupant(r, resources.Get("subnets"))
		return
	}
	found := everyBlock(resources.Get("launch_template"))
	launch := l.launch(resources)
	if platform := inBlock(resources.Get("ec2_configuration"), "image_type"); isStated(platform) {
		launch.Platform = value.TextOf(platform)
	}
	l.addHost(r, graph.BatchEnvironment, resources.Get("subnets"), launch, l.templates(found, itself))
}

func (l *lowering) cluster(r *resource.Resource) {
	attributes := first(r.Attributes, "ec2_attributes")
	launch := l.launch(attributes)
	launch.Image = value.TextOf(r.Attributes.Get("custom_ami_id"))
	launch.Platform = value.TextOf(r.Attributes.Get("release_label"))
	groups := firstStated(attributes, "emr_managed_slave_security_group", "emr_managed_master_security_group")
	launch.Groups = graph.RefsFrom[graph.SecurityGroup](groups, l.resolve)
	if !isStated(attributes.Get("subnet_id")) {
		l.addHost(r, graph.EMRCluster, attributes.Get("subnet_ids"), launch, nil)
		return
	}
	l.addHost(r, graph.EMRCluster, oneOf(attributes.Get("subnet_id")), launch, nil)
}

// beanstalk reads an environment's settings, and those of the saved configuration
// that it starts from.
func (l *lowering) beanstalk(r *resource.Resource) {
	settings := l.optionSettings(r)
	get := func(namespace, name string) value.Value { return settings.Get(namespace, name, r.Range) }
	list := func(namespace, name string) value.Value {
		v := get(namespace, name)
		if v.Kind == value.Absent || v.Kind == value.NotKnown {
			return v
		}
		return value.Value{Kind: value.List, Items: splitList(v), Range: v.Range}
	}
	launch := noLaunch()
	launch.Groups = graph.RefsFrom[graph.SecurityGroup](list("aws:autoscaling:launchconfiguration", "SecurityGroups"), l.resolve)
	launch.Image = value.TextOf(get("aws:autoscaling:launchconfiguration", "ImageId"))
	launch.PublicIP = value.BoolOf(get("aws:ec2:vpc", "AssociatePublicIpAddress"))
	launch.Platform = value.TextOf(firstStated(r.Attributes, "solution_stack_name", "platform_arn"))
	profile := l.byName(get("aws:autoscaling:launchconfiguration", "IamInstanceProfile"), "aws_iam_instance_profile", "name")
	launch.Profile = graph.RefFrom[graph.InstanceProfile](profile, l.resolve)
	l.addHost(r, graph.BeanstalkEnvironment, list("aws:ec2:vpc", "Subnets"), launch, nil)
}

func (l *lowering) optionSettings(r *resource.Resource) resource.OptionSettings {
	var settings resource.OptionSettings
	if name := r.Attributes.Get("template_name"); isStated(name) {
		template := l.declared(l.byName(name, "aws_elastic_beanstalk_configuration_template", "name"))
		if template == nil {
			settings.AddUnknown(&value.Reason{
				Text: "the saved configuration that " + r.Address + " starts from is not in view", Settle: "scan the files that declare it as well",
			})
		} else {
			addSettings(&settings, template)
		}
	}
	addSettings(&settings, r)
	return settings
}

func addSettings(settings *resource.OptionSettings, r *resource.Resource) {
	found, more, _ := blocks(r.Attributes.Get("setting"))
	for _, one := range found {
		settings.Add(literal(one.value.Get("namespace")), literal(one.value.Get("name")), guardedValue(one.guard, one.value.Get("value")))
	}
	settings.AddUnknown(more)
}
