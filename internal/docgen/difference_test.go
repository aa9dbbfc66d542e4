package docgen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
)

func TestDifferenceShowsWhatChangesAndALittleAround(t *testing.T) {
	t.Parallel()
	split := func(text string) []string { return strings.Split(text, "") }
	for _, test := range []struct{ name, a, b, want string }{
		{"added", "abcdefgh", "abcdXefgh", " b\n c\n d\n+X\n e\n f\n g"},
		{"removed", "abXcd", "abcd", " a\n b\n-X\n c\n d"},
		{"replaced", "aXb", "aYb", " a\n-X\n+Y\n b"},
		{"equal", "abc", "abc", ""},
		{"two changes far apart", "Xabcdefghi", "abcdefghiY", "-X\n a\n b\n c\n …\n g\n h\n i\n+Y"},
		{"from nothing", "", "a", "+a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var a []string
			if test.a != "" {
				a = split(test.a)
			}
			got := difference(a, split(test.b))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestIndexGroupsByCategory(t *testing.T) {
	t.Parallel()
	got := Index([]finding.Rule{
		{ID: "b", Category: "y", Title: "VPC that is second", Level: finding.Note, OptIn: true},
		{ID: "a", Category: "x", Title: "A first", Level: finding.Error},
	})
	want := `# Rules

The level is the highest one; what a finding rests on can lower it.

## x

| rule | level | fires when |
|---|---|---|
| [` + "`a`" + `](../rules/x/a/README.md) | error | a first |

## y

| rule | level | fires when |
|---|---|---|
| [` + "`b`" + `](../rules/y/b/README.md) | note, opt-in | VPC that is second |
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAFenceHoldsFences(t *testing.T) {
	t.Parallel()
	page := &strings.Builder{}
	fence(page, "text", "a\n```\nb")
	if want := "````text\na\n```\nb\n````\n"; page.String() != want {
		t.Errorf("got %q, want %q", page.String(), want)
	}
}
