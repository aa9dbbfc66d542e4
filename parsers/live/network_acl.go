package live

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source/json"
)

func networkACLFields(a *types.NetworkAcl) *json.Node {
	associations := all(a.Associations, func(a *types.NetworkAclAssociation) *json.Node {
		return (&fields{}).text("NetworkAclAssociationId", a.NetworkAclAssociationId).text("SubnetId", a.SubnetId).made()
	})
	return (&fields{}).text("NetworkAclId", a.NetworkAclId).text("VpcId", a.VpcId).flag("IsDefault", a.IsDefault).
		list("Associations", associations).list("Entries", all(a.Entries, aclEntryFields)).tags(a.Tags).made()
}

func aclEntryFields(e *types.NetworkAclEntry) *json.Node {
	f := (&fields{}).flag("Egress", e.Egress).number("RuleNumber", e.RuleNumber).word("RuleAction", string(e.RuleAction)).text("Protocol", e.Protocol).
		text("CidrBlock", e.CidrBlock).text("Ipv6CidrBlock", e.Ipv6CidrBlock)
	if e.PortRange != nil {
		f.add("PortRange", (&fields{}).number("From", e.PortRange.From).number("To", e.PortRange.To).made())
	}
	return f.made()
}

// lastEntries are the numbers of the entries that deny the rest, by IPv4 and by
// IPv6, and that nobody can change; a network ACL without them does the same
// (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html).
var lastEntries = []string{"32767", "32768"}

func (l *lowering) networkACL(origin graph.Origin, v *json.Node) {
	l.builder.Add(&graph.NetworkACL{
		Origin: origin, VPC: refer[graph.VPC](l, v.Get("VpcId")), Default: isTrue(v.Get("IsDefault")),
		Subnets: referAll[graph.Subnet](l, eachOf(v.Get("Associations"), "SubnetId")),
	})
	for i, entry := range itemsOf(v.Get("Entries")) {
		if number := entry.Get("RuleNumber"); number != nil && slices.Contains(lastEntries, number.Text) {
			continue
		}
		block := entry.Get("CidrBlock")
		if textOf(block) == "" {
			block = entry.Get("Ipv6CidrBlock")
		}
		l.builder.Add(&graph.NetworkACLEntry{
			Origin: part(&origin, "Entries["+strconv.Itoa(i)+"]", entry.Range), ACL: graph.To[graph.NetworkACL](origin.ID, origin.Range),
			Egress: flag(entry.Get("Egress")), Number: number(entry.Get("RuleNumber")), Allow: is(entry.Get("RuleAction"), "allow"),
			Protocol: text(entry.Get("Protocol")), CIDR: text(block),
			FromPort: number(entry.Get("PortRange").Get("From")), ToPort: number(entry.Get("PortRange").Get("To")),
		})
	}
}
