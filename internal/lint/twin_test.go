package lint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// TestTwinsOfTheCorpusHaveTheSameFactsAndFindings writes every template of the
// corpus again: as JSON in long form, with its keys in another order, with CRLF
// and with a byte order mark. Nothing but places may differ.
func TestTwinsOfTheCorpusHaveTheSameFactsAndFindings(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus(t), "cloudformation")
	engine := builtIn(t)
	compared := 0
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || !utf8Template(name, content) {
			return err
		}
		twins := twinsOf(content)
		if twins == nil {
			return nil
		}
		wantFacts, wantFindings := saidOf(t, engine, content)
		for kind, twin := range twins {
			gotFacts, gotFindings := saidOf(t, engine, twin)
			if diff := cmp.Diff(wantFacts, gotFacts); diff != "" {
				t.Errorf("%s, facts of %s: (-template +twin)\n%s", name, kind, diff)
			}
			if diff := cmp.Diff(wantFindings, gotFindings); diff != "" {
				t.Errorf("%s, findings of %s: (-template +twin)\n%s", name, kind, diff)
			}
		}
		compared++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d templates compared", compared)
}

func utf8Template(name string, content []byte) bool {
	return bytes.Contains(content, []byte("AWS::EC2::")) && cloudformation.IsTemplate(source.NewFile(name, content))
}

// twinsOf are the twins of a template by what was done to it; nil for one that
// yaml.v3 alone cannot read, or in which the order of keys says something.
func twinsOf(content []byte) map[string][]byte {
	var document yaml.Node
	if yaml.Unmarshal(content, &document) != nil || len(document.Content) == 0 || document.Decode(new(any)) != nil {
		return nil
	}
	text := strings.TrimPrefix(strings.ReplaceAll(string(content), "\r\n", "\n"), "\ufeff")
	if strings.Contains(text, "Fn::ForEach") || strings.Contains(text, "<<:") {
		return nil
	}
	return map[string][]byte{
		"JSON in long form":     longForm(document.Content[0], false),
		"keys in another order": longForm(document.Content[0], true),
		"CRLF":                  []byte(strings.ReplaceAll(text, "\n", "\r\n")),
		"a byte order mark":     []byte("\ufeff" + text),
	}
}

// longForm writes a node as JSON without short functions.
func longForm(n *yaml.Node, reversed bool) []byte {
	var b bytes.Buffer
	switch n.Kind {
	case yaml.AliasNode:
		return longForm(n.Alias, reversed)
	case yaml.MappingNode:
		var members []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			members = append(members, strconv.Quote(n.Content[i].Value)+": "+string(longForm(n.Content[i+1], reversed)))
		}
		if reversed {
			slices.Reverse(members)
		}
		b.WriteString("{" + strings.Join(members, ",\n") + "}")
	case yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			items = append(items, string(longForm(item, reversed)))
		}
		b.WriteString("[" + strings.Join(items, ", ") + "]")
	default:
		var value any = n.Value
		switch n.Tag {
		case "!!null":
			value = nil
		case "!!bool":
			value = strings.EqualFold(n.Value, "true")
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		b.Write(encoded)
	}
	name, short := strings.CutPrefix(n.Tag, "!")
	if !short || name == "" || strings.HasPrefix(name, "!") {
		return b.Bytes()
	}
	if name != "Ref" && name != "Condition" && !strings.HasPrefix(name, "Rain::") {
		name = "Fn::" + name
	}
	return []byte("{" + strconv.Quote(name) + ": " + b.String() + "}")
}

// places are the fields and words that say where something stands, and in which notation.
var places = regexp.MustCompile(`"(line|source_line)": [0-9]+,?|\b(template|policy|statement):[0-9]+:[0-9]+|"syntax": "(json|rules|statement)",?`)

// unordered writes a line of facts without places, and a policy's text, which is
// spelled in the author's order, in the order of its keys.
func unordered(line string) string {
	line = strings.TrimSuffix(strings.TrimSpace(places.ReplaceAllString(line, "")), ",")
	quoted, isText := strings.CutPrefix(line, `"text": `)
	var text string
	var document any
	if !isText || json.Unmarshal([]byte(quoted), &text) != nil || json.Unmarshal([]byte(text), &document) != nil {
		return line
	}
	encoded, err := json.Marshal(document)
	if err != nil {
		return line
	}
	return `"text": ` + string(encoded)
}

// saidOf are the facts and the findings of one template, without their places.
func saidOf(t *testing.T, engine *rego.Engine, content []byte) (facts, findings []string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "template"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	options := lint.Options{Scope: scope, Engine: engine, Version: "test", Today: time.Unix(0, 0)}
	inspection, err := lint.Facts(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, component := range inspection.Components {
		encoded, err := json.MarshalIndent(component.Document, "", "")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(encoded)) {
			if line = unordered(line); line != "" {
				facts = append(facts, line)
			}
		}
	}
	result, err := lint.Run(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Report.Findings {
		findings = append(findings, strings.Join([]string{f.Rule, f.Level.String(), f.Message, f.Root, strings.Join(f.Addresses, " "), f.When, f.Fingerprint}, " | "))
	}
	slices.Sort(findings)
	return facts, findings
}
