package live_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/live/ec2fake"
)

func (d *deployment) groups() {
	alone := map[graph.ID]bool{}
	for _, rule := range d.Graph.SecurityGroupRules {
		if rule.Egress && !rule.Inline {
			alone[targets(rule.Group.Of)] = true
		}
	}
	for _, node := range inOrder(d.Graph.SecurityGroups) {
		vpc := targets(node.VPC.Of)
		group := ec2fake.SecurityGroup{ID: d.id(node.ID, "sg"), Name: "default", Description: "-", VPC: d.id(vpc, "vpc")}
		if !node.Implicit {
			group.Tags = name(&node.Origin)
		}
		if !node.Default {
			group.Name = strings.ReplaceAll(node.Label(), " ", "-")
		}
		d.model.SecurityGroups = append(d.model.SecurityGroups, group)
		if node.ImplicitEgress && node.InlineEgress.IsNever() && !alone[node.ID] {
			d.rule(group.ID, true, ec2fake.SecurityGroupRule{Protocol: "-1", From: -1, To: -1, CIDR: "0.0.0.0/0"})
		}
		if node.Default && node.Implicit {
			d.rule(group.ID, false, ec2fake.SecurityGroupRule{Protocol: "-1", From: -1, To: -1, Peer: &ec2fake.GroupID{ID: group.ID}})
		}
	}
	for _, node := range inOrder(d.Graph.SecurityGroupRules) {
		d.peers(node)
	}
	// Blocks of a group are a set: what they are, and not where, gives them their order.
	slices.SortStableFunc(d.model.SecurityGroupRules, func(a, b ec2fake.SecurityGroupRule) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(peerOf(a), peerOf(b)))
	})
	for i := range d.model.SecurityGroupRules {
		d.model.SecurityGroupRules[i].ID = fmt.Sprintf("sgr-%017x", i+1)
	}
}

func peerOf(rule ec2fake.SecurityGroupRule) string {
	peer := fmt.Sprint(rule.Egress, rule.Protocol, rule.CIDR, rule.IPv6, rule.PrefixList)
	if rule.Peer != nil {
		peer += rule.Peer.ID
	}
	return peer
}

// peers splits a rule: the API has one peer in each.
func (d *deployment) peers(node *graph.SecurityGroupRule) {
	group := d.id(targets(node.Group.Of), "sg")
	base := ec2fake.SecurityGroupRule{Protocol: d.text(node.Protocol), From: or(node.FromPort, -1), To: or(node.ToPort, -1)}
	if base.Protocol == "-1" {
		base.From, base.To = -1, -1
	}
	for _, block := range d.texts(node.CIDRs) {
		one := base
		if strings.Contains(block, ":") {
			one.IPv6 = block
		} else {
			one.CIDR = block
		}
		d.rule(group, node.Egress, one)
	}
	for _, list := range everyTarget(node.PrefixLists.ListOf) {
		one := base
		one.PrefixList = d.listID(list)
		d.rule(group, node.Egress, one)
	}
	peers := everyTarget(node.Groups.ListOf)
	if or(node.Self, false) {
		peers = append(peers, targets(node.Group.Of))
	}
	for _, peer := range peers {
		one := base
		one.Peer = &ec2fake.GroupID{ID: d.id(peer, "sg")}
		d.rule(group, node.Egress, one)
	}
}

func (d *deployment) rule(group string, egress bool, rule ec2fake.SecurityGroupRule) {
	rule.Group, rule.Egress = group, egress
	d.model.SecurityGroupRules = append(d.model.SecurityGroupRules, rule)
}

func (d *deployment) listID(list graph.ID) string {
	if endpoint, ok := graph.EndpointOfPrefixList(list); ok {
		return d.listOfService(d.text(d.Endpoints[endpoint].Service))
	}
	node := d.Graph.PrefixLists[list]
	if service := d.text(node.ServiceName); service != "" {
		return d.listOfService(service)
	}
	return d.id(list, "pl")
}

