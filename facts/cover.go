package facts

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/repolint/repolint/value"
)

// family is an address family. The zero family is invalid.
type family int8

const (
	_ family = iota
	ipv4
	ipv6
)

// coverage says how much of Amazon S3's public addresses a block holds. S3's
// ranges are a symbolic set: they change and are spread over both halves of the
// IPv4 space, so that only the whole space or both its halves surely hold them
// (https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html).
type coverage int8

const (
	coversUnknown coverage = iota
	coversNothing
	coversPart
	coversLowHalf
	coversHighHalf
	coversAll
)

// special are IPv4 blocks that never hold public addresses
// (https://www.iana.org/assignments/iana-ipv4-special-registry).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("224.0.0.0/3"),
}

// nowhere are the blocks by which tools and people write that nothing is let out
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html).
var nowhere = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("255.255.255.255/32")}

// coverageOf is what a block holds of S3's addresses of one family. local are the
// VPC's own ranges, which never are S3's.
func coverageOf(block netip.Prefix, wanted family, local []netip.Prefix) coverage {
	if (block.Addr().Is4()) != (wanted == ipv4) {
		return coversNothing
	}
	if within(block, local) {
		return coversNothing
	}
	if wanted == ipv6 {
		return coverageOfIPv6(block)
	}
	switch {
	case block.Bits() == 0:
		return coversAll
	case block.Bits() == 1 && block.Addr().As4()[0] < 128:
		return coversLowHalf
	case block.Bits() == 1:
		return coversHighHalf
	case within(block, special):
		return coversNothing
	}
	return coversPart
}

// coverageOfIPv6: every public IPv6 address lies in 2000::/3.
func coverageOfIPv6(block netip.Prefix) coverage {
	global := netip.MustParsePrefix("2000::/3")
	switch {
	case block.Bits() <= global.Bits() && block.Contains(global.Addr()):
		return coversAll
	case !block.Overlaps(global):
		return coversNothing
	}
	return coversPart
}

func within(block netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(r netip.Prefix) bool {
		return r.Bits() <= block.Bits() && r.Contains(block.Addr())
	})
}

// parseBlock reads a CIDR block or a single address.
func parseBlock(text string) (netip.Prefix, bool) {
	text = strings.TrimSpace(text)
	if block, err := netip.ParsePrefix(text); err == nil {
		return block.Masked(), true
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address, address.BitLen()), true
	}
	return netip.Prefix{}, false
}

// coverageOfText reads a block that may not be known. The reason is set where
// the coverage is not known, or may be.
func coverageOfText(fact value.Fact[value.Text], wanted family, local []netip.Prefix) (coverage, value.Reason) {
	switch fact.State {
	case value.NotStated:
		return coversNothing, value.Reason{}
	case value.Undetermined:
		return coversUnknown, fact.Reason
	case value.Known:
	}
	if literal, ok := fact.Value.Literal(); ok {
		block, ok := parseBlock(literal)
		if !ok {
			return coversNothing, value.Reason{}
		}
		covered := coverageOf(block, wanted, local)
		if covered == coversPart {
			return covered, value.Reason{Text: literal + " holds some public addresses, and Amazon S3's change"}
		}
		return covered, value.Reason{}
	}
	if hole, ok := fact.Value.Hole(); ok && hole.Ref != nil && strings.Contains(strings.ToLower(hole.Ref.Attribute), "cidr") {
		// A range of a VPC or a subnet.
		return coversNothing, value.Reason{}
	}
	return coversUnknown, reasonOfText(fact.Value)
}

// reasonOfText says why a text with holes is not known.
func reasonOfText(text value.Text) value.Reason {
	if reason, ok := text.FirstUnknown(); ok {
		return reason
	}
	return value.Reason{Text: text.String() + " is not known before deployment"}
}

// union gathers, rule by rule, whether the whole of S3 is covered.
type union struct {
	all, low, high, some value.Truth
	by, byLow, byHigh    string
	reason               value.Reason
}

func newUnion() union {
	return union{all: value.False, low: value.False, high: value.False, some: value.False}
}

// add counts a rule that applies as surely as applies says and covers this much.
func (u *union) add(covered coverage, applies value.Truth, by string, reason value.Reason) {
	if applies == value.False {
		return
	}
	switch covered {
	case coversAll:
		u.all, u.by = better(u.all, applies, u.by, by)
	case coversLowHalf:
		u.low, u.byLow = better(u.low, applies, u.byLow, by)
	case coversHighHalf:
		u.high, u.byHigh = better(u.high, applies, u.byHigh, by)
	case coversPart, coversUnknown:
		u.some = value.Unknown
	case coversNothing:
		return
	}
	if u.reason.Text == "" && reason.Text != "" {
		u.reason = reason
	}
}

func better(have, more value.Truth, by, other string) (value.Truth, string) {
	if have == value.True || have == value.Unknown && more != value.True {
		return have, by
	}
	return more, other
}

// result is whether everything is covered, and by what.
func (u *union) result() (value.Truth, string) {
	if u.all == value.True {
		return value.True, u.by
	}
	halves := u.low.And(u.high)
	if halves == value.True {
		if u.byLow == u.byHigh {
			return value.True, u.byLow
		}
		return value.True, u.byLow + " and " + u.byHigh
	}
	if u.low == value.True || u.high == value.True {
		// One half certainly: what the other half of S3 needs is not there, and
		// whether this region's part of S3 lies in it is not known.
		halves = halves.Or(value.Unknown)
	}
	return u.all.Or(halves).Or(u.some), ""
}
