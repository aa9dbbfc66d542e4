package cloudformation_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/parsers/cloudformation"
)

// TestTheJSONTwinOfEveryTemplateOfTheCorpusSaysTheSame writes the templates in
// short form again as JSON, in long form.
func TestTheJSONTwinOfEveryTemplateOfTheCorpusSaysTheSame(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	compared := 0
	for _, unit := range set.Units {
		content, err := os.ReadFile(filepath.Join(set.Tree.Name(), unit.Path))
		if err != nil {
			t.Fatal(err)
		}
		var document yaml.Node
		if strings.HasPrefix(strings.TrimSpace(string(content)), "{") || yaml.Unmarshal(content, &document) != nil || len(document.Content) == 0 {
			continue
		}
		// Loops make resources in the order of their keys; macros may do anything.
		if strings.Contains(string(content), "Fn::ForEach") || strings.Contains(string(content), "<<:") {
			continue
		}
		twin := longForm(document.Content[0])
		want, _ := read(t, map[string]string{"template": string(content)}, cloudformation.Options{})
		got, _ := read(t, map[string]string{"template": string(twin)}, cloudformation.Options{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-yaml +json)\n%s", unit.Path, diff)
		}
		compared++
	}
	t.Logf("%d templates compared", compared)
}

func longForm(n *yaml.Node) json.RawMessage {
	var value any
	switch n.Kind {
	case yaml.AliasNode:
		return longForm(n.Alias)
	case yaml.MappingNode:
		// A dump shows documents with their keys in the order they are written in.
		var members []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			members = append(members, strconv.Quote(n.Content[i].Value)+": "+string(longForm(n.Content[i+1])))
		}
		value = json.RawMessage("{" + strings.Join(members, ", ") + "}")
	case yaml.SequenceNode:
		items := []json.RawMessage{}
		for _, item := range n.Content {
			items = append(items, longForm(item))
		}
		value = items
	default:
		value = n.Value
		switch n.Tag {
		case "!!null":
			value = nil
		case "!!bool":
			value = strings.EqualFold(n.Value, "true")
		}
	}
	name, short := strings.CutPrefix(n.Tag, "!")
	if short && !strings.HasPrefix(name, "!") && name != "" {
		if name != "Ref" && name != "Condition" && !strings.HasPrefix(name, "Rain::") {
			name = "Fn::" + name
		}
		value = map[string]any{name: value}
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}