func (d *deployment) networkACLs() {
	for _, node := range inOrder(d.Graph.NetworkACLs) {
		acl := ec2fake.NetworkACL{ID: d.id(node.ID, "acl"), VPC: d.id(targets(node.VPC.Of), "vpc"), Default: node.Default}
		if !node.Implicit {
			acl.Tags = name(&node.Origin)
		}
		for _, egress := range []bool{true, false} {
			if node.Default && node.Implicit {
				acl.Entries = append(acl.Entries, ec2fake.Entry{Number: 100, Protocol: "-1", Action: "allow", Egress: egress, CIDR: "0.0.0.0/0"})
			}
			acl.Entries = append(acl.Entries, ec2fake.Entry{Number: 32767, Protocol: "-1", Action: "deny", Egress: egress, CIDR: "0.0.0.0/0"})
			if vpc := d.VPCs[targets(node.VPC.Of)]; !or(vpc.IPv6, false) {
				continue
			}
			if node.Default && node.Implicit {
				acl.Entries = append(acl.Entries, ec2fake.Entry{Number: 101, Protocol: "-1", Action: "allow", Egress: egress, IPv6: "::/0"})
			}
			acl.Entries = append(acl.Entries, ec2fake.Entry{Number: 32768, Protocol: "-1", Action: "deny", Egress: egress, IPv6: "::/0"})
		}
		for _, entry := range inOrder(d.NetworkACLEntries) {
			if targets(entry.ACL.Of) == node.ID {
				acl.Entries = append(acl.Entries, d.entry(entry))
			}
		}
		for _, subnet := range inOrder(d.Subnets) {
			if d.aclOf(subnet) == node.ID {
				d.made["aclassoc"]++
				acl.Associations = append(acl.Associations, ec2fake.ACLAssociation{
					ID: fmt.Sprintf("aclassoc-%017x", d.made["aclassoc"]), ACL: acl.ID, Subnet: d.id(subnet.ID, "subnet"),
				})
			}
		}
		d.model.NetworkACLs = append(d.model.NetworkACLs, acl)
	}
}

func (d *deployment) aclOf(subnet *graph.Subnet) graph.ID {
	for _, association := range d.NetworkACLAssociations {
		if targets(association.Subnet.Of) == subnet.ID {
			return targets(association.ACL.Of)
		}
	}
	for _, acl := range d.Graph.NetworkACLs {
		if slices.Contains(everyTarget(acl.Subnets.ListOf), subnet.ID) {
			return acl.ID
		}
	}
	return graph.DefaultNetworkACLID(d.vpcOf(subnet))
}

func (d *deployment) entry(node *graph.NetworkACLEntry) ec2fake.Entry {
	entry := ec2fake.Entry{Number: or(node.Number, 0), Protocol: d.text(node.Protocol), Action: "deny", Egress: or(node.Egress, false), CIDR: d.text(node.CIDR)}
	if or(node.Allow, false) {
		entry.Action = "allow"
	}
	switch entry.Protocol {
	case "tcp":
		entry.Protocol = "6"
	case "all":
		entry.Protocol = "-1"
	}
	if entry.Protocol == "6" {
		entry.Ports = &ec2fake.Ports{From: or(node.FromPort, 0), To: or(node.ToPort, 65535)}
	}
	return entry
}

func (d *deployment) hosts() {
	for _, node := range inOrder(d.Hosts) {
		launch := node.Launch
		for _, id := range everyTarget(node.Templates.ListOf) {
			launch = d.LaunchTemplates[id].Launch
		}
		subnets := everyTarget(node.Subnets.ListOf)
		if len(subnets) == 0 {
			subnets = everyTarget(launch.Subnets.ListOf)
		}
		for _, subnet := range subnets {
			d.model.Reservations = append(d.model.Reservations, ec2fake.Reservation{
				ID: fmt.Sprintf("r-%017x", len(d.model.Reservations)+1), Owner: account, Instances: []ec2fake.Instance{d.instance(node, &launch, subnet)},
			})
		}
	}
	for _, node := range inOrder(d.Occupants) {
		for _, subnet := range everyTarget(node.Subnets.ListOf) {
			d.occupy(subnet, "interface", node.Address)
		}
	}
}

