package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// egressStep judges the egress hop: the required port over a family that leads
// somewhere, and the advisable one as advice.
func (w *walk) egressStep(s site, r reach, a attachment, t target) step {
	hop := step{kind: hopEgress}
	e := exit{sets: w.groupSets(s), site: s}
	e.four, e.six = r.families(a)
	sets := e.sets
	required := w.settledOutlet(e, t.port)
	hop.place = groupPlace(sets)
	switch required.open {
	case value.True:
		hop.verdict = passes
		hop.story = fmt.Sprintf("TCP %d goes out to Amazon S3 by %s", t.port, required.by)
	case value.Unknown:
		hop.story, hop.settle = required.reason.Text, required.reason.Settle
		if hop.story == "" {
			hop.story = fmt.Sprintf("whether TCP %d goes out to Amazon S3 is not known", t.port)
		}
	case value.False:
		hop.verdict = blocked
		hop.fault = w.egressFault(e, t)
		hop.story = hop.fault.story
	}
	if required.open == value.True && t.advisable != 0 {
		if w.settledOutlet(e, t.advisable).open == value.False {
			hop.advice = append(hop.advice, egressFaultAt(sets, CauseEgressHTTPMissing, t.advisable))
		}
	}
	return hop
}

// exit is where a request leaves a host: its groups, and the address families
// that lead somewhere.
type exit struct {
	sets []groupSet
	site site
	four bool
	six  value.Truth
}

// settledOutlet is [walk.outletThrough], which forgets the conditions it met when
// they make no difference: a rule that surely lets out outweighs all others.
func (w *walk) settledOutlet(e exit, port int) outlet {
	before := w.undecided
	result := w.outletThrough(e, port)
	if result.open != value.Unknown {
		w.undecided = before
	}
	return result
}

// outletThrough is the outlet of every set of groups, since a machine has any of them.
func (w *walk) outletThrough(e exit, port int) outlet {
	result := outlet{open: value.True}
	for i, set := range e.sets {
		one := w.outletByFamily(e, set, port)
		if i == 0 || one.open == value.False && result.open != value.False || one.open == value.Unknown && result.open == value.True {
			result = one
		}
	}
	return result
}

// outletByFamily is open when it is for one family that leads somewhere.
func (w *walk) outletByFamily(e exit, set groupSet, port int) outlet {
	result := outlet{open: value.False}
	if e.four {
		result = w.outletOf(set, w.publicArea(e.site, ipv4), port)
	}
	if result.open == value.True || e.six == value.False {
		return result
	}
	six := w.outletOf(set, w.publicArea(e.site, ipv6), port)
	if e.six == value.Unknown && six.open == value.True {
		six = outlet{open: value.Unknown, reason: value.Reason{Text: "whether the host reaches Amazon S3 by IPv6 is not known"}}
	}
	if six.open != value.False {
		return six
	}
	return result
}

// egressFault: where 443 may go out and only 80 is missing for sure, that is the
// fault; else a rule with a wrong prefix list, or that nothing goes out at all.
func (w *walk) egressFault(e exit, t target) *fault {
	if t.port == 80 && w.outletThrough(e, 443).open != value.False {
		return egressFaultAt(e.sets, CauseEgressHTTPMissing, 80)
	}
	if wrong := w.wrongListFault(e); wrong != nil {
		return wrong
	}
	port := t.port
	if port == 80 {
		port = 443
	}
	return egressFaultAt(e.sets, CauseEgressHTTPSMissing, port)
}

// wrongListFault is the first rule that would let the host out to S3 if its prefix
// list were S3's in this region.
func (w *walk) wrongListFault(e exit) *fault {
	for _, set := range e.sets {
		for _, group := range set.groups {
			rules, _, _ := w.rulesOf(group, w.rules)
			for _, rule := range rules {
				if w.exists(rule) != value.True || w.letsPort(rule, 443).Or(w.letsPort(rule, 80)) != value.True {
					continue
				}
				lists, _ := readAll(w, rule.PrefixLists.ListOf)
				for _, list := range lists {
					if owner := w.ownerOfList(list.Value, idOf(e.site.vpc.node)); list.State == value.Known && owner != "" {
						return wrongList(group, rule, strings.TrimPrefix(string(list.Value), string(graph.ExternalID(""))), owner)
					}
				}
			}
		}
	}
	return nil
}

func wrongList(group *graph.SecurityGroup, rule *graph.SecurityGroupRule, list, owner string) *fault {
	if !awsID.Get().MatchString(list) {
		list = "a prefix list"
	}
	return &fault{
		kind: CauseEgressPrefixListWrong, node: group, place: header(rule), exported: group.Exported,
		story:  label("security group", group) + " lets requests out to " + list + ", which is that of " + owner,
		detail: map[string]string{"list": list, "owner": owner, "groups": quoted(group.Label())},
	}
}

func egressFaultAt(sets []groupSet, kind string, port int) *fault {
	var names []string
	var guilty *graph.SecurityGroup
	for _, set := range sets {
		for _, group := range set.groups {
			if guilty == nil || guilty.Range.IsZero() && !group.Range.IsZero() {
				guilty = group
			}
			if !slices.Contains(names, quoted(group.Label())) {
				names = append(names, quoted(group.Label()))
			}
		}
	}
	subject := "security group " + strings.Join(names, " and ")
	verb := " lets"
	if len(names) > 1 {
		subject, verb = "security groups "+strings.Join(names, " and "), " let"
	}
	return &fault{
		kind: kind, node: guilty, place: overridden(guilty, "egress", "SecurityGroupEgress"), exported: guilty.Exported,
		story:  fmt.Sprintf("%s%s no TCP %d out to Amazon S3", subject, verb, port),
		detail: map[string]string{"port": fmt.Sprint(port), "groups": strings.Join(names, ", ")},
	}
}

func groupPlace(sets []groupSet) place {
	for _, set := range sets {
		for _, group := range set.groups {
			return overridden(group, "egress", "SecurityGroupEgress")
		}
	}
	return place{}
}
