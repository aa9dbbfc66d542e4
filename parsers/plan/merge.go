package plan

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// A plan and its configuration are laid over each other resource by resource and
// argument by argument. The configuration is the base: its positions stay, and so
// do its references. Where it knows nothing the plan decides; where both know,
// they agree or the value is unknown with that reason. What only one of them
// holds is possible, never certain.

// merge lays the plan over the resources of the configuration.
func (p *plan) merge(configured []resource.Resource) []resource.Resource {
	p.nulls = true
	planned := map[string]*resource.Resource{}
	blocks := map[string][]*resource.Resource{}
	for _, r := range p.resources() {
		planned[r.Address] = &r
		blocks[bare(r.Address)] = append(blocks[bare(r.Address)], &r)
	}
	var merged []resource.Resource
	used, modules := map[string]bool{}, map[string]bool{}
	for i := range configured {
		r := configured[i]
		modules[moduleOf(bare(r.Address))] = true
		if !strings.Contains(r.Address, unknownKey) {
			merged = append(merged, p.mergeOne(r, planned[r.Address])...)
			used[r.Address] = true
			continue
		}
		found := blocks[bare(r.Address)]
		for _, one := range found {
			if !used[one.Address] {
				used[one.Address] = true
				instance := r
				instance.Address = one.Address
				merged = append(merged, p.mergeOne(instance, one)...)
			}
		}
		if len(found) == 0 && isData(r) {
			merged = append(merged, r)
		}
	}
	for _, address := range p.addresses() {
		if used[address] {
			continue
		}
		r := *planned[address]
		if module := moduleOf(bare(address)); module == "" || modules[module] {
			r.Symbolic = &value.Reason{Text: "the plan holds " + address + ", and its configuration does not declare it", Settle: again}
		}
		merged = append(merged, r)
	}
	slices.SortFunc(merged, func(a, b resource.Resource) int { return strings.Compare(a.Address, b.Address) })
	return merged
}

// unknownKey is the key of an instance that stands for an unknown number.
const unknownKey = "[?]"

const again = "make the plan again, of this configuration"

func isData(r resource.Resource) bool { return strings.HasPrefix(r.Type, "data.") }

// mergeOne merges one resource with what the plan says of it; it is gone when the
// configuration leaves open whether it exists and the plan does not hold it.
func (p *plan) mergeOne(r resource.Resource, planned *resource.Resource) []resource.Resource {
	switch {
	case planned != nil:
		r.Guard, r.Symbolic = value.Guard{}, nil
		r.Attributes = p.mergeAttributes(r.Attributes, planned)
		return []resource.Resource{r}
	case isData(r) || p.partial() != nil:
		return []resource.Resource{r}
	case !r.Guard.IsAlways() || r.Symbolic != nil:
		return nil
	}
	r.Symbolic = &value.Reason{Text: "the plan does not hold " + r.Address + ", which its configuration declares", Settle: again}
	return []resource.Resource{r}
}

func (p *plan) mergeAttributes(configured value.Value, planned *resource.Resource) value.Value {
	merged, _ := p.overlay(configured, planned.Attributes)
	one := p.planned[planned.Address]
	if one.configured == nil {
		return merged
	}
	expressions := one.configured.Get("expressions")
	entries := slices.Clone(merged.Entries)
	for i, entry := range entries {
		_, said := planned.Attributes.Entry(entry.Key)
		isWritten := !entry.KeyRange.IsZero() && !isUnstated(entry.Value) && entry.Value.More == nil
		if isWritten && !said && expressions.Get(entry.Key) == nil {
			entries[i].Value, _ = differ(entry.Value)
		}
	}
	for _, entry := range planned.Attributes.Entries {
		if _, written := configured.Entry(entry.Key); written || isUnstated(entry.Value) && entry.Value.Kind != value.NotKnown {
			continue
		}
		// What neither writes may be a default, or come from the state.
		isBlock := len(entry.Value.Items) > 0 && entry.Value.Items[0].Kind == value.Map
		if expressions.Get(entry.Key) != nil || isBlock && p.isCreated(planned.Address) {
			entry.Value, _ = differ(value.Value{Range: configured.Range})
			entry.KeyRange = configured.Range
			entries = append(entries, entry)
		}
	}
	merged.Entries = entries
	return merged
}

func (p *plan) isCreated(address string) bool {
	actions := items(p.planned[address].change.Get("actions"))
	return len(actions) == 1 && text(actions[0]) == "create"
}

// bare is an address without its keys: that of the block.
func bare(address string) string {
	var names []string
	for _, one := range split(address) {
		names = append(names, one.name)
	}
	return strings.Join(names, ".")
}

// moduleOf is the module of a bare address.
func moduleOf(address string) string {
	steps := strings.Split(address, ".")
	end := 0
	for end+1 < len(steps) && steps[end] == "module" {
		end += 2
	}
	return strings.Join(steps[:end], ".")
}

// overlay merges a configured and a planned value; agree is false when they
// contradict each other somewhere.
func (p *plan) overlay(configured, planned value.Value) (merged value.Value, agree bool) {
	merged, agree = p.decide(configured, planned)
	if _, isHole := merged.Text.Hole(); merged.Secret == "" && !isHole {
		merged.Secret = configured.Secret + planned.Secret
	}
	return merged, agree
}