func (d *deployment) instance(node *graph.Host, launch *graph.Launch, in graph.ID) ec2fake.Instance {
	subnet := d.Subnets[in]
	d.made["i"]++
	instance := ec2fake.Instance{
		ID: fmt.Sprintf("i-%017x", d.made["i"]), Image: d.image(launch), State: ec2fake.InstanceState{Name: "running"}, Platform: "Linux/UNIX",
		VPC: d.id(d.vpcOf(subnet), "vpc"), Subnet: d.id(in, "subnet"), Metadata: &ec2fake.MetadataState{HTTP: "enabled"}, Tags: name(&node.Origin),
	}
	for _, key := range []string{"Patch Group", "PatchGroup"} {
		if group := node.Tags[key]; group != "" {
			instance.Tags = append(instance.Tags, ec2fake.Tag{Key: key, Value: group})
		}
	}
	groups := everyTarget(launch.Groups.ListOf)
	if len(groups) == 0 {
		groups = []graph.ID{graph.DefaultSecurityGroupID(d.vpcOf(subnet))}
	}
	for _, group := range groups {
		instance.Groups = append(instance.Groups, ec2fake.GroupID{ID: d.id(group, "sg")})
	}
	if or(launch.PublicIP, or(subnet.MapPublicIP, subnet.Default)) && !or(subnet.IPv6Only, false) {
		instance.PublicIP = fmt.Sprintf("203.0.113.%d", d.made["i"])
	}
	if profile, ok := known(launch.Profile.Of); ok {
		instance.Profile = &ec2fake.Profile{ARN: "arn:aws:iam::" + account + ":instance-profile/" + d.id(profile, "profile")}
	}
	if or(launch.MetadataDisabled, false) {
		instance.Metadata.HTTP = "disabled"
	}
	d.made["eni"]++
	d.model.NetworkInterfaces = append(d.model.NetworkInterfaces, ec2fake.NetworkInterface{
		ID: fmt.Sprintf("eni-%017x", d.made["eni"]), VPC: instance.VPC, Subnet: instance.Subnet, Type: "interface",
		Attachment: &ec2fake.InterfaceAttachment{Instance: instance.ID},
	})
	return instance
}

// image is the AMI behind what a template names, with the name that AWS's own have.
func (d *deployment) image(launch *graph.Launch) string {
	names := map[string]string{
		"ami-00000000000al2023": "al2023-ami-2023.9.20251027.0-kernel-6.1-x86_64", "ami-0000000000000amzn2": "amzn2-ami-kernel-5.10-hvm-2.0.20251014.0-x86_64-gp2",
		"ami-0000000000000000": "image-of-our-own",
	}
	chosen := "ami-0000000000000000"
	for _, hint := range append(d.texts(launch.ImageHints), d.text(launch.Image)) {
		switch {
		case strings.Contains(hint, "al2023"):
			chosen = "ami-00000000000al2023"
		case strings.Contains(hint, "amzn2"):
			chosen = "ami-0000000000000amzn2"
		}
	}
	if !slices.ContainsFunc(d.model.Images, func(i ec2fake.Image) bool { return i.ID == chosen }) {
		d.model.Images = append(d.model.Images, ec2fake.Image{ID: chosen, Name: names[chosen], Platform: "Linux/UNIX"})
	}
	return chosen
}

func (d *deployment) publicAccess() {
	for _, node := range inOrder(d.PublicAccessBlocks) {
		mode := d.text(node.Mode)
		if !node.Exclusion {
			d.model.PublicAccess.Mode, d.model.PublicAccess.State = mode, "update-complete"
			continue
		}
		arn := "arn:aws:ec2:" + d.region + ":" + account + ":"
		if vpc, ok := known(node.VPC.Of); ok {
			arn += "vpc/" + d.id(vpc, "vpc")
		} else {
			arn += "subnet/" + d.id(targets(node.Subnet.Of), "subnet")
		}
		d.model.Exclusions = append(d.model.Exclusions, ec2fake.Exclusion{ID: d.id(node.ID, "vpcbpa-exclude"), Mode: mode, ARN: arn, State: "create-complete"})
	}
}
