package policy

import (
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/repolint/repolint/value"
)

// operator is a condition operator with its prefix and suffix taken apart.
type operator struct {
	compare comparison
	// negated operators hold where none of the wanted values matches.
	negated  bool
	ifExists bool
	every    bool // ForAllValues
	some     bool // ForAnyValue
	null     bool
}

// comparison says whether what a key reads is one wanted value.
type comparison func(actual value.Text, wanted wanted) value.Truth

// wanted is one value of a condition, its policy variables filled in.
type wanted struct {
	text        value.Text
	exact, glob value.Pattern
}

// parseOperator reads an operator's name, which has to be written exactly so.
func parseOperator(name string) (operator, bool) {
	var op operator
	base := name
	if rest, ok := strings.CutPrefix(base, "ForAllValues:"); ok {
		op.every, base = true, rest
	} else if rest, ok := strings.CutPrefix(base, "ForAnyValue:"); ok {
		op.some, base = true, rest
	}
	if base == "Null" {
		op.null = true
		return op, !op.every && !op.some
	}
	base, op.ifExists = strings.CutSuffix(base, "IfExists")
	switch base {
	case "StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike",
		"NumericNotEquals", "DateNotEquals":
		op.negated = true
		base = strings.Replace(base, "Not", "", 1)
	case "NotIpAddress":
		op.negated, base = true, "IpAddress"
	}
	op.compare = comparisonOf(base)
	return op, op.compare != nil
}

func comparisonOf(base string) comparison {
	switch base {
	case "StringEquals":
		return func(actual value.Text, w wanted) value.Truth { return w.exact.Match(actual) }
	case "StringEqualsIgnoreCase":
		return func(actual value.Text, w wanted) value.Truth { return w.exact.FoldCase().Match(actual) }
	case "StringLike":
		return func(actual value.Text, w wanted) value.Truth { return w.glob.Match(actual) }
	case "ArnEquals", "ArnLike":
		return matchARN
	case "Bool":
		return func(actual value.Text, w wanted) value.Truth { return w.exact.FoldCase().Match(actual) }
	case "BinaryEquals":
		return compareBinary
	case "IpAddress":
		return compareAddress
	}
	if order, ok := strings.CutPrefix(base, "Numeric"); ok {
		return ordered(order, parseNumber)
	}
	if order, ok := strings.CutPrefix(base, "Date"); ok {
		return ordered(order, parseDate)
	}
	return nil
}

// matchARN compares part by part, so that a wildcard does not reach over a colon.
// What AWS makes of a pattern with fewer than six parts is not documented, but
// for a lone `*`; where a hole may hold the missing parts, the whole is compared.
func matchARN(actual value.Text, w wanted) value.Truth {
	want, got := arnParts(w.text), arnParts(actual)
	if len(want) != 6 || len(got) != 6 {
		truth := w.glob.Match(actual)
		if literal, ok := w.text.Literal(); ok && literal != "*" && truth == value.True {
			return value.Unknown
		}
		return truth
	}
	truth := value.True
	for i := range want {
		truth = truth.And(got[i].Match(want[i]))
	}
	return truth
}

func arnParts(text value.Text) []value.Text {
	parts := text.Split(":")
	if len(parts) <= 6 {
		return parts
	}
	rest := parts[5]
	for _, part := range parts[6:] {
		rest = value.Concat(rest, value.Literal(":"), part)
	}
	return append(parts[:5:5], rest)
}

func compareBinary(actual value.Text, w wanted) value.Truth {
	want, ok := w.text.Literal()
	got, known := actual.Literal()
	if !ok || !known {
		return w.exact.Match(actual)
	}
	a, err := base64.StdEncoding.DecodeString(want)
	if err != nil {
		return value.Unknown
	}
	b, err := base64.StdEncoding.DecodeString(got)
	return value.TruthOf(err == nil && string(a) == string(b))
}

// compareAddress asks whether an address, or every address of a block, lies in the wanted block.
func compareAddress(actual value.Text, w wanted) value.Truth {
	if truth := actual.Equal(w.text); truth == value.True {
		return truth
	}
	want, wantOK := parseBlock(w.text)
	got, gotOK := parseBlock(actual)
	switch {
	case !wantOK || !gotOK:
		return value.Unknown
	case want.Addr().Is4() == got.Addr().Is4() && want.Bits() <= got.Bits() && want.Contains(got.Addr()):
		return value.True
	case want.Overlaps(got):
		return value.Unknown
	}
	return value.False
}

func parseBlock(text value.Text) (netip.Prefix, bool) {
	literal, ok := text.Literal()
	if !ok {
		return netip.Prefix{}, false
	}
	if address, err := netip.ParseAddr(literal); err == nil && address.Zone() == "" {
		return netip.PrefixFrom(address, address.BitLen()), true
	}
	block, err := netip.ParsePrefix(literal)
	return block.Masked(), err == nil
}

// ordered compares by Equals, LessThan and the like; nil when there is no such order.
func ordered(order string, parse func(string) (float64, bool)) comparison {
	var holds func(got, want float64) bool
	switch order {
	case "Equals":
		holds = func(got, want float64) bool { return got == want }
	case "LessThan":
		holds = func(got, want float64) bool { return got < want }
	case "LessThanEquals":
		holds = func(got, want float64) bool { return got <= want }
	case "GreaterThan":
		holds = func(got, want float64) bool { return got > want }
	case "GreaterThanEquals":
		holds = func(got, want float64) bool { return got >= want }
	default:
		return nil
	}
	return func(actual value.Text, w wanted) value.Truth {
		wantText, ok := w.text.Literal()
		gotText, known := actual.Literal()
		if !ok || !known {
			return value.Unknown
		}
		want, valid := parse(wantText)
		if !valid {
			return value.Unknown
		}
		got, comparable := parse(gotText)
		return value.TruthOf(comparable && holds(got, want))
	}
}

func parseNumber(text string) (float64, bool) {
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}

// parseDate reads the forms of ISO 8601 that AWS takes, and seconds since 1970.
func parseDate(text string) (float64, bool) {
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02", "2006-01", "2006",
	} {
		if at, err := time.Parse(layout, text); err == nil {
			return float64(at.Unix()), true
		}
	}
	return parseNumber(text)
}
