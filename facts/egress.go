package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// outlet says whether security groups let one TCP port through to all of an area,
// and which rule does; reason says why that is not known.
type outlet struct {
	open   value.Truth
	by     string
	reason value.Reason
}

// groupsOf are the groups of one launch of a site. known is false where there
// may be more of them; nothing is missing where allowAll says that AWS makes a
// group that lets everything out.
type groupSet struct {
	groups   []*graph.SecurityGroup
	allowAll string
	reason   *value.Reason
}

// groupSets lists the groups of a site's host, once per launch template: all of
// them must let the request out.
func (w *walk) groupSets(s site) []groupSet {
	host := s.host
	states := func(l *graph.Launch) bool { return statesGroups(w, l) }
	launches := w.launchesOf(host, states)
	var sets []groupSet
	for _, launch := range launches {
		if statesGroups(w, launch) {
			sets = append(sets, w.listedGroups(launch))
		}
	}
	if len(sets) > 0 {
		return sets
	}
	if reason := w.templatesInView(host); reason != nil {
		return []groupSet{{reason: reason}}
	}
	if host.HostKind == graph.EKSNodeGroup {
		// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
		return []groupSet{{allowAll: "the cluster's own security group, which lets everything out"}}
	}
	return []groupSet{w.defaultGroup(s)}
}

func statesGroups(w *walk, l *graph.Launch) bool {
	if len(l.Groups.Items) == 0 && len(l.Groups.More) == 0 {
		return false
	}
	return w.holds(l.Groups.Unstated) != value.True
}

func (w *walk) listedGroups(launch *graph.Launch) groupSet {
	var set groupSet
	facts, more := readAll(w, launch.Groups.ListOf)
	set.reason = more
	for _, fact := range facts {
		group := w.graph.SecurityGroups[fact.Value]
		if fact.State != value.Known || group == nil {
			reason := because("a security group is not known", fact.Reason)
			set.reason = &reason
			continue
		}
		set.groups = append(set.groups, group)
	}
	if len(set.groups) == 0 && set.reason == nil {
		set.reason = &value.Reason{Text: "the list of security groups is empty"}
	}
	return set
}

// defaultGroup is what a host without groups gets.
func (w *walk) defaultGroup(s site) groupSet {
	if s.subnet != nil && s.subnet.Default && s.vpc.node == nil {
		return groupSet{allowAll: "the default VPC's default security group, which lets everything out"}
	}
	if s.subnet == nil || s.vpc.node == nil {
		reason := value.Reason{Text: "the host has its VPC's default security group, and the VPC is not known"}
		if s.subnet != nil {
			reason = because(reason.Text, s.vpc.reason)
		}
		return groupSet{reason: &reason}
	}
	group := w.graph.SecurityGroups[graph.DefaultSecurityGroupID(s.vpc.node.ID)]
	if group == nil {
		return groupSet{reason: &value.Reason{Text: "the default security group of " + label("VPC", s.vpc.node) + " is not known"}}
	}
	return groupSet{groups: []*graph.SecurityGroup{group}}
}

// outletOf says whether a set of groups lets a port out to an area.
func (w *walk) outletOf(set groupSet, to area, port int) outlet {
	if set.allowAll != "" {
		return outlet{open: value.True, by: set.allowAll}
	}
	covered := newUnion()
	var reason *value.Reason
	for _, group := range set.groups {
		if hidden := w.addGroup(&covered, group, to, port); hidden != nil && reason == nil {
			reason = hidden
		}
	}
	open, by := covered.result()
	if open != value.True {
		if set.reason != nil {
			reason = set.reason
		}
		if reason != nil {
			return outlet{open: value.Unknown, reason: *reason}
		}
	}
	return outlet{open: open, by: by, reason: covered.reason}
}

