package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/internal/suggest"
	"github.com/repolint/repolint/source"
)

// reader turns the nodes of one file into settings. folder is the file's place
// in the scan root, dir the same in the file system.
type reader struct {
	file        *source.File
	folder, dir string
	config      Config
	// needed are the destinations that needs name, looked up when all are read.
	needed []*yaml.Node
}

func read(file *source.File, folder, dir string) (*Config, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(file.Content, &document); err != nil {
		return nil, syntaxError(file, err)
	}
	r := &reader{file: file, folder: folder, dir: dir, config: Config{File: file.Path}}
	if document.Kind == 0 || len(document.Content) == 0 || isNull(document.Content[0]) {
		return &r.config, nil
	}
	err := r.members(document.Content[0], "key", []member{
		{"rules", r.rules},
		{"rule_paths", r.rulePaths},
		{"destinations", r.destinations},
		{"needs", r.needs},
		{"exclude", r.exclude},
		{"region", r.region},
		{"environments", r.environments},
	})
	if err == nil {
		err = r.checkNeeds()
	}
	return &r.config, err
}

var yamlLine = lazyregexp.New(`^yaml: line (\d+): (.*)$`)

func syntaxError(file *source.File, err error) error {
	message, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if match := yamlLine.Get().FindStringSubmatch(err.Error()); match != nil {
		line, _ = strconv.Atoi(match[1])
		message = match[2]
	}
	return &Error{file.RangeAt(line, 1, 0), message}
}

// member is a key that a mapping may have, and what reads its value.
type member struct {
	key  string
	read func(*yaml.Node) error
}

func (r *reader) fault(node *yaml.Node, format string, arguments ...any) error {
	return &Error{r.at(node), fmt.Sprintf(format, arguments...)}
}

func (r *reader) at(node *yaml.Node) source.Range {
	return r.file.RangeAt(node.Line, node.Column, len([]rune(node.Value)))
}

// members reads a mapping whose keys are all known, each at most once.
func (r *reader) members(node *yaml.Node, what string, known []member) error {
	names := make([]string, 0, len(known))
	for _, m := range known {
		names = append(names, m.key)
	}
	return r.entries(node, func(key, value *yaml.Node) error {
		index := slices.Index(names, key.Value)
		if index < 0 {
			return r.fault(key, "unknown %s %q%s", what, key.Value, hint(key.Value, names))
		}
		return known[index].read(value)
	})
}

func hint(name string, known []string) string {
	if guess := suggest.DidYouMean(name, known); guess != "" {
		return guess
	}
	return ": use " + strings.Join(known, ", ")
}

func (r *reader) entries(node *yaml.Node, read func(key, value *yaml.Node) error) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return r.fault(node, "expected a mapping of keys to values")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if seen[key.Value] {
			return r.fault(key, "key %q is written twice", key.Value)
		}
		seen[key.Value] = true
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		if err := read(key, value); err != nil {
			return err
		}
	}
	return nil
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

func (r *reader) rules(node *yaml.Node) error {
	r.config.Rules = map[string]Rule{}
	return r.entries(node, func(key, value *yaml.Node) error {
		rule := Rule{At: r.at(key)}
		err := r.members(value, "setting of a rule", []member{
			{"level", func(node *yaml.Node) error {
				level, err := finding.ParseLevel(node.Value)
				if err != nil {
					return r.fault(node, "%s", err.Error())
				}
				rule.Level = level
				return nil
			}},
			{"enabled", func(node *yaml.Node) error {
				var enabled bool
				if node.Tag != "!!bool" || node.Decode(&enabled) != nil {
					return r.fault(node, "expected true or false, not %q", node.Value)
				}
				rule.Enabled = &enabled
				return nil
			}},
		})
		r.config.Rules[key.Value] = rule
		return err
	})
}

func (r *reader) rulePaths(node *yaml.Node) error {
	return r.texts(node, func(item *yaml.Node) error {
		r.config.RulePaths = append(r.config.RulePaths, r.path(item.Value))
		return nil
	})
}

// path is a path of the configuration as the file system has it.
func (r *reader) path(written string) string {
	name := filepath.FromSlash(written)
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.dir, name)
	}
	return name
}

func (r *reader) environments(node *yaml.Node) error {
	return r.entries(node, func(key, value *yaml.Node) error {
		environment := Environment{Name: key.Value, At: r.at(key)}
		err := r.texts(value, func(item *yaml.Node) error {
			environment.Files = append(environment.Files, r.path(item.Value))
			return nil
		})
		if err != nil {
			return err
		}
		if err := CheckEnvironment(environment.Name, environment.Files); err != nil {
			return r.fault(key, "%s", err.Error())
		}
		r.config.Environments = append(r.config.Environments, environment)
		return nil
	})
}

