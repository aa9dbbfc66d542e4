package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/value"
)

func TestOperatorsCompare(t *testing.T) {
	t.Parallel()
	const yes, no, open = value.True, value.False, value.Unknown
	for _, test := range []struct {
		operator, actual, wanted string
		want                     value.Truth
	}{
		{"ArnLike", "arn:aws:iam::123456789012:role/a/b", "arn:aws:iam::*:role/*", yes},
		{"ArnEquals", "arn:aws:iam::123456789012:role/a", "arn:aws:iam::*:role/?", yes},
		{"ArnLike", "arn:aws:iam::123456789012:role/a", "arn:*:role/a", open},
		{"ArnLike", "arn:aws:iam::123456789012:role/a", "arn:aws:*:role/b", no},
		{"ArnLike", "arn:aws:logs:us-east-1:1:x:y", "arn:aws:*:1:x:y", no},
		{"ArnLike", "arn:aws:logs:r:1:log-group:x:stream", "arn:aws:logs:r:1:log-group:*", yes},
		{"ArnLike", "arn:aws:iam::123456789012:role/a", "*", yes},
		{"NumericEquals", "10", "10.0", yes},
		{"NumericLessThan", "9", "10", yes},
		{"NumericLessThan", "10", "10", no},
		{"NumericLessThanEquals", "10", "10", yes},
		{"NumericGreaterThan", "10", "10", no},
		{"NumericGreaterThanEquals", "11", "10", yes},
		{"NumericEquals", "10", "ten", open},
		{"NumericEquals", "ten", "10", no},
		{"DateEquals", "2026-01-01T00:00:00Z", "1767225600", yes},
		{"DateLessThan", "2026-01-01T00:00:00Z", "2026-01-01T09:00:00+09:00", no},
		{"DateLessThanEquals", "2026-01-01T00:00Z", "2026-01-01T09:00:00+09:00", yes},
		{"DateGreaterThan", "2026-06", "2026", yes},
		{"DateGreaterThanEquals", "2026-01-01", "2026-01-01T00:00:00", yes},
		{"DateEquals", "2026-01-01", "yesterday", open},
		{"BinaryEquals", "QUJD", "QUJD", yes},
		{"BinaryEquals", "QUJD", "QUJE", no},
		{"BinaryEquals", "QUJD", "QUJ", open},
		{"Bool", "true", "True", yes},
		{"Bool", "true", "false", no},
		{"IpAddress", "10.0.0.1", "10.0.0.1", yes},
		{"IpAddress", "10.0.0.1", "10.0.0.0/8", yes},
		{"IpAddress", "10.0.0.1", "::/0", no},
		{"IpAddress", "2001:db8::1", "2001:db8::/32", yes},
		{"IpAddress", "10.0.0.1", "10.0.0.300", open},
		{"StringEqualsIgnoreCase", "Ab", "aB", yes},
		{"StringLike", "a*b", "a?b", yes},
	} {
		op, ok := parseOperator(test.operator)
		if !ok {
			t.Fatalf("there is no operator %s", test.operator)
		}
		wanted := value.Literal(test.wanted)
		got := op.compare(value.Literal(test.actual), wantedText(wanted))
		if got != test.want {
			t.Errorf("%s %s %s is %s, want %s", test.actual, test.operator, test.wanted, got, test.want)
		}
	}
}

func wantedText(text value.Text) wanted {
	return wanted{text: text, exact: value.Exactly(text), glob: value.Glob(text)}
}

func TestOperatorNamesAreExact(t *testing.T) {
	t.Parallel()
	type shape struct{ Negated, IfExists, Every, Some, Null bool }
	for name, want := range map[string]shape{
		"StringNotEqualsIgnoreCase":          {Negated: true},
		"ArnNotLikeIfExists":                 {Negated: true, IfExists: true},
		"NotIpAddress":                       {Negated: true},
		"NumericNotEquals":                   {Negated: true},
		"DateNotEqualsIfExists":              {Negated: true, IfExists: true},
		"Null":                               {Null: true},
		"ForAllValues:StringLike":            {Every: true},
		"ForAnyValue:StringNotLike":          {Some: true, Negated: true},
		"ForAllValues:StringNotLikeIfExists": {Every: true, Negated: true, IfExists: true},
	} {
		op, ok := parseOperator(name)
		got := shape{op.negated, op.ifExists, op.every, op.some, op.null}
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("%s: %t %s", name, ok, diff)
		}
	}
	for _, name := range []string{
		"", "stringEquals", "StringEqual", "String", "StringNot", "NullIfExists", "ForAnyValue:Null", "ForAllValues:",
		"forAnyValue:StringEquals", "IpAddressNot", "NumericNotLessThan", "BoolNot", "IfExists",
	} {
		if _, ok := parseOperator(name); ok {
			t.Errorf("%q is taken for an operator", name)
		}
	}
}

func TestUnknownTextsLeaveComparisonsOpen(t *testing.T) {
	t.Parallel()
	unknown := unknownText("not given")
	for _, name := range []string{
		"StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnLike", "NumericLessThan", "DateLessThan", "Bool", "BinaryEquals", "IpAddress",
	} {
		op, _ := parseOperator(name)
		if got := op.compare(unknown, wantedText(value.Literal("1"))); got != value.Unknown {
			t.Errorf("%s of an unknown key is %s", name, got)
		}
		if got := op.compare(value.Literal("1"), wantedText(unknown)); got != value.Unknown {
			t.Errorf("%s of an unknown value is %s", name, got)
		}
	}
}

func TestNamesOfOutcomesAndElements(t *testing.T) {
	t.Parallel()
	var names []string
	for _, outcome := range []Outcome{Undetermined, Allowed, Denied} {
		names = append(names, outcome.String())
	}
	for _, element := range []Element{NoElement, ElementEffect, ElementPrincipal, ElementAction, ElementResource, ElementCondition} {
		names = append(names, element.String())
	}
	want := []string{"undetermined", "allowed", "denied", "", "Effect", "Principal", "Action", "Resource", "Condition"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}