// addGroup adds what one group lets out. The result says why the group may let
// out more than is in view.
func (w *walk) addGroup(covered *union, group *graph.SecurityGroup, to area, port int) (hidden *value.Reason) {
	if group.Default && group.Implicit && group.Open == nil {
		covered.add(coversAll, value.True, label("security group", group)+", which lets everything out", value.Reason{})
		return nil
	}
	rules, alone, loose := w.rulesOf(group, w.rules)
	if group.ImplicitEgress && group.Open == nil {
		w.addImplicit(covered, group, alone)
	}
	for _, rule := range rules {
		applies := w.exists(rule).And(w.exactly(rule.Group.Of, group.ID)).And(w.letsPort(rule, port))
		why := w.whyRule(rule)
		if group.ImplicitEgress && rule.Inline && alone != value.False && w.allowsAll(rule) {
			// https://github.com/aws/aws-cdk/issues/987: a later standalone rule can remove it.
			applies = applies.And(value.Unknown)
			why = value.Reason{Text: label("security group", group) + " has an allow-all rule beside a rule of its own resource, and CloudFormation may drop the former",
				Settle: "write all egress rules in one place"}
		}
		if !rule.Inline && w.fights(group, rules) {
			applies = applies.And(value.Unknown)
			why = value.Reason{
				Text:   label("security group", group) + " lists rules of its own, and Terraform takes away what is not among them, " + rule.Address + " too",
				Settle: "write all egress rules in one place",
			}
		}
		w.addPeers(covered, rule, applies, why, to)
	}
	switch {
	case group.MoreEgress != nil:
		why := *group.MoreEgress
		if group.Open != nil {
			why = outOfView(why)
		}
		reason := because("the rules of "+label("security group", group)+" are not all known", why)
		return &reason
	case incomplete(group) != nil:
		reason := because("a rule of "+label("security group", group)+" may be declared elsewhere", *incomplete(group))
		return &reason
	}
	return loose
}

// fights reports whether a group of a Terraform configuration lists egress rules
// inline beside rules that are resources of their own: each apply undoes one or the other
// (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group).
// What a plan alone tells of a group may be the rules of those resources.
func (w *walk) fights(group *graph.SecurityGroup, rules []*graph.SecurityGroupRule) bool {
	return group.Dialect == source.Terraform && !group.ImplicitEgress && slices.ContainsFunc(rules, func(rule *graph.SecurityGroupRule) bool {
		apart := rule.Range.Start != group.Range.Start && rule.Range.File == group.Range.File
		return rule.Inline && apart && w.exists(rule) == value.True
	})
}

// addImplicit adds AWS's own allow-all egress, which stays where neither an
// inline list nor any rule of its own is written
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html).
func (w *walk) addImplicit(covered *union, group *graph.SecurityGroup, alone value.Truth) {
	stays := w.holds(group.InlineEgress).Not().And(alone.Not())
	covered.add(coversAll, stays, label("security group", group)+", which states no egress and so lets everything out", value.Reason{
		Text: "whether " + label("security group", group) + " keeps AWS's allow-all egress is not known",
	})
}

// rulesOf lists a group's rules of one direction. alone says whether any is a
// resource of its own; loose why one that belongs to nobody known may be this group's.
func (w *walk) rulesOf(group *graph.SecurityGroup, from hung[*graph.SecurityGroupRule]) (rules []*graph.SecurityGroupRule, alone value.Truth, loose *value.Reason) {
	alone = value.False
	for _, rule := range from.at[group.ID] {
		there := w.exists(rule).And(w.exactly(rule.Group.Of, group.ID))
		if there == value.False {
			continue
		}
		rules = append(rules, rule)
		if !rule.Inline {
			alone = alone.Or(there)
		}
	}
	for _, rule := range from.loose {
		if w.exists(rule) != value.False && w.is(rule.Group.Of, group.ID) == value.Unknown {
			loose = whyLoose(rule, rule.Group.Of)
			alone = alone.Or(value.Unknown)
		}
	}
	return rules, alone, loose
}

// letsPort says whether a rule is about TCP and this port.
func (w *walk) letsPort(rule *graph.SecurityGroupRule, port int) value.Truth {
	return holdsTCP(read(w, rule.Protocol), read(w, rule.FromPort), read(w, rule.ToPort), port)
}

// whyRule says why it is not known whether a rule applies.
func (w *walk) whyRule(rule *graph.SecurityGroupRule) value.Reason {
	return w.whyPorts(rule, rule.Protocol, rule.FromPort, rule.ToPort)
}

