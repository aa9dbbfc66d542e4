package terraform

import (
	"regexp"
	"slices"
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// binding is how a data source finds what a root declares itself.
type binding struct {
	// types are the resources it can find.
	types []string
	// arguments and filters lead to the attribute of the resource that they ask
	// for (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html).
	arguments, filters map[string]string
	// list is the attribute that holds all that was found; "" where it is one.
	list string
}

var vpcID = map[string]string{"vpc-id": "vpc_id"}

func filters(more map[string]string) map[string]string {
	for name, attribute := range vpcID {
		more[name] = attribute
	}
	return more
}

// bindings are the data sources that are bound. An argument or filter that is
// not listed leaves open what is found.
var bindings = map[string]binding{
	"data.aws_vpc": {
		types:     []string{"aws_vpc", "aws_default_vpc"},
		arguments: map[string]string{"id": "id", "cidr_block": "cidr_block"},
		filters:   map[string]string{"vpc-id": "id", "cidr": "cidr_block", "cidr-block": "cidr_block"},
	},
	"data.aws_subnet": {
		types:     []string{"aws_subnet", "aws_default_subnet"},
		arguments: map[string]string{"id": "id", "vpc_id": "vpc_id", "cidr_block": "cidr_block", "availability_zone": "availability_zone"},
		filters:   filters(map[string]string{"subnet-id": "id", "cidr-block": "cidr_block", "cidrBlock": "cidr_block", "availability-zone": "availability_zone", "availabilityZone": "availability_zone"}),
	},
	"data.aws_subnets": {
		types:   []string{"aws_subnet", "aws_default_subnet"},
		filters: filters(map[string]string{"subnet-id": "id", "cidr-block": "cidr_block", "availability-zone": "availability_zone"}), list: "ids",
	},
	"data.aws_route_table": {
		types:     []string{"aws_route_table", "aws_default_route_table"},
		arguments: map[string]string{"route_table_id": "id", "vpc_id": "vpc_id"}, filters: filters(map[string]string{"route-table-id": "id"}),
	},
	"data.aws_route_tables": {
		types:     []string{"aws_route_table", "aws_default_route_table"},
		arguments: map[string]string{"vpc_id": "vpc_id"}, filters: filters(map[string]string{"route-table-id": "id"}), list: "ids",
	},
	"data.aws_security_group": {
		types:     []string{"aws_security_group", "aws_default_security_group"},
		arguments: map[string]string{"id": "id", "vpc_id": "vpc_id", "name": "name"}, filters: filters(map[string]string{"group-id": "id", "group-name": "name"}),
	},
	"data.aws_vpc_endpoint": {
		types:     []string{"aws_vpc_endpoint"},
		arguments: map[string]string{"id": "id", "vpc_id": "vpc_id", "service_name": "service_name"},
		filters:   filters(map[string]string{"vpc-endpoint-id": "id", "service-name": "service_name"}),
	},
}

// binder replaces references to data sources by references to what they find
// among the declared resources of their root.
type binder struct {
	root      string
	resources []resource.Resource
	providers map[string]string
	// found are the resources that a data source finds, by the key of its hole.
	found map[string]selection
}

type selection struct {
	members []*resource.Resource
	list    string
	address string
}

// maxBindingRounds bounds how often a data source may be found by way of another.
const maxBindingRounds = 3

// bindData binds the data sources of an evaluated root: those whose arguments
// name a declared resource, or select exactly one (any number where a list is
// asked for) with every other candidate surely not meant.
func bindData(made *evaluation) {
	b := &binder{root: made.root, resources: made.resources, providers: made.providers, found: map[string]selection{}}
	for range maxBindingRounds {
		before := len(b.found)
		for i := range b.resources {
			b.bind(&b.resources[i])
		}
		if len(b.found) == before {
			return
		}
		for i := range b.resources {
			b.resources[i].Attributes = b.substitute(b.resources[i].Attributes)
		}
		for i := range made.unread {
			for j, passed := range made.unread[i].passed {
				made.unread[i].passed[j] = b.substitute(passed)
			}
		}
	}
}

func (b *binder) bind(data *resource.Resource) {
	how, ok := bindings[data.Type]
	key := b.root + "#" + data.Address
	if _, done := b.found[key]; !ok || done || !data.Guard.IsAlways() || data.Symbolic != nil {
		return
	}
	wanted, ok := criteria(how, data.Attributes)
	if !ok {
		return
	}
	var members []*resource.Resource
	for i := range b.resources {
		candidate := &b.resources[i]
		if !slices.Contains(how.types, candidate.Type) {
			continue
		}
		switch b.meant(data, candidate, wanted) {
		case value.True:
			members = append(members, candidate)
		case value.Unknown:
			return
		case value.False:
		}
	}
	if len(members) == 1 || len(members) > 1 && how.list != "" {
		b.found[key] = selection{members, how.list, data.Address}
	}
}

// criterion is one thing that is asked for; any of the wanted values will do.
type criterion struct {
	attribute, tag string
	wanted         []value.Value
	pattern        bool
}

// criteria are what a data source asks for; none, or one that is not understood,
// leaves open what is found.
func criteria(how binding, a value.Value) ([]criterion, bool) {
	var all []criterion
	for _, entry := range a.Entries {
		attribute, known := how.arguments[entry.Key]
		switch {
		case entry.Value.Kind == value.Absent || entry.Key == "region" || entry.Key == "timeouts" || entry.Key == "filter":
		case entry.Key == "default" && entry.Value.Kind == value.Bool && !entry.Value.Bool: // the default of default
		case entry.Key == "tags":
			if entry.Value.Kind != value.Map {
				return nil, false
			}
			for _, tag := range entry.Value.Entries {
				all = append(all, criterion{tag: tag.Key, wanted: []value.Value{tag.Value}, pattern: true})
			}
		case !known:
			return nil, false
		default:
			all = append(all, criterion{attribute: attribute, wanted: []value.Value{entry.Value}})
		}
	}
	found, more, _ := blocks(a.Get("filter"))
	for _, filter := range found {
		name := literal(filter.value.Get("name"))
		values := filter.value.Get("values")
		tag, isTag := strings.CutPrefix(name, "tag:")
		if !isTag {
			tag = ""
		}
		attribute, known := how.filters[name]
		if !isTag && !known || !filter.guard.IsAlways() || values.Kind != value.List || values.More != nil {
			return nil, false
		}
		all = append(all, criterion{attribute: attribute, tag: tag, wanted: values.Items, pattern: true})
	}
	return all, len(all) > 0 && more == nil
}

// meant says whether a data source finds a resource.
func (b *binder) meant(data, candidate *resource.Resource, wanted []criterion) value.Truth {
	answer := value.True
	byID := false
	for _, one := range wanted {
		switch b.satisfies(candidate, one) {
		case value.False:
			return value.False
		case value.Unknown:
			answer = value.Unknown
		case value.True:
			byID = byID || one.attribute == "id" || one.attribute == "vpc_id"
		}
	}
	if !candidate.Guard.IsAlways() || candidate.Symbolic != nil {
		return value.Unknown
	}
	if byID {
		return answer
	}
	here, there := data.Region.Alternatives(), candidate.Region.Alternatives()
	if len(here) == 1 && len(there) == 1 && here[0].Value.State == value.Known && there[0].Value.State == value.Known {
		a, isA := here[0].Value.Value.Literal()
		c, isC := there[0].Value.Value.Literal()
		if isA && isC && a != c {
			return value.False
		}
	}
	if b.providers[data.Address] != b.providers[candidate.Address] {
		return value.Unknown // perhaps another account
	}
	return answer
}

func (b *binder) satisfies(candidate *resource.Resource, c criterion) value.Truth {
	var has value.Value
	switch {
	case c.attribute == "id":
		has = value.OfRef(value.Ref{Node: b.root + "#" + candidate.Address, Attribute: "id"}, candidate.Range)
	case c.tag != "":
		tags := candidate.Attributes.Get("tags_all")
		if tags.Kind == value.Absent {
			tags = candidate.Attributes.Get("tags")
		}
		if tags.Kind != value.Map && tags.Kind != value.Absent || tags.More != nil {
			return value.Unknown
		}
		if has = tags.Get(c.tag); has.Kind == value.Absent {
			return value.False
		}
	default:
		has = candidate.Attributes.Get(c.attribute)
	}
	answer := value.False
	for _, wanted := range c.wanted {
		switch sameText(has, wanted, c.pattern) {
		case value.True:
			return value.True
		case value.Unknown:
			answer = value.Unknown
		case value.False:
		}
	}
	return answer
}

// sameText compares two texts; in a pattern * stands for any text and ? for one
// character.
func sameText(has, wanted value.Value, pattern bool) value.Truth {
	if has.Kind != value.String || wanted.Kind != value.String {
		return value.Unknown
	}
	a, isA := has.Text.Hole()
	w, isW := wanted.Text.Hole()
	if isA && isW && a.Ref != nil && w.Ref != nil {
		if *a.Ref == *w.Ref {
			return value.True
		}
		if a.Ref.Attribute == "id" && w.Ref.Attribute == "id" {
			return value.False // two resources have two ids
		}
		return value.Unknown
	}
	literal, known := has.Text.Literal()
	text, fixed := wanted.Text.Literal()
	if !known || !fixed {
		return value.Unknown
	}
	equal := literal == text
	if pattern && strings.ContainsAny(text, "*?") {
		expression := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(text))
		equal, _ = regexp.MatchString("^(?s:"+expression+")$", literal)
	}
	if equal {
		return value.True
	}
	return value.False
}

