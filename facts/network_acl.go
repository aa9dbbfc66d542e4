package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// ports are a range of TCP ports.
type ports struct{ from, to int }

// The ports that a system takes for its own end of a connection, where answers go
// back to: net.ipv4.ip_local_port_range of Linux, and Windows
// (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports).
var (
	linuxEphemeral   = ports{32768, 60999}
	windowsEphemeral = ports{49152, 65535}
)

func (w *walk) ephemeralOf(host *graph.Host) ports {
	if host != nil && w.familyOf(host) == osWindows {
		return windowsEphemeral
	}
	return linuxEphemeral
}

// answersTo judges answers to the ports that the host takes. Where nobody knows
// its system, entries that let Windows' ports through and not Linux' leave it open:
// they were written for Windows, perhaps.
func (w *walk) answersTo(f aclFilter, egress bool, host *graph.Host) aclVerdict {
	made := w.verdictOfACL(f, egress, w.ephemeralOf(host))
	if made.allowed != value.False || host == nil || w.familyOf(host) != osUnknown ||
		w.verdictOfACL(f, egress, windowsEphemeral).allowed == value.False {
		return made
	}
	return aclVerdict{reason: value.Reason{
		Text:   label("network ACL", f.acl) + " lets answers through to the ports that Windows takes, and the host's system is not known",
		Settle: "name the image by a public parameter or a name filter",
	}}
}

// networkACLStep judges the network ACL hop: the request out and, since network
// ACLs keep no state, the answer back
// (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html).
func (w *walk) networkACLStep(s site, r reach, a attachment, t target) step {
	hop := step{kind: hopNetworkACL}
	if s.subnet == nil {
		hop.story, hop.settle = "the host's subnet is not known", "name the subnet"
		return hop
	}
	acl := w.networkACLOf(s)
	if acl.node == nil {
		hop.story, hop.settle = acl.reason.Text, acl.reason.Settle
		return hop
	}
	if acl.node != assumedACL {
		hop.place = header(acl.node)
	}
	if acl.node.Default && acl.node.Implicit {
		hop.verdict, hop.story = passes, label("network ACL", acl.node)+" allows everything"
		return hop
	}
	if acl.node.Open != nil {
		why := because("the entries of "+label("network ACL", acl.node)+" are declared elsewhere", outOfView(*acl.node.Open))
		hop.story, hop.settle = why.Text, why.Settle
		return hop
	}
	filter := aclFilter{acl: acl.node, peer: w.publicArea(s, ipv4)}
	if four, _ := r.families(a); !four {
		filter.peer = w.publicArea(s, ipv6)
	}
	out := w.verdictOfACL(filter, true, ports{t.port, t.port})
	answers := w.ephemeralOf(s.host)
	back := w.answersTo(filter, false, s.host)
	hop = w.joinACL(hop, acl.node, out, back, t, answers)
	if hop.verdict == passes && t.advisable != 0 {
		if also := w.verdictOfACL(filter, true, ports{t.advisable, t.advisable}); also.allowed == value.False {
			hop.advice = append(hop.advice, w.aclFault(acl.node, also, aclVerdict{allowed: value.True}, t.advisable, answers))
		}
	}
	return hop
}

// aclFault is what the entries of a network ACL stop: the request, the answer, or
// both, which is one fault.
func (w *walk) aclFault(acl *graph.NetworkACL, out, back aclVerdict, port int, answers ports) *fault {
	guilty, stopped := out, fmt.Sprintf("TCP %d out", port)
	inwards := fmt.Sprintf("answers in to %sTCP %d-%d", allOf(back.partly), answers.from, answers.to)
	detail := w.missingEntries(acl, true, ports{port, port})
	switch {
	case out.allowed != value.False:
		guilty, stopped, detail = back, inwards, w.missingEntries(acl, false, answers)
	case back.allowed == value.False:
		stopped += " and no " + inwards
		maps.Copy(detail, w.missingEntries(acl, false, answers))
		detail["fix"] = CauseNetworkACLBlocks + "_both"
	}
	story, at := label("network ACL", acl)+" lets no "+stopped, header(acl)
	if guilty.by != nil {
		at = header(guilty.by)
		story += " because of entry " + w.entryName(guilty.by)
	}
	return &fault{kind: CauseNetworkACLBlocks, node: acl, place: at, story: story, detail: detail}
}

func (w *walk) joinACL(hop step, acl *graph.NetworkACL, out, back aclVerdict, t target, answers ports) step {
	switch {
	case out.allowed == value.False || back.allowed == value.False:
		hop.fault = w.aclFault(acl, out, back, t.port, answers)
		hop.verdict, hop.story, hop.place = blocked, hop.fault.story, hop.fault.place
	case out.allowed == value.Unknown:
		hop.story, hop.settle = out.reason.Text, out.reason.Settle
	case back.allowed == value.Unknown:
		hop.story, hop.settle = back.reason.Text, back.reason.Settle
	default:
		hop.verdict = passes
		hop.story = fmt.Sprintf("%s lets TCP %d out by entry %s and answers in by entry %s", label("network ACL", acl), t.port, w.entryName(out.by), w.entryName(back.by))
	}
	return hop
}

