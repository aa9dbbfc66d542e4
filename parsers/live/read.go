package live

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// Network is what was read of a region: the answers to all questions.
type Network struct {
	// Region is where it is; Account whose credentials asked, "" where that is not known.
	Region, Account string
	// VPCs are those that were asked for; none means all.
	VPCs    []string
	answers [callEnd]answer
}

// answer is the answer to one question, by the ids of the things. refused says
// why there is none.
type answer struct {
	items   []*json.Node
	refused *Refusal
}

// Count is how many things the answer to a question names.
func (n *Network) Count(call Call) int { return len(n.answers[call].items) }

// Missing lists the VPCs that were asked for and that are not there.
func (n *Network) Missing() []string {
	found := n.all(DescribeVpcs, "VpcId")
	return slices.DeleteFunc(slices.Clone(n.VPCs), func(id string) bool { return slices.Contains(found, id) })
}

// Diagnostics warns of what the credentials may not ask. at is the snapshot.
func (n *Network) Diagnostics(at source.Range) source.Diagnostics {
	var diagnostics source.Diagnostics
	for _, a := range n.answers {
		if a.refused != nil && a.refused.Code != notRecorded {
			diagnostics = append(diagnostics, source.Diagnostic{
				Severity: source.Warning, Message: a.refused.Error() + ": what rests on it is left open", Range: at,
			})
		}
	}
	return diagnostics
}

// atOnce is how many questions are put at the same time: EC2 counts them by
// account and region, and others ask too
// (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html).
const atOnce = 4

// Read puts all questions about a region, or about some of its VPCs. What the
// credentials may not ask is left open; any other error ends it.
func Read(ctx context.Context, api API, region string, vpcs []string) (*Network, error) {
	n := &Network{Region: region, VPCs: slices.Sorted(slices.Values(vpcs))}
	if err := n.ask(ctx, api, map[Call][]string{DescribeVpcs: n.VPCs}); err != nil {
		return nil, err
	}
	if refused := n.answers[DescribeVpcs].refused; refused != nil {
		return nil, refused
	}
	limit := n.VPCs
	if len(limit) > 0 {
		limit = n.all(DescribeVpcs, "VpcId")
	}
	second := map[Call][]string{DescribeVpcAttribute: n.all(DescribeVpcs, "VpcId"), DescribeDhcpOptions: n.all(DescribeVpcs, "DhcpOptionsId")}
	for _, call := range Calls() {
		if _, listed := second[call]; !listed && !slices.Contains(asked, call) {
			second[call] = limit
		}
	}
	if n.Count(DescribeVpcs) == 0 {
		return n, nil
	}
	if err := n.ask(ctx, api, second); err != nil {
		return nil, err
	}
	third := map[Call][]string{
		DescribeSecurityGroupRules: n.all(DescribeSecurityGroups, "GroupId"), GetManagedPrefixListEntries: n.customerLists(),
		DescribeImages: n.all(DescribeInstances, "ImageId"),
	}
	if err := n.ask(ctx, api, third); err != nil {
		return nil, err
	}
	n.Account = n.account()
	return n, nil
}

// asked are the calls that do not go with the second round.
var asked = []Call{DescribeVpcs, DescribeSecurityGroupRules, GetManagedPrefixListEntries, DescribeImages}

// ask puts several questions, each about its own things.
func (n *Network) ask(ctx context.Context, api API, about map[Call][]string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed [callEnd]error
	var working sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for call, ids := range about {
		working.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if failed[call] = n.askOne(ctx, api, call, ids); failed[call] != nil {
				stop()
			}
		})
	}
	working.Wait()
	var canceled error
	for _, err := range failed {
		switch {
		case errors.Is(err, context.Canceled):
			canceled = err // because of another one, which says why
		case err != nil:
			return err
		}
	}
	return canceled
}

func (n *Network) askOne(ctx context.Context, api API, call Call, about []string) error {
	if len(about) == 0 && slices.Contains(neverAll, call) {
		return nil
	}
	items, err := api.Ask(ctx, call, about...)
	if refused := (*Refusal)(nil); errors.As(err, &refused) {
		n.answers[call] = answer{refused: refused}
		return nil
	}
	n.answers[call] = answer{items: inOrder(call, items)}
	return err
}

// neverAll are the calls that need something to ask about.
var neverAll = []Call{DescribeVpcAttribute, GetManagedPrefixListEntries, DescribeImages}

// all are the different values of a field in an answer.
func (n *Network) all(call Call, name string) []string {
	var found []string
	for _, item := range n.answers[call].items {
		if text := textOf(item.Get(name)); text != "" {
			found = append(found, text)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// customerLists are the prefix lists that AWS does not manage: their entries can
// be seen and matter.
func (n *Network) customerLists() []string {
	var ids []string
	for _, list := range n.answers[DescribeManagedPrefixLists].items {
		if textOf(list.Get("OwnerId")) != managedByAWS {
			ids = append(ids, textOf(list.Get("PrefixListId")))
		}
	}
	return ids
}

// account is the account that asked. Block Public Access is its own setting;
// everything else may be another's that is shared with it.
func (n *Network) account() string {
	for _, setting := range n.answers[DescribeVpcBlockPublicAccessOptions].items {
		return textOf(setting.Get("AwsAccountId"))
	}
	return ""
}
