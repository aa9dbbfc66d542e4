package cloudformation

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// findInMap is Fn::FindInMap, with the default value of AWS::LanguageExtensions.
func (s *stack) findInMap(argument *node, at source.Range) value.Value {
	items := argument.list()
	if len(items) < 3 {
		return malformed("Fn::FindInMap", at)
	}
	keys := make([]value.Value, 0, 3)
	for _, item := range items[:3] {
		keys = append(keys, s.evaluate(item))
	}
	var fallback *node
	if len(items) > 3 {
		fallback = items[3].get("DefaultValue")
	}
	return distribute(at, keys, func(keys []value.Value) value.Value {
		return s.lookUp(keys, fallback, at)
	})
}

func (s *stack) lookUp(keys []value.Value, fallback *node, at source.Range) value.Value {
	name, known := text(keys[0]).Literal()
	mapping := s.template.section("Mappings").get(name)
	if !known || mapping == nil || mapping.kind != mapNode {
		if fallback != nil && known {
			return s.evaluate(fallback)
		}
		return value.OfReason(value.Reason{Text: "the mapping of an Fn::FindInMap is not known"}, at)
	}
	top, topKnown := s.mapKey(keys[1])
	second, secondKnown := s.mapKey(keys[2])
	switch {
	case topKnown && secondKnown:
		if found := mapping.get(top).get(second); found != nil {
			return through(s.evaluate(found), at)
		}
		if fallback != nil {
			return s.evaluate(fallback)
		}
		return value.OfReason(value.Reason{Text: "mapping " + name + " has no entry " + top + ", " + second, Key: s.mapHint(name, second)}, at)
	case secondKnown && fallback == nil:
		return s.sameInAll(mapping, second, keys, at)
	}
	return value.OfReason(s.mapReason(name, keys, ""), at)
}

// mapKey is the text of a key. The region that the configuration states serves
// here, because nothing nearer than the mapping itself could tell.
func (s *stack) mapKey(v value.Value) (string, bool) {
	t := text(v)
	if hole, ok := t.Hole(); ok && hole.Symbol == value.Region && s.run.scan.options.Region != "" {
		return s.run.scan.options.Region, true
	}
	return t.Literal()
}

// sameInAll is the entry under a known second key when the first is not known:
// its value where all agree, else unknown, with the mapping's name in the key.
func (s *stack) sameInAll(mapping *node, second string, keys []value.Value, at source.Range) value.Value {
	name, _ := text(keys[0]).Literal()
	var only *node
	same := true
	for _, m := range mapping.unique() {
		entry := m.value.get(second)
		if entry == nil {
			same = same && only == nil
			continue
		}
		if only != nil && (only.kind != entry.kind || only.text != entry.text || entry.kind == listNode) {
			same = false
		}
		only = entry
	}
	if only != nil && same {
		return through(s.evaluate(only), at)
	}
	return value.OfReason(s.mapReason(name, keys, second), at)
}

func (s *stack) mapReason(name string, keys []value.Value, second string) value.Reason {
	reason := value.Reason{Text: "the entry of mapping " + name + " is not known", Key: s.mapHint(name, second) + " of " + text(keys[1]).String()}
	for _, key := range keys[1:3] {
		t := text(key)
		if unknown, ok := t.FirstUnknown(); ok {
			reason.Text += ": " + unknown.Text
			reason.Settle = unknown.Settle
			return reason
		}
		if hole, ok := t.Hole(); ok && hole.Symbol == value.Region {
			reason.Text = "the entry of mapping " + name + " depends on the region"
			reason.Settle = "set the region in the configuration"
		}
	}
	return reason
}

// mapHint is the key of a mapping's entry; it carries the names that authors give
// to images.
func (s *stack) mapHint(name, second string) string {
	return s.id + "#mapping:" + name + "/" + second
}

// cidr is Fn::Cidr: count blocks of 2^bits addresses each.
func (s *stack) cidr(argument *node, at source.Range) value.Value {
	items := argument.list()
	if len(items) < 2 {
		return malformed("Fn::Cidr", at)
	}
	values := make([]value.Value, 0, 3)
	for _, item := range items {
		values = append(values, s.evaluate(item))
	}
	return distribute(at, values, func(values []value.Value) value.Value {
		for _, v := range values {
			if reason, unknown := text(v).FirstUnknown(); unknown {
				return value.OfReason(reason, at)
			}
		}
		block, _ := text(values[0]).Literal()
		prefix, err := netip.ParsePrefix(block)
		if err != nil {
			return value.OfReason(value.Reason{Text: "the block that Fn::Cidr divides is not known"}, at)
		}
		bits := 8
		if len(values) > 2 {
			bits = number(values[2])
		} else if prefix.Addr().Is6() {
			bits = 64
		}
		return divide(prefix, number(values[1]), bits, at)
	})
}

func number(v value.Value) int {
	literal, _ := text(v).Literal()
	n, err := strconv.Atoi(literal)
	if err != nil {
		return -1
	}
	return n
}

// divide cuts prefix into count blocks whose host part has that many bits.
func divide(prefix netip.Prefix, count, bits int, at source.Range) value.Value {
	width := prefix.Addr().BitLen() - bits
	if count < 1 || count > 256 || bits < 1 || width < prefix.Bits() || bits > 64 {
		return malformed("Fn::Cidr", at)
	}
	if room := width - prefix.Bits(); room < 9 && count > 1<<room {
		return value.OfReason(value.Reason{Text: "Fn::Cidr asks for more blocks than " + prefix.String() + " holds"}, at)
	}
	list := value.Value{Kind: value.List, Range: at}
	address := prefix.Masked().Addr()
	for range count {
		list.Items = append(list.Items, value.OfString(netip.PrefixFrom(address, width).String(), at))
		address = advance(address, bits)
	}
	return list
}

// advance adds 2^bits to an address.
func advance(address netip.Addr, bits int) netip.Addr {
	if address.Is4() {
		bytes := address.As4()
		binary.BigEndian.PutUint32(bytes[:], binary.BigEndian.Uint32(bytes[:])+1<<bits)
		return netip.AddrFrom4(bytes)
	}
	bytes := address.As16()
	high, low := binary.BigEndian.Uint64(bytes[:8]), binary.BigEndian.Uint64(bytes[8:])
	sum := low
	if bits < 64 {
		sum = low + 1<<bits
	}
	if bits == 64 || sum < low {
		high++
	}
	binary.BigEndian.PutUint64(bytes[:8], high)
	binary.BigEndian.PutUint64(bytes[8:], sum)
	return netip.AddrFrom16(bytes)
}