func allOf(partly bool) string {
	if partly {
		return "all of "
	}
	return ""
}

// entryName is the address of an entry, or its number where it is written inside
// of the network ACL and has that one's address.
func (w *walk) entryName(entry *graph.NetworkACLEntry) string {
	acl, number := read(w, entry.ACL.Of), read(w, entry.Number)
	if node := w.graph.NetworkACLs[acl.Value]; node != nil && node.Address == entry.Address && number.State == value.Known {
		return fmt.Sprint(number.Value)
	}
	return entry.Address
}

// networkACLOf is the subnet's network ACL: the associated one, else the VPC's default.
func (w *walk) networkACLOf(s site) found[graph.NetworkACL] {
	for _, acl := range w.acls.at[s.subnet.ID] {
		if there := w.exists(acl).And(w.listsExactly(acl.Subnets.ListOf, s.subnet.ID)); there == value.True {
			return found[graph.NetworkACL]{node: acl}
		} else if there == value.Unknown {
			return missing[graph.NetworkACL](*whySymbolic(acl))
		}
	}
	for _, association := range w.aclAssociations.at[s.subnet.ID] {
		switch w.exists(association).And(w.exactly(association.Subnet.Of, s.subnet.ID)) {
		case value.True:
			fact := read(w, association.ACL.Of)
			if acl := w.graph.NetworkACLs[fact.Value]; fact.State == value.Known && acl != nil {
				return found[graph.NetworkACL]{node: acl}
			}
			return missing[graph.NetworkACL](because("the network ACL of "+label("subnet", s.subnet)+" is not known", fact.Reason))
		case value.Unknown:
			return missing[graph.NetworkACL](*whySymbolic(association))
		case value.False:
		}
	}
	if reason := w.looseACL(s); reason != nil {
		return missing[graph.NetworkACL](*reason)
	}
	if s.vpc.node != nil {
		if acl := w.graph.NetworkACLs[graph.DefaultNetworkACLID(s.vpc.node.ID)]; acl != nil {
			return found[graph.NetworkACL]{node: withDefault(acl)}
		}
	}
	return found[graph.NetworkACL]{node: assumedACL}
}

// assumedACL stands for the default network ACL of a VPC that is not in view:
// AWS's default allows everything, and a default decides where nothing in view
// overrides it.
var assumedACL = &graph.NetworkACL{Origin: graph.Origin{ID: graph.ExternalID("vpc"), Address: "the VPC default network ACL", Implicit: true}, Default: true}

func withDefault(acl *graph.NetworkACL) *graph.NetworkACL {
	if acl.Default && acl.Implicit {
		return acl
	}
	if acl.Default && acl.Open != nil {
		return assumedACL
	}
	return acl
}

// looseACL says why a network ACL that names no known subnet may be this one's.
func (w *walk) looseACL(s site) *value.Reason {
	for _, acl := range w.acls.loose {
		if w.exists(acl) != value.False && w.names(acl.Subnets.ListOf, s.subnet.ID) == value.Unknown && w.mayShareVPC(acl, s) {
			reason := because("whether "+label("network ACL", acl)+" is this subnet's is not known", whyList(w, acl.Subnets.ListOf))
			return &reason
		}
	}
	for _, association := range w.aclAssociations.loose {
		if w.exists(association) != value.False && w.is(association.Subnet.Of, s.subnet.ID) == value.Unknown {
			return whyLoose(association, association.Subnet.Of)
		}
	}
	return nil
}

func (w *walk) mayShareVPC(acl *graph.NetworkACL, s site) bool {
	vpc := read(w, acl.VPC.Of)
	return vpc.State != value.Known || s.vpc.node == nil || vpc.Value == s.vpc.node.ID
}

func whyList(w *walk, list value.ListOf[graph.ID]) value.Reason {
	items, more := readAll(w, list)
	if more != nil {
		return *more
	}
	for _, item := range items {
		if item.Reason.Text != "" {
			return item.Reason
		}
	}
	return value.Reason{}
}

func (w *walk) listsExactly(list value.ListOf[graph.ID], id graph.ID) value.Truth {
	listed := value.False
	for _, item := range list.Items {
		listed = listed.Or(w.exactly(item, id))
	}
	return listed
}

// aclVerdict is what the entries of one direction do with a range of ports.
type aclVerdict struct {
	allowed value.Truth
	by      *graph.NetworkACLEntry
	reason  value.Reason
	// partly says that some of the ports fare better.
	partly bool
}

// aclFilter is a network ACL as it meets requests to or from an area.
type aclFilter struct {
	acl  *graph.NetworkACL
	peer area
}