func (r *reader) exclude(node *yaml.Node) error {
	return r.texts(node, func(item *yaml.Node) error {
		if err := source.CheckGlob(item.Value); err != nil {
			return r.fault(item, "%s", err.Error())
		}
		pattern := item.Value
		if strings.Contains(strings.TrimSuffix(pattern, "/"), "/") {
			pattern = path.Join(r.folder, pattern)
		}
		r.config.Exclude = append(r.config.Exclude, pattern)
		return nil
	})
}

var regionName = lazyregexp.New(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)

func (r *reader) region(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode || !regionName.Get().MatchString(node.Value) {
		return r.fault(node, "%q is no region, write one such as eu-west-1", node.Value)
	}
	r.config.Region = node.Value
	return nil
}

// texts reads a list of strings; a single string stands for a list of one.
func (r *reader) texts(node *yaml.Node, read func(*yaml.Node) error) error {
	items := []*yaml.Node{node}
	switch {
	case isNull(node):
		return nil
	case node.Kind == yaml.SequenceNode:
		items = node.Content
	}
	for _, item := range items {
		if item.Kind != yaml.ScalarNode || item.Tag != "!!str" || item.Value == "" {
			return r.fault(item, "expected a text")
		}
		if err := read(item); err != nil {
			return err
		}
	}
	return nil
}

// destinations reads each one as the package destination does its own JSON, so
// that both forms have one reader and one set of messages.
func (r *reader) destinations(node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		return r.fault(node, "expected a list of destinations")
	}
	for _, item := range node.Content {
		if item.Kind == yaml.ScalarNode && item.Tag == "!!str" {
			if _, known := destination.Find(item.Value); !known {
				return r.fault(item, "unknown destination %q%s", item.Value, hint(item.Value, knownIDs(nil)))
			}
			r.config.Chosen = append(r.config.Chosen, item.Value)
			continue
		}
		var text bytes.Buffer
		if err := r.json(&text, item, 0); err != nil {
			return err
		}
		parsed, err := destination.Parse([]byte(`{"destinations":[` + text.String() + `]}`))
		if err != nil {
			return r.fault(item, "%s", plainly(err))
		}
		r.config.Destinations = append(r.config.Destinations, parsed...)
	}
	return nil
}

// plainly says in the words of YAML what JSON says in those of Go.
func plainly(err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	expected := "a number"
	switch wrong.Type.Kind() {
	case reflect.Struct, reflect.Map:
		expected = "a mapping of keys to values"
	case reflect.Slice:
		expected = "a list"
	case reflect.String:
		expected = "a text"
	case reflect.Bool:
		expected = "true or false"
	default:
	}
	what := map[string]string{"object": "a mapping", "array": "a list", "string": "a text", "bool": "true or false", "number": "a number"}[wrong.Value]
	if what == "" {
		what = wrong.Value
	}
	return fmt.Sprintf("%s: expected %s, not %s", wrong.Field, expected, what)
}

// maxDepth bounds nesting.
const maxDepth = 20

// json writes a node as JSON.
func (r *reader) json(out *bytes.Buffer, node *yaml.Node, depth int) error {
	if depth > maxDepth {
		return r.fault(node, "nested more than %d levels deep", maxDepth)
	}
	switch node.Kind {
	case yaml.AliasNode:
		return r.fault(node, "an alias cannot be used here")
	case yaml.MappingNode, yaml.SequenceNode:
		return r.jsonCollection(out, node, depth)
	case yaml.ScalarNode, yaml.DocumentNode:
	}
	if slices.Contains([]string{"!!int", "!!float", "!!bool", "!!null"}, node.Tag) && json.Valid([]byte(node.Value)) {
		out.WriteString(node.Value)
		return nil
	}
	quoted, err := json.Marshal(node.Value)
	out.Write(quoted)
	return err
}

func (r *reader) jsonCollection(out *bytes.Buffer, node *yaml.Node, depth int) error {
	open, end := byte('['), byte(']')
	if node.Kind == yaml.MappingNode {
		open, end = '{', '}'
	}
	out.WriteByte(open)
	for i, child := range node.Content {
		isKey := node.Kind == yaml.MappingNode && i%2 == 0
		switch {
		case node.Kind == yaml.MappingNode && !isKey:
			out.WriteByte(':')
		case i > 0:
			out.WriteByte(',')
		}
		if isKey {
			child = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: child.Value}
		}
		if err := r.json(out, child, depth+1); err != nil {
			return err
		}
	}
	out.WriteByte(end)
	return nil
}
