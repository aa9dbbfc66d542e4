package json_test

import (
	stdjson "encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// show writes a node with the places of its parts.
func show(n *json.Node) string {
	switch {
	case n == nil:
		return "nil"
	case n.Kind == json.Object:
		var parts []string
		for _, m := range n.Members {
			parts = append(parts, fmt.Sprintf("%q@%d:%d %s", m.Key, m.KeyRange.Start.Line, m.KeyRange.Start.Column, show(m.Value)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case n.Kind == json.Array:
		var parts []string
		for _, item := range n.Items {
			parts = append(parts, show(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprintf("%s %q@%d:%d-%d", n.Kind, n.Text, n.Range.Start.Line, n.Range.Start.Column, n.Range.End.Column)
}

func TestValuesKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"scalars":              {`[null, true, false, -1.50e+3, "a"]`, `[null ""@1:2-6, boolean "true"@1:8-12, boolean "false"@1:14-19, number "-1.50e+3"@1:21-29, string "a"@1:31-34]`},
		"columns count runes":  {`{"網": "網", "b": 1}`, `{"網"@1:2 string "網"@1:7-10, "b"@1:12 number "1"@1:17-18}`},
		"CRLF is one line end": {"{\r\n \"a\":\r\n  1}", `{"a"@2:2 number "1"@3:3-4}`},
		"byte order mark":      {"\ufeff{}", `{}`},
		"escapes":              {`"\"\\\/\b\f\n\r\tA"`, `string "\"\\/\b\f\n\r\tA"@1:1-20`},
		"surrogate pair":       {`"\ud83d\ude00"`, `string "😀"@1:1-15`},
		"half a pair":          {`"\ud83dx"`, `string "�x"@1:1-10`},
		"two high halves":      {`"\ud83d\ud83d\ude00"`, `string "�😀"@1:1-21`},
		"newline before colon": {"{\"a\"\n:1}", `{"a"@1:2 number "1"@2:2-3}`},
		"empty containers":     {`[[], {}]`, `[[], {}]`},
		"key twice":            {`{"a": 1, "a": 2}`, `{"a"@1:2 number "1"@1:7-8, "a"@1:10 number "2"@1:15-16}`},
		"long number":          {`12345678901234567890.12`, `number "12345678901234567890.12"@1:1-24`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			node, diagnostics := json.Parse(source.NewFile("x.json", []byte(test.text)))
			if diff := cmp.Diff(test.want, show(node)); diff != "" || diagnostics.HasErrors() {
				t.Errorf("(-want +got)\n%s%v", diff, diagnostics)
			}
		})
	}
}

func TestWhatIsNoJSONIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                        "1:1: reading JSON: expected a value, found the end of the file",
		`{`:                       "1:2: reading JSON: expected a key in double quotes, found the end of the file",
		`{"a":1,}`:                "1:8: reading JSON: expected a key in double quotes, found '}'",
		`[1,]`:                    "1:4: reading JSON: expected a value, found ']'",
		`{a:1}`:                   "1:2: reading JSON: expected a key in double quotes, found 'a'",
		`{"a" 1}`:                 "1:6: reading JSON: expected \":\" after the key, found '1'",
		`[1 2]`:                   "1:4: reading JSON: expected \",\" or \"]\", found '2'",
		`{} {}`:                   "1:4: reading JSON: a second value after the end of the first; remove it",
		"// x\n{}":                "1:1: reading JSON: expected a value, found '/'",
		`'a'`:                     `1:1: reading JSON: expected a value, found '\''`,
		`01`:                      "1:1: reading JSON: a number starts with 0; write it as a string or without the zero",
		`-`:                       "1:2: reading JSON: expected a digit, found the end of the file",
		`1.`:                      "1:3: reading JSON: expected a digit after the point, found the end of the file",
		`1e`:                      "1:3: reading JSON: expected a digit in the exponent, found the end of the file",
		`+1`:                      "1:1: reading JSON: expected a value, found '+'",
		`"a`:                      "1:3: reading JSON: a string without its closing quote",
		"\"a\nb\"":                "1:3: reading JSON: a control character stands bare in a string; escape it",
		`"\x"`:                    `1:3: reading JSON: a backslash is followed by 'x'; write \\ for a backslash`,
		`"\u12"`:                  `1:4: reading JSON: \u needs four hexadecimal digits`,
		"\"\xff\"":                "1:3: reading JSON: a string holds bytes that are no UTF-8; save the file as UTF-8",
		`nul`:                     "1:1: reading JSON: expected a value, found 'n'",
		strings.Repeat("[", 5000): "1:502: reading JSON: values nested deeper than 500; flatten them",
	} {
		node, diagnostics := json.Parse(source.NewFile("x", []byte(text)))
		if node != nil || len(diagnostics) != 1 {
			t.Errorf("%.20q: node %s, diagnostics %v", text, show(node), diagnostics)
			continue
		}
		d := diagnostics[0]
		if got := fmt.Sprintf("%d:%d: %s", d.Range.Start.Line, d.Range.Start.Column, d.Message); got != want || d.Severity != source.Error {
			t.Errorf("%.20q:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestARepeatedKeyIsAWarningAndTheLastOneCounts(t *testing.T) {
	t.Parallel()
	node, diagnostics := json.Parse(source.NewFile("x", []byte(`{"a": "first", "b": 0, "a": "last"}`)))
	if len(diagnostics) != 1 || diagnostics[0].Severity != source.Warning || diagnostics[0].Range.Start.Column != 24 {
		t.Errorf("diagnostics %v, want one warning at column 24", diagnostics)
	}
	if text, ok := node.Get("a").StringText(); !ok || text != "last" {
		t.Errorf("Get = %q, %v", text, ok)
	}
}

func TestAskingNothingGivesNothing(t *testing.T) {
	t.Parallel()
	var none *json.Node
	if none.Get("a") != nil || none.Get("a").Get("b") != nil {
		t.Error("nil has members")
	}
	if _, ok := none.StringText(); ok {
		t.Error("nil has a text")
	}
}

// FuzzParse compares with encoding/json: what one accepts, the other does, and
// strings read the same. Only depth and bare invalid UTF-8 are stricter here.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `[1,2.5,-3e7]`, `{"a":{"b":[null,true,false]}}`, `"\ud83d\ude00\/"`, `{"a":1,"a":2}`, "\ufeff[]", `[1,]`, `"\ud83dA"`,
		"{\r\n\"a\"\n:\t1}", `{"網":"網"}`, `"\u00e9"`, `1 2`, `nul`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		node, diagnostics := json.Parse(source.NewFile("x", content))
		if (node == nil) != diagnostics.HasErrors() {
			t.Fatalf("node %v beside %v", node, diagnostics)
		}
		checkPlaces(t, node, content)
		if strings.HasPrefix(string(content), "\ufeff") || strings.Contains(fmt.Sprint(diagnostics), "deeper") || strings.Contains(fmt.Sprint(diagnostics), "UTF-8") {
			return
		}
		if valid := stdjson.Valid(content); valid != (node != nil) {
			t.Fatalf("encoding/json says %v of %q, here %v", valid, content, diagnostics)
		}
		var text string
		if node != nil && node.Kind == json.String && stdjson.Unmarshal(content, &text) == nil && text != node.Text {
			t.Fatalf("%q reads %q, here %q", content, text, node.Text)
		}
	})
}

func checkPlaces(t *testing.T, n *json.Node, content []byte) {
	if n == nil {
		return
	}
	if n.Range.Start.Byte < 0 || n.Range.End.Byte > len(content) || n.Range.Start.Byte > n.Range.End.Byte {
		t.Fatalf("%v lies outside %d bytes", n.Range, len(content))
	}
	for _, item := range n.Items {
		checkPlaces(t, item, content)
	}
	for _, member := range n.Members {
		checkPlaces(t, member.Value, content)
	}
}
