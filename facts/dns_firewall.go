package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// filter is a firewall rule that counts for a VPC, in the order in which it is tried.
type filter struct {
	rule            *graph.DNSFirewallRule
	firewall        *graph.DNSFirewall
	group, priority int
	// matches says whether the rule is there and means the name.
	matches value.Truth
}

// beforeFirewall decides where a DNS firewall of the VPC may block a name. Groups
// are tried in the order of their associations, then their rules, and the first
// rule that matches decides
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-actions.html).
func (w *walk) beforeFirewall(q query) (resolution, bool) {
	filters, doubt := w.filtersOn(q)
	passed := false
	for _, f := range filters {
		action, _ := read(w, f.rule.Action).Value.Literal()
		stops := action == "BLOCK"
		switch {
		case f.matches == value.True && !stops && action != "":
			if doubt != nil {
				return resolution{reason: *doubt}, true
			}
			return resolution{}, false
		case f.matches == value.True && stops && doubt == nil && !passed:
			return w.blockedName(f, q.name), true
		case stops || action == "":
			if doubt == nil {
				doubt = &value.Reason{Text: "whether " + label("DNS firewall rule", f.rule) + " blocks " + q.name.String() + " is not known", Settle: f.settle(w, q.name)}
			}
		default:
			passed = true
		}
	}
	if doubt != nil {
		return resolution{reason: *doubt}, true
	}
	return resolution{}, false
}

func (f filter) settle(w *walk, name value.Text) string {
	for _, id := range targets(f.rule.Domains.Of) {
		if list := w.graph.DomainLists[id]; list != nil && list.Open != nil {
			return "see which domains " + addressOf(list) + " holds"
		}
	}
	if strings.Contains(name.String(), value.SymbolText(value.Region).String()) {
		return "state the region in the provider, the stack's environment or the configuration"
	}
	return ""
}

func (w *walk) blockedName(f filter, name value.Text) resolution {
	story := fmt.Sprintf("the rule of priority %d in %s blocks %s, and no rule before it allows the name",
		f.priority, label("DNS firewall", f.firewall), name)
	return resolution{kind: deadName, fault: &fault{
		kind: CauseDNSFirewallBlocks, node: f.rule, place: header(f.rule), story: story,
		detail: map[string]string{"name": name.String(), "zone": regionOf(name), "rule": f.rule.Label(), "rule_group": f.firewall.Label()},
	}}
}

// regionOf is the end of a name that all names of the region have:
// eu-west-1.amazonaws.com, or cn-north-1.amazonaws.com.cn.
func regionOf(name value.Text) string {
	labels, count := strings.Split(name.String(), "."), 3
	switch last := labels[len(labels)-1]; last {
	case value.SymbolText(value.DNSSuffix).String():
		count--
	case "cn":
		count++
	}
	return strings.Join(labels[max(0, len(labels)-count):], ".")
}

// filtersOn lists the rules that may match a name. doubt says why there may be
// others.
func (w *walk) filtersOn(q query) (filters []filter, doubt *value.Reason) {
	guards := func(a *graph.DNSAssociation) bool {
		return len(targets(a.Firewall.Of)) > 0 || len(targets(a.Profile.Of)) > 0
	}
	for _, held := range w.heldBy(q.vpc, guards) {
		for _, id := range targets(held.association.Firewall.Of) {
			firewall := w.graph.DNSFirewalls[id]
			there := held.truth.And(w.is(held.association.Firewall.Of, id))
			if firewall == nil || there.And(w.exists(firewall)) == value.False {
				continue
			}
			if more := cmp.Or(firewall.MoreRules, firewall.Open); more != nil {
				reason := because("which rules "+label("DNS firewall", firewall)+" has is not known", outOfView(*more))
				doubt = &reason
			}
			group, ordered := priorityOf(w, held.association.Priority)
			for _, rule := range slices.Concat(w.firewallRules.at[id], w.firewallRules.loose) {
				f := filter{rule: rule, firewall: firewall, group: group}
				f.matches = there.And(w.exists(rule)).And(w.is(rule.Firewall.Of, id)).And(w.ruleMatches(rule, q))
				var known bool
				if f.priority, known = priorityOf(w, rule.Priority); !known || !ordered {
					f.matches = f.matches.And(value.Unknown)
				}
				if f.matches != value.False {
					filters = append(filters, f)
				}
			}
		}
	}
	slices.SortStableFunc(filters, func(a, b filter) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.priority, b.priority))
	})
	return filters, doubt
}

// priorityOf is a priority, the first of all where it is not known. A profile has
// none for its firewalls.
func priorityOf(w *walk, of value.Of[int]) (priority int, known bool) {
	return read(w, of).Or(0)
}

// ruleMatches says whether a rule means a name. A rule without a list looks for
// what no name of AWS shows; one for other types of query than addresses does not
// count.
func (w *walk) ruleMatches(rule *graph.DNSFirewallRule, q query) value.Truth {
	if kind, ok := read(w, rule.QueryType).Value.Literal(); ok && kind != "A" && kind != "" {
		return value.False
	}
	matches := value.False
	for _, id := range targets(rule.Domains.Of) {
		list := w.graph.DomainLists[id]
		if list == nil || list.Open != nil {
			return value.Unknown
		}
		domains, more := readAll(w, list.Domains)
		for _, domain := range domains {
			if domain.State != value.Known {
				matches = matches.Or(value.Unknown)
				continue
			}
			matches = matches.Or(value.Glob(q.fill(domain.Value)).FoldCase().Match(q.name))
		}
		if more != nil {
			matches = matches.Or(value.Unknown)
		}
	}
	if len(rule.Domains.Alternatives()) > 0 && read(w, rule.Domains.Of).State == value.Undetermined {
		return value.Unknown
	}
	return matches
}
