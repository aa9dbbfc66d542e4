package live

import (
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func prefixListFields(p *types.ManagedPrefixList) *json.Node {
	return (&fields{}).text("PrefixListId", p.PrefixListId).text("PrefixListName", p.PrefixListName).text("OwnerId", p.OwnerId).
		text("AddressFamily", p.AddressFamily).tags(p.Tags).made()
}

func entryFields(e *types.PrefixListEntry) *json.Node { return (&fields{}).text("Cidr", e.Cidr).made() }

// managedByAWS is the owner of AWS's own lists
// (https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html).
const managedByAWS = "AWS"

// prefixList lowers a list: AWS's own are known by their names, a customer's by
// their entries.
func (l *lowering) prefixList(origin graph.Origin, v *json.Node) {
	node := &graph.PrefixList{Origin: origin, ServiceName: nothing[value.Text]()}
	if textOf(v.Get("OwnerId")) == managedByAWS {
		node.ServiceName = text(v.Get("PrefixListName"))
		l.builder.Add(node)
		return
	}
	if node.Name == "" {
		node.Name = textOf(v.Get("PrefixListName"))
	}
	node.Entries = l.entriesOf(origin.Address)
	l.builder.Add(node)
}

func (l *lowering) entriesOf(list string) value.ListOf[value.Text] {
	for _, item := range l.answers[GetManagedPrefixListEntries].items {
		if textOf(item.Get("PrefixListId")) == list {
			return texts(eachOf(item.Get("Entries"), "Cidr"))
		}
	}
	reason := l.refused(GetManagedPrefixListEntries, "the entries of "+list+" are not known")
	if reason == nil {
		reason = &value.Reason{Text: "the entries of " + list + " were not read", Settle: "read them again"}
	}
	return value.ListOf[value.Text]{More: []value.Alternative[value.Reason]{{Value: *reason}}, Unstated: value.Never()}
}