func (p *plan) decide(configured, planned value.Value) (value.Value, bool) {
	unsaid := planned.Kind == value.NotKnown || planned.Kind == value.Absent && planned.Range.IsZero()
	if namesUnknownKey(configured) {
		configured = value.OfReason(value.Reason{Text: "the instance it names is not known"}, configured.Range)
	}
	switch {
	case unsaid:
		return configured, true
	case configured.Kind == value.NotKnown:
		return move(planned, configured), true
	case configured.Kind == value.Choice:
		return p.choose(configured, planned)
	case isUnstated(configured) && isUnstated(planned):
		return configured, true
	case configured.Kind == value.Absent || planned.Kind == value.Absent:
		return differ(configured)
	case configured.Kind == value.List && planned.Kind == value.List:
		return p.overlayList(configured, planned)
	case configured.Kind == value.Map && planned.Kind == value.Map:
		return p.overlayMap(configured, planned)
	case configured.Kind == value.List && planned.Kind == value.Map && len(configured.Items) == 1:
		merged, agree := p.overlay(configured.Items[0], planned)
		configured.Items = []value.Value{merged}
		return configured, agree
	case isPlain(configured) && isPlain(planned):
		return p.overlayText(configured, planned)
	}
	return differ(configured)
}

func differ(configured value.Value) (value.Value, bool) {
	reason := value.Reason{Text: "the configuration and its plan say different things here", Settle: again}
	return value.OfReason(reason, configured.Range), false
}

// move places a planned value where the configuration writes it.
func move(planned, configured value.Value) value.Value {
	planned.Via = configured.Via
	return placed(planned, configured)
}

func placed(v, configured value.Value) value.Value {
	v.Range = configured.Range
	if hole, ok := v.Text.Hole(); ok && v.Kind == value.String {
		hole.Range = configured.Range
		v.Text = value.HoleText(hole)
	}
	items := make([]value.Value, 0, len(v.Items))
	for _, item := range v.Items {
		items = append(items, placed(item, configured))
	}
	entries := make([]value.Entry, 0, len(v.Entries))
	for _, entry := range v.Entries {
		entry.Value, entry.KeyRange = placed(entry.Value, configured), configured.Range
		entries = append(entries, entry)
	}
	v.Items, v.Entries = items, entries
	return v
}

// namesUnknownKey reports whether a value names an instance that stands for an
// unknown number: the plan has the real ones.
func namesUnknownKey(v value.Value) bool {
	for _, piece := range v.Text.Pieces() {
		if piece.Hole != nil && piece.Hole.Ref != nil && strings.Contains(piece.Hole.Ref.Node, unknownKey) {
			return true
		}
	}
	return slices.ContainsFunc(v.Items, func(item value.Value) bool { return item.Kind == value.String && namesUnknownKey(item) })
}

// choose takes the alternative that the plan decided for.
func (p *plan) choose(configured, planned value.Value) (value.Value, bool) {
	for _, choice := range value.Flatten(configured) {
		if merged, agree := p.overlay(choice.Value, planned); agree {
			return merged, true
		}
	}
	return differ(configured)
}

func (p *plan) overlayMap(configured, planned value.Value) (value.Value, bool) {
	p.inside++
	defer func() { p.inside-- }()
	agree := true
	entries := make([]value.Entry, 0, len(configured.Entries))
	for _, entry := range configured.Entries {
		merged, same := p.overlay(entry.Value, planned.Get(entry.Key))
		entry.Value, agree = merged, agree && same
		entries = append(entries, entry)
	}
	for _, entry := range planned.Entries {
		if _, written := configured.Entry(entry.Key); written || entry.Value.Kind == value.Absent {
			continue
		}
		switch {
		case configured.More != nil:
			entry.Value, entry.KeyRange = move(entry.Value, configured), configured.Range
			entries = append(entries, entry)
		case p.strict || p.inside > 1 && entry.Value.Kind == value.List && len(entry.Value.Items) > 0:
			return differ(configured) // no provider adds to a document, or lists to a nested block
		}
	}
	configured.Entries, configured.More = entries, nil
	return configured, agree
}

// overlayList merges element by element; a set is planned in another order than
// it is written.
func (p *plan) overlayList(configured, planned value.Value) (value.Value, bool) {
	switch {
	case configured.More != nil:
		return move(planned, configured), true
	case planned.More != nil:
		return configured, true
	case len(configured.Items) != len(planned.Items):
		return differ(configured)
	}
	used := make([]bool, len(planned.Items))
	merged := make([]value.Value, 0, len(configured.Items))
	for i, item := range configured.Items {
		one, found := p.partner(item, planned.Items, used, i)
		if !found {
			return differ(configured)
		}
		merged = append(merged, one)
	}
	configured.Items = merged
	return configured, true
}

// partner finds the planned element that a written one became, looking at its own
// place first.
func (p *plan) partner(item value.Value, planned []value.Value, used []bool, place int) (value.Value, bool) {
	for offset := range planned {
		at := (place + offset) % len(planned)
		if used[at] {
			continue
		}
		if merged, agree := p.overlay(item, planned[at]); agree {
			used[at] = true
			return merged, true
		}
	}
	return value.Value{}, false
}
