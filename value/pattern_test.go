package value

import (
	"slices"
	"testing"
)

var (
	region    = SymbolText(Region)
	partition = SymbolText(Partition)
	account   = SymbolText(Account)
)

func unknown(key string) Text { return HoleText(Hole{Reason: &Reason{Text: "not given", Key: key}}) }

func reference(node, attribute string) Text {
	return HoleText(Hole{Ref: &Ref{Node: node, Attribute: attribute}})
}

func text(parts ...any) Text {
	texts := make([]Text, len(parts))
	for i, part := range parts {
		switch part := part.(type) {
		case string:
			texts[i] = Literal(part)
		case Text:
			texts[i] = part
		}
	}
	return Concat(texts...)
}

func TestMatchIsThreeValued(t *testing.T) {
	t.Parallel()
	repository := text("arn:", partition, ":s3:::al2023-repos-", region, "-de612dc2/core/mirrors/x")
	for _, test := range []struct {
		name             string
		pattern, subject Text
		want             Truth
	}{
		{"equal literals", text("a"), text("a"), True},
		{"different literals", text("a"), text("b"), False},
		{"star takes nothing", text("a*"), text("a"), True},
		{"question mark takes one", text("a?c"), text("abc"), True},
		{"question mark needs one", text("a?"), text("a"), False},
		{"the empty pattern", Text{}, text("a"), False},
		{"the empty text", text("*"), Text{}, True},
		{"stars in the middle", text("a*b*c"), text("a-b-b-c"), True},
		{"a symbol meets itself", text("a-", region), text("a-", region), True},
		{"an account is no region", text("a-", account), text("a-", region), False},
		{"a star spans a hole", text("arn:*:s3:::al2023-repos-*"), repository, True},
		{"everything", text("*"), repository, True},
		{"a literal before the hole rules it out", text("arn:aws:s3:::amazonlinux-2-repos-*"), repository, False},
		{"a literal region may be this one", text("arn:*:s3:::al2023-repos-us-east-1-de612dc2/*"), repository, Unknown},
		{"a region nobody listed may be this one", text("al2023-repos-xx-nowhere-7-z"), text("al2023-repos-", region, "-z"), Unknown},
		{"a literal that is no region is not", text("arn:*:s3:::al2023-repos-foo-de612dc2/*"), repository, False},
		{"a family of regions may hold this one", text("arn:*:s3:::al2023-repos-ap-*-de612dc2/*"), repository, Unknown},
		{"the suffix is missing", text("arn:*:s3:::al2023-repos-", region, "/*"), repository, False},
		{"the region twice cannot differ", text("arn:*:s3:::al2023-repos-", region, "-de612dc2/", region), repository, False},
		{"the partition agrees with the region", text("arn:aws-cn:s3:::al2023-repos-us-east-1-de612dc2/*"), repository, False},
		{"a literal partition may be this one", text("arn:aws:s3:::*"), repository, Unknown},
		{"every partition begins so", text("arn:aws*:s3:::*"), repository, True},
		{"any account has twelve digits", text("????????????"), account, True},
		{"an account may be the one named", text("123456789012"), account, Unknown},
		{"an account is no word", text("anonymous"), account, False},
		{"an unknown may be anything", text("a-", unknown("var.b")), text("a-1"), Unknown},
		{"an unknown has its literal neighbours", text("a-", unknown("var.b")), text("b-1"), False},
		{"the same unknown", text("a-", unknown("var.b"), "/*"), text("a-", unknown("var.b"), "/x"), True},
		{"another unknown", text("a-", unknown("var.b")), text("a-", unknown("var.c")), Unknown},
		{"unknowns without a name are never the same", unknown(""), unknown(""), Unknown},
		{"the same reference", reference("n", "id"), reference("n", "id"), True},
		{"another attribute", reference("n", "id"), reference("n", "arn"), Unknown},
		{"an unknown can be empty", text("a", unknown("x"), "b"), text("ab"), Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.subject.Match(test.pattern); got != test.want {
				t.Errorf("%s matched by %s is %s, want %s", test.subject, test.pattern, got, test.want)
			}
		})
	}
}

func TestEqualTakesNoWildcards(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		a, b Text
		want Truth
	}{
		{"a star is a star", text("a*"), text("ab"), False},
		{"the same star", text("a*"), text("a*"), True},
		{"the same hole", text("a", region), text("a", region), True},
		{"a hole against text", text("a-", unknown("x")), text("a-b"), Unknown},
		{"nothing", Text{}, Text{}, True},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.a.Equal(test.b); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if got := test.b.Equal(test.a); got != test.want {
				t.Errorf("the other way round: got %s, want %s", got, test.want)
			}
		})
	}
}

func TestPatternsJoinAndFold(t *testing.T) {
	t.Parallel()
	literalStar := Glob(text("a*")).Then(Exactly(text("*")))
	if got := literalStar.Match(text("abc*")); got != True {
		t.Errorf("a star that is no wildcard: got %s", got)
	}
	if got := literalStar.Match(text("abc")); got != False {
		t.Errorf("a star that is no wildcard must stand there: got %s", got)
	}
	if got := Glob(text("S3:get*")).FoldCase().Match(text("s3:GetObject")); got != True {
		t.Errorf("case is ignored: got %s", got)
	}
	if got := Glob(text("S3:get*")).Match(text("s3:GetObject")); got != False {
		t.Errorf("case is kept: got %s", got)
	}
}

// matches is the plain definition of a glob.
func matches(pattern, subject []rune) bool {
	if len(pattern) == 0 {
		return len(subject) == 0
	}
	switch pattern[0] {
	case '*':
		return matches(pattern[1:], subject) || len(subject) > 0 && matches(pattern, subject[1:])
	case '?':
		return len(subject) > 0 && matches(pattern[1:], subject[1:])
	}
	return len(subject) > 0 && pattern[0] == subject[0] && matches(pattern[1:], subject[1:])
}

func FuzzMatch(f *testing.F) {
	f.Add("a*b?c", "axxbyc", uint8(1), uint8(2))
	f.Add("arn:aws:s3:::al2023-repos-*", "arn:aws:s3:::al2023-repos-us-east-1", uint8(4), uint8(9))
	f.Add("", "", uint8(0), uint8(0))
	f.Add("**?*", "日本", uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, pattern, subject string, i, j uint8) {
		if len(pattern) > 24 || len(subject) > 24 {
			return
		}
		got := Literal(subject).Match(Literal(pattern))
		if want := TruthOf(matches([]rune(pattern), []rune(subject))); got != want {
			t.Fatalf("%q matched by %q is %s, want %s", subject, pattern, got, want)
		}
		for _, hole := range []Text{region, partition, account, unknown("x"), reference("n", "id")} {
			holed, against := dig(pattern, i, hole), dig(subject, j, hole)
			if holed.Match(holed) != True {
				t.Fatalf("%s does not match itself", holed)
			}
			against.Match(holed)
		}
	})
}

// dig replaces the character at i, if there is one, by a hole.
func dig(s string, i uint8, hole Text) Text {
	runes := []rune(s)
	if len(runes) == 0 {
		return hole
	}
	at := int(i) % len(runes)
	return Concat(Literal(string(runes[:at])), hole, Literal(string(slices.Clone(runes[at+1:]))))
}