// substitute replaces what bound data sources give by what it is.
func (b *binder) substitute(v value.Value) value.Value {
	switch v.Kind {
	case value.NotKnown:
		if replaced, ok := b.attribute(v.Reason.Key); ok {
			replaced.Range, replaced.Via, replaced.Secret = v.Range, v.Via, v.Secret
			return replaced
		}
	case value.String:
		if hole, ok := v.Text.Hole(); ok && hole.Reason != nil {
			if replaced, ok := b.attribute(hole.Reason.Key); ok {
				replaced.Range, replaced.Via, replaced.Secret = v.Range, v.Via, v.Secret
				return replaced
			}
		}
		v.Text = b.text(v.Text)
	case value.List:
		v.Items = slices.Clone(v.Items)
		for i := range v.Items {
			v.Items[i] = b.substitute(v.Items[i])
		}
	case value.Map:
		v.Entries = slices.Clone(v.Entries)
		for i := range v.Entries {
			v.Entries[i].Value = b.substitute(v.Entries[i].Value)
		}
	case value.Choice:
		v.Choices = slices.Clone(v.Choices)
		for i := range v.Choices {
			v.Choices[i].Value = b.substitute(v.Choices[i].Value)
		}
	case value.Absent, value.Bool, value.Number:
	}
	if v.Document != nil {
		document := b.substitute(*v.Document)
		v.Document = &document
	}
	return v
}