// whyPorts says why it is not known whether a rule or entry is about a port.
func (w *walk) whyPorts(node graph.Node, protocol value.Of[value.Text], from, to value.Of[int]) value.Reason {
	for _, reason := range []value.Reason{read(w, protocol).Reason, read(w, from).Reason, read(w, to).Reason} {
		if w.exists(node) == value.True && reason.Text != "" {
			return reason
		}
	}
	return *whySymbolic(node)
}

// isTCP reads a protocol as EC2 does. all is true for the one that means any.
func isTCP(protocol value.Fact[value.Text]) (tcp value.Truth, all bool) {
	if protocol.State != value.Known {
		return value.Unknown, false
	}
	literal, ok := protocol.Value.Literal()
	if !ok {
		return value.Unknown, false
	}
	switch strings.ToLower(literal) {
	case "-1", "all":
		return value.True, true
	case "6", "tcp":
		return value.True, false
	}
	return value.False, false
}

// holdsTCP says whether a rule of a protocol and ports is about TCP and one port. A
// protocol that is not known may be the one that means any, whatever the ports.
func holdsTCP(protocol value.Fact[value.Text], from, to value.Fact[int], port int) value.Truth {
	tcp, all := isTCP(protocol)
	if all || tcp != value.True {
		return tcp
	}
	return holdsPort(from, to, port)
}

func holdsPort(from, to value.Fact[int], port int) value.Truth {
	lowest, known := from.Or(-1)
	if !known {
		return value.Unknown
	}
	highest, known := to.Or(-1)
	if !known {
		return value.Unknown
	}
	if lowest == -1 && highest == -1 {
		return value.True
	}
	return value.TruthOf(lowest <= port && port <= highest)
}

// allowsAll reports whether a rule lets everything out by IPv4.
func (w *walk) allowsAll(rule *graph.SecurityGroupRule) bool {
	if _, all := isTCP(read(w, rule.Protocol)); !all {
		return false
	}
	blocks, _ := readAll(w, rule.CIDRs)
	return slices.ContainsFunc(blocks, func(fact value.Fact[value.Text]) bool {
		covered, _ := coverageOfText(fact, ipv4, nil)
		return covered == coversAll
	})
}

// addPeers adds what a rule's peers cover.
func (w *walk) addPeers(covered *union, rule *graph.SecurityGroupRule, applies value.Truth, why value.Reason, to area) {
	if applies == value.False {
		return
	}
	add := func(much coverage, reason value.Reason, peer string) {
		if applies == value.Unknown && reason.Text == "" {
			reason = why
		}
		covered.add(much, applies, "rule "+rule.Address+" of "+peer, because("whether rule "+rule.Address+" lets it through is not known", reason))
	}
	blocks, more := readAll(w, rule.CIDRs)
	for _, block := range blocks {
		much, reason := to.block(block)
		add(much, reason, block.Value.String())
	}
	if more != nil {
		add(coversUnknown, *more, "unknown blocks")
	}
	lists, more := readAll(w, rule.PrefixLists.ListOf)
	for _, list := range lists {
		if list.State != value.Known {
			add(coversUnknown, list.Reason, "an unknown prefix list")
			continue
		}
		name := to.listName(list.Value)
		to.list(list.Value, func(much coverage, reason value.Reason) { add(much, reason, name) })
	}
	if more != nil {
		add(coversUnknown, *more, "unknown prefix lists")
	}
	w.addPeerGroups(rule, to, add)
}

// addPeerGroups adds the groups among a rule's peers, the rule's own included.
func (w *walk) addPeerGroups(rule *graph.SecurityGroupRule, to area, add func(coverage, value.Reason, string)) {
	groups, more := readAll(w, rule.Groups.ListOf)
	switch self := read(w, rule.Self); {
	case self.State == value.Known && self.Value:
		groups = append(groups, read(w, rule.Group.Of))
	case self.State == value.Undetermined && len(rule.Self.Alternatives()) > 0:
		groups = append(groups, value.Fact[graph.ID]{Reason: self.Reason})
	}
	for _, group := range groups {
		much, reason := to.group(group)
		name := "an unknown security group"
		if node := w.graph.SecurityGroups[group.Value]; node != nil {
			name = label("security group", node)
		}
		add(much, reason, name)
	}
	if more != nil {
		much, reason := to.group(value.Fact[graph.ID]{Reason: *more})
		add(much, reason, "unknown security groups")
	}
}