// verdictOfACL judges a range of ports: all of them must be allowed, since the
// kernel may take any.
func (w *walk) verdictOfACL(f aclFilter, egress bool, of ports) aclVerdict {
	entries, reason := w.entriesOf(f.acl, egress)
	if reason != nil {
		return aclVerdict{reason: *reason}
	}
	result := aclVerdict{allowed: value.True}
	denied, open := 0, 0
	for _, port := range w.borders(entries, of) {
		one := w.firstMatch(f, entries, port)
		if one.allowed == value.False {
			denied++
		} else {
			open++
		}
		if one.allowed == value.False && denied == 1 || denied == 0 && (one.allowed == value.Unknown || result.by == nil) {
			result = one
		}
	}
	result.partly = denied > 0 && open > 0
	return result
}

// borders are the ports at which the answer can change.
func (w *walk) borders(entries []*graph.NetworkACLEntry, of ports) []int {
	borders := []int{of.from}
	for _, entry := range entries {
		first, last := read(w, entry.FromPort), read(w, entry.ToPort)
		if first.State == value.Known && first.Value > of.from && first.Value <= of.to {
			borders = append(borders, first.Value)
		}
		if last.State == value.Known && last.Value >= of.from && last.Value < of.to {
			borders = append(borders, last.Value+1)
		}
	}
	slices.Sort(borders)
	return slices.Compact(borders)
}

// entriesOf lists the entries of one direction by number.
func (w *walk) entriesOf(acl *graph.NetworkACL, egress bool) (entries []*graph.NetworkACLEntry, reason *value.Reason) {
	for _, entry := range w.entries.at[acl.ID] {
		if w.exists(entry).And(w.exactly(entry.ACL.Of, acl.ID)) == value.False {
			continue
		}
		direction, known := read(w, entry.Egress).Or(false)
		if !known {
			why := because("the direction of "+entry.Address+" is not known", read(w, entry.Egress).Reason)
			return nil, &why
		}
		if direction != egress {
			continue
		}
		if number := read(w, entry.Number); number.State != value.Known {
			why := because("the number of "+entry.Address+" is not known", number.Reason)
			return nil, &why
		}
		entries = append(entries, entry)
	}
	slices.SortStableFunc(entries, func(a, b *graph.NetworkACLEntry) int {
		return cmp.Compare(read(w, a.Number).Value, read(w, b.Number).Value)
	})
	return entries, nil
}

// firstMatch finds the entry that decides about one port. An entry that may match
// leaves the answer open unless what follows says the same.
func (w *walk) firstMatch(f aclFilter, entries []*graph.NetworkACLEntry, port int) aclVerdict {
	var doubts []aclVerdict
	last := aclVerdict{allowed: value.False}
	for _, entry := range entries {
		matches, reason := w.entryMatches(f, entry, port)
		if matches == value.False {
			continue
		}
		allow, known := read(w, entry.Allow).Or(false)
		one := aclVerdict{allowed: value.TruthOf(allow), by: entry, reason: reason}
		if !known {
			one.allowed, one.reason = value.Unknown, because("whether "+entry.Address+" allows is not known", read(w, entry.Allow).Reason)
		}
		if matches == value.True {
			last = one
			break
		}
		doubts = append(doubts, one)
	}
	if last.by == nil {
		if hidden := w.hiddenEntries(f.acl); hidden != nil {
			last = aclVerdict{reason: *hidden}
		}
	}
	for _, doubt := range doubts {
		if doubt.allowed != last.allowed {
			return aclVerdict{by: doubt.by, reason: because("whether "+doubt.by.Address+" decides is not known", doubt.reason)}
		}
	}
	return last
}

func (w *walk) hiddenEntries(acl *graph.NetworkACL) *value.Reason {
	reason := acl.MoreEntries
	if reason == nil {
		reason = incomplete(acl)
	}
	if reason != nil {
		hidden := because("the entries of "+label("network ACL", acl)+" are not all known", *reason)
		return &hidden
	}
	for _, entry := range w.entries.loose {
		if w.exists(entry) != value.False && w.is(entry.ACL.Of, acl.ID) == value.Unknown {
			return whyLoose(entry, entry.ACL.Of)
		}
	}
	return nil
}

// entryMatches says whether an entry is about this port and the other side.
func (w *walk) entryMatches(f aclFilter, entry *graph.NetworkACLEntry, port int) (value.Truth, value.Reason) {
	tcp := holdsTCP(read(w, entry.Protocol), read(w, entry.FromPort), read(w, entry.ToPort), port)
	covered, reason := f.peer.block(read(w, entry.CIDR))
	matches := tcp.And(w.exists(entry))
	if matches == value.Unknown && reason.Text == "" {
		reason = w.whyPorts(entry, entry.Protocol, entry.FromPort, entry.ToPort)
	}
	switch covered {
	case coversNothing:
		return value.False, reason
	case coversAll:
		return matches, reason
	case coversPart, coversUnknown, coversLowHalf, coversHighHalf:
	}
	if reason.Text == "" {
		reason = value.Reason{Text: "it covers one half of the address space"}
	}
	return matches.And(value.Unknown), reason
}