func (b *binder) text(text value.Text) value.Text {
	pieces := text.Pieces()
	parts := make([]value.Text, 0, len(pieces))
	for _, piece := range pieces {
		part := value.Literal(piece.Literal)
		if piece.Hole != nil {
			part = value.HoleText(*piece.Hole)
			if piece.Hole.Reason != nil {
				if found, ok := b.attribute(piece.Hole.Reason.Key); ok && found.Kind == value.String {
					part = place(found.Text, piece.Hole.Range)
				}
			}
		}
		parts = append(parts, part)
	}
	return value.Concat(parts...)
}

// attribute is what the key of a data source's hole stands for. The id has the
// data source's own key, other attributes hang behind it.
func (b *binder) attribute(key string) (value.Value, bool) {
	if !strings.HasPrefix(key, b.root+"#") || len(b.found) == 0 {
		return value.Value{}, false
	}
	base, name := key, "id"
	found, ok := b.found[base]
	for !ok {
		at := strings.LastIndexByte(base, '.')
		if at < 0 {
			return value.Value{}, false
		}
		base, name = key[:at], key[at+1:]
		found, ok = b.found[base]
	}
	ids := make([]value.Value, 0, len(found.members))
	for _, member := range found.members {
		ids = append(ids, value.OfRef(value.Ref{Node: b.root + "#" + member.Address, Attribute: "id"}, value.Value{}.Range))
	}
	switch {
	case found.list != "" && name == found.list:
		more := value.Reason{Text: "data source " + strings.TrimPrefix(found.address, "data.") + " may find more than this root declares"}
		return value.Value{Kind: value.List, Items: ids, More: &more}, true
	case found.list != "":
		return value.Value{}, false
	case name == "id" || name == "route_table_id":
		return ids[0], true
	}
	return b.ofMember(found.members[0], name)
}

// ofMember is an attribute of a found resource, as it is written or as a reference.
func (b *binder) ofMember(member *resource.Resource, name string) (value.Value, bool) {
	written := member.Attributes.Get(name)
	switch written.Kind {
	case value.String, value.Bool, value.Number:
		return written, true
	case value.Absent:
		known := schemaOf(member.Type)
		if known != nil && known.attributes[name].computed && known.attributes[name].ty.FriendlyName() == "string" {
			return value.OfRef(value.Ref{Node: b.root + "#" + member.Address, Attribute: name}, value.Value{}.Range), true
		}
	case value.List, value.Map, value.NotKnown, value.Choice:
	}
	return value.Value{}, false
}
