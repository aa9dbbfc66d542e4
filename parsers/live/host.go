package live

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func instanceFields(i *types.Instance) *json.Node {
	groups := all(i.SecurityGroups, func(g *types.GroupIdentifier) *json.Node { return (&fields{}).text("GroupId", g.GroupId).made() })
	f := (&fields{}).text("InstanceId", i.InstanceId).text("ImageId", i.ImageId).text("PlatformDetails", i.PlatformDetails).
		text("VpcId", i.VpcId).text("SubnetId", i.SubnetId).list("SecurityGroups", groups).text("PublicIpAddress", i.PublicIpAddress)
	if i.State != nil {
		f.add("State", (&fields{}).word("Name", string(i.State.Name)).made())
	}
	if i.IamInstanceProfile != nil {
		f.add("IamInstanceProfile", (&fields{}).text("Arn", i.IamInstanceProfile.Arn).made())
	}
	if i.MetadataOptions != nil {
		f.add("MetadataOptions", (&fields{}).word("HttpEndpoint", string(i.MetadataOptions.HttpEndpoint)).made())
	}
	return f.tags(i.Tags).made()
}

func imageFields(i *types.Image) *json.Node {
	return (&fields{}).text("ImageId", i.ImageId).text("Name", i.Name).text("PlatformDetails", i.PlatformDetails).
		text("PublicSsmParameterName", i.PublicSsmParameterName).made()
}

// instance lowers a machine. What a launch template or a group meant by it is of
// no more interest: it runs as it is described.
func (l *lowering) instance(origin graph.Origin, v *json.Node) {
	if !slices.Contains([]string{"", "pending", "running", "stopping", "stopped"}, textOf(v.Get("State").Get("Name"))) {
		return
	}
	tags := map[string]string{}
	for _, tag := range itemsOf(v.Get("Tags")) {
		tags[textOf(tag.Get("Key"))] = textOf(tag.Get("Value"))
	}
	l.builder.Add(&graph.Host{
		Origin: origin, HostKind: graph.Instance, Subnets: referAll[graph.Subnet](l, one(v.Get("SubnetId"))), Tags: tags, Launch: l.launch(v),
	})
}

func (l *lowering) launch(v *json.Node) graph.Launch {
	image := v.Get("ImageId")
	return graph.Launch{
		Image: text(image), ImageHints: texts(l.hints(image)), Platform: text(platform(v)),
		UserData: value.UnknownOf[value.Text](value.Reason{
			Text: "user data is not read, because it may hold secrets", Settle: "state in the configuration what the host needs",
		}, source.Range{}),
		Groups: referAll[graph.SecurityGroup](l, eachOf(v.Get("SecurityGroups"), "GroupId")), PublicIP: publicIP(v),
		Profile: profile(v.Get("IamInstanceProfile").Get("Arn")), MetadataDisabled: is(v.Get("MetadataOptions").Get("HttpEndpoint"), "disabled"),
	}
}

// buildDay is the day in an image's name. It tells nothing of the agent on a machine
// that runs: agents renew themselves
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html).
var buildDay = lazyregexp.New(`20[0-9]{6}`)

// hints are what tells the operating system of an image. A name decides, and so
// does the public parameter that leads to it. No image has a name that was not read.
func (l *lowering) hints(image *json.Node) []*json.Node {
	var found []*json.Node
	for _, item := range l.answers[DescribeImages].items {
		if textOf(item.Get("ImageId")) != textOf(image) {
			continue
		}
		for _, name := range []string{"PublicSsmParameterName", "Name"} {
			if hint := item.Get(name); hint != nil {
				undated := *hint
				undated.Text = buildDay.Get().ReplaceAllString(hint.Text, "*")
				found = append(found, &undated)
			}
		}
	}
	return found
}

// platform is what EC2 bills the machine as, where that tells the system. Most
// systems are billed as Linux
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html).
func platform(v *json.Node) *json.Node {
	details := v.Get("PlatformDetails")
	if textOf(details) == "Linux/UNIX" {
		return nil
	}
	return details
}

// publicIP is whether the machine has a public IPv4 address. One that is stopped
// gets another when it is started, if it gets any.
func publicIP(v *json.Node) value.Of[bool] {
	address := v.Get("PublicIpAddress")
	if state := textOf(v.Get("State").Get("Name")); textOf(address) == "" && state != "running" {
		return nothing[bool]()
	}
	return known(textOf(address) != "", address)
}

// profile is an instance profile: EC2 tells its name, and not what its role may do.
func profile(arn *json.Node) graph.Ref[graph.InstanceProfile] {
	id := textOf(arn)
	if id == "" {
		return graph.Nowhere[graph.InstanceProfile]()
	}
	reason := value.Reason{Text: "EC2 does not show what the role of " + id + " may do", Settle: "look at the role's policies in IAM", Key: id}
	return graph.Ref[graph.InstanceProfile]{Of: outside(id, reason, placeOf(arn))}
}

// hostManagement stands for Default Host Management, which Systems Manager keeps
// and EC2 does not show: with it hosts need no role of their own.
func (l *lowering) hostManagement() {
	reason := value.Reason{
		Text:   "EC2 does not show whether Default Host Management is on",
		Settle: "look at the setting in Systems Manager, or give the host an instance profile",
	}
	l.builder.Add(&graph.HostManagement{
		Origin: graph.Origin{
			ID: graph.NodeID(l.root, "DefaultHostManagement"), Root: l.root, Address: "Default Host Management", Dialect: source.Live,
			Type: "ServiceSetting", Open: &reason,
		},
		Role: value.UnknownOf[value.Text](reason, source.Range{}),
	})
}

func interfaceFields(i *types.NetworkInterface) *json.Node {
	f := (&fields{}).text("NetworkInterfaceId", i.NetworkInterfaceId).text("VpcId", i.VpcId).text("SubnetId", i.SubnetId).
		word("InterfaceType", string(i.InterfaceType)).text("Description", i.Description)
	if i.Attachment != nil && i.Attachment.InstanceId != nil {
		f.add("Attachment", (&fields{}).text("InstanceId", i.Attachment.InstanceId).made())
	}
	return f.tags(i.TagSet).made()
}

// occupant lowers a network interface that is no instance's.
func (l *lowering) occupant(origin graph.Origin, v *json.Node) {
	if textOf(v.Get("Attachment").Get("InstanceId")) != "" {
		return
	}
	if origin.Name == "" {
		origin.Name = textOf(v.Get("Description"))
	}
	l.builder.Add(&graph.Occupant{Origin: origin, Subnets: referAll[graph.Subnet](l, one(v.Get("SubnetId")))})
}
