package sarif

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

// The expectations were computed once by another implementation, the rewrite
// command of Microsoft's SARIF multitool 5.7.0.
func TestHashLinesAgreesWithGitHub(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, content string
		want          []string
	}{
		{
			"both line ends, tabs, blank lines, accents, wide and non-BMP characters",
			"resource \"aws_vpc\" \"main\" {\r\n\tcidr_block = \"10.0.0.0/16\"\r\n\r\n  tags = { Name = \"é 日本 🚀\" }\r\n}\r\n\r\n}\n}\n\tα\tβ \n" +
				strings.Repeat("x", 120) + "\n  indented = true\n# end",
			[]string{
				"2462ae93bc75757e:1", "453eed9d40bc3e41:1", "7499c1551d43b215:1", "e218cb473ba82b17:1", "2abb46cee50f3f60:1", "4548d08b8310e345:1",
				"b65fe23f2504707:1", "b637365f63d2cf54:1", "2f0cec4166ddb319:1", "52b56201ffb58620:1", "881e6f29ca26b023:1", "88010c692f52e071:1",
			},
		},
		{
			"equal windows are counted, a lone carriage return ends a line, and so does the end",
			strings.Repeat(strings.Repeat("x", 100)+"\n", 3) + "a\rb\n",
			[]string{
				"52b56201ffb58620:1", "52b56201ffb58620:2", "52b56201ffb58620:3",
				"81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1",
			},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, hash := range hashLines([]byte(c.content)) {
				got = append(got, hash.String())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("hashLines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLineHashIsEmptyWhereThereIsNothingToHash(t *testing.T) {
	t.Parallel()
	reads := 0
	h := lineHashes{files: map[string][]lineHash{}, read: func(path string) (*source.File, error) {
		reads++
		if path == "gone.tf" {
			return nil, errors.New("no such file")
		}
		return source.NewFile(path, []byte("one\ntwo")), nil
	}}
	for _, at := range []source.Range{{}, {File: "gone.tf", Start: source.Pos{Line: 1}}, {File: "a.tf", Start: source.Pos{Line: 3}}} {
		if got := h.at(at); got != "" {
			t.Errorf("at(%v) = %q, want no hash", at, got)
		}
	}
	if got := h.at(source.Range{File: "a.tf", Start: source.Pos{Line: 2}}); got == "" {
		t.Error("line 2 of a.tf has no hash")
	}
	if reads != 2 {
		t.Errorf("%d reads of two files, want each read once", reads)
	}
}
