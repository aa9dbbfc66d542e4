package cdk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

func TestMappingsAreDecoded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][]segment{
		"":               {nil},
		"AAAA":           {{{0, 0, 0, 0}}},
		";;AACA,IAAI":    {nil, nil, {{0, 0, 1, 0}, {4, 0, 1, 4}}},
		"A,AAAA;AADD":    {{{0, 0, 0, 0}}, nil},
		"gggggggggggggB": {nil},
		"A%":             {nil},
	} {
		if diff := cmp.Diff(want, decodeMappings(text), cmp.AllowUnexported(segment{})); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", text, diff)
		}
	}
}

func FuzzMappings(f *testing.F) {
	for _, seed := range []string{"", "AAAA;AACA", "A,B;C", "gB", "DDDD", "AAAAAA"} {
		f.Add(seed, 1, 1)
	}
	f.Fuzz(func(t *testing.T, text string, line, column int) {
		m := &sourceMap{sources: []string{"a.ts"}, lines: decodeMappings(text)}
		if file, number, at := m.original(line, column); file != "" && (number < 1 || at < 1) {
			t.Errorf("%q leads to %s:%d:%d", text, file, number, at)
		}
	})
}

func TestFramesLeadIntoTheTreeOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"app/lib/net.ts":       "\n\n    new Vpc(this)\n",
		"app/build/net.js":     "\"use strict\";\nnew Vpc(this);\n//# sourceMappingURL=net.js.map\n",
		"app/build/net.js.map": `{"version":3,"sources":["../lib/net.ts"],"mappings":";AAEI"}`,
		"app/build/out.js":     "new Vpc(this);\n//# sourceMappingURL=out.js.map\n",
		"app/build/out.js.map": `{"version":3,"sources":["../../../../etc/passwd"],"mappings":"AAAA"}`,
		"app/build/all.js":     "new A(this); new Vpc(this);\n\nnew B(this);\n//# sourceMappingURL=all.js.map\n",
		"app/build/all.js.map": `{"version":3,"sections":[
			{"offset":{"line":0,"column":0},"map":{"version":3,"sources":["../lib/gone.ts"],"mappings":"AAAA"}},
			{"offset":{"line":0,"column":13},"map":{"version":3,"sources":["../lib/net.ts"],"mappings":"AAEI"}},
			{"offset":{"line":2,"column":0},"map":{"version":3,"sources":["../lib/net.ts"],"mappings":"AAEI"}}]}`,
		"app/build/bad.js":                 "new Vpc(this);\n",
		"app/build/bad.js.map":             "{",
		"app/wide.js":                      "/* 😀 */ new Vpc(this);\n",
		"app/app.py":                       "x = 1\n    Vpc(self)\n",
		"app/src/main/java/com/x/Net.java": "class Net {\n  Vpc v;\n}\n",
		"app/src/main/kotlin/Net.kt":       "class Net {\n  val v\n}\n",
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	made := newTrace(tree, "app/cdk.out", newNeighbours(tree))
	for text, want := range map[string]string{
		"new Net (/src/app/build/net.js:2:1)":          "app/lib/net.ts:3:5",
		"new Net (/src/app/build/out.js:1:1)":          "app/build/out.js:1:1",
		"new Net (/src/app/build/all.js:1:14)":         "app/lib/net.ts:3:5",
		"new Net (/src/app/build/all.js:3:1)":          "app/lib/net.ts:3:5",
		"new Net (/src/app/build/all.js:1:1)":          "app/build/all.js:1:1",
		"new Net (/src/app/build/bad.js:1:5)":          "app/build/bad.js:1:5",
		"new Net (/src/app/wide.js:1:10)":              "app/wide.js:1:9",
		`File "/src/app/app.py", line 2, in <module>`:  "app/app.py:2:5",
		"com.x.Net.<init>(Net.java:2)":                 "app/src/main/java/com/x/Net.java:2:3",
		"com.x.Net.<init>(Net.kt:2)":                   "app/src/main/kotlin/Net.kt:2:3",
		"new Net (/src/app/lib/net.ts:99:1)":           "",
		"new Net (/src/app/lib/net.ts:3:40)":           "",
		"new Net (/src/app/lib/../../../etc/x.ts:1:1)": "",
		"new Net (/etc/hosts.ts:1:1)":                  "",
	} {
		f, ok := parseFrame(text)
		if !ok {
			t.Fatalf("%q is no frame", text)
		}
		got := ""
		if at := made.place(f); !at.IsZero() {
			got = at.String()
		}
		if got != want {
			t.Errorf("%q leads to %q, want %q", text, got, want)
		}
	}
}
