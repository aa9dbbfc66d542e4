package cdk

import (
	"path"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// trace tells which construct made a resource, and on which line of the app.
type trace struct {
	tree       *source.Tree
	root       string
	neighbours *neighbours
	// paths are the construct paths by template file and logical id; ambiguous
	// ones, from libraries that did not say which file they mean, are "".
	paths  map[resourceKey]string
	frames map[string][]frame
	// assigned are the frames that set a property of a construct, by its name in
	// the template; of several assignments the last one counts.
	assigned map[string]map[string][]frame
	found    map[string]string
	maps     map[string]*sourceMap
}

type resourceKey struct{ template, logicalID string }

func newTrace(tree *source.Tree, root string, beside *neighbours) *trace {
	return &trace{
		tree: tree, root: root, neighbours: beside, paths: map[resourceKey]string{}, frames: map[string][]frame{},
		assigned: map[string]map[string][]frame{}, found: map[string]string{}, maps: map[string]*sourceMap{},
	}
}

// add takes in the metadata of one stack: of the manifest itself, or of the file
// that newer libraries write beside it.
func (t *trace) add(dir, template string, metadata *json.Node) {
	if metadata == nil {
		return
	}
	files := map[string]string{}
	for _, member := range metadata.Members {
		for _, entry := range member.Value.Items {
			if textOf(entry, "type") == "aws:cdk:templateFile" {
				files[member.Key] = path.Join(dir, textOf(entry, "data"))
			}
		}
	}
	for _, member := range metadata.Members {
		for _, entry := range member.Value.Items {
			t.addEntry(member.Key, entry, files, template)
		}
	}
}

func (t *trace) addEntry(construct string, entry *json.Node, files map[string]string, template string) {
	switch textOf(entry, "type") {
	case "aws:cdk:logicalId":
		t.name(construct, textOf(entry, "data"), files, template)
		t.addFrames(construct, entry.Get("trace"))
	case "aws:cdk:creationStack":
		t.addFrames(construct, entry.Get("data"))
	case "aws:cdk:propertyAssignment":
		data := entry.Get("data")
		if t.assigned[construct] == nil {
			t.assigned[construct] = map[string][]frame{}
		}
		if frames := framesOf(data.Get("stackTrace")); len(frames) > 0 {
			t.assigned[construct][textOf(data, "propertyName")] = frames
		}
	}
}

// name notes a construct's logical id in the template of the nearest construct
// above it that says so.
func (t *trace) name(construct, logicalID string, files map[string]string, template string) {
	for above := construct; above != "" && above != "/"; above = path.Dir(above) {
		if file := files[above]; file != "" {
			t.paths[resourceKey{file, logicalID}] = construct
			return
		}
	}
	key := anywhere(template, logicalID)
	if _, taken := t.paths[key]; taken {
		construct = ""
	}
	t.paths[key] = construct
}

// anywhere is the key of a logical id in a stack or in any stack nested in it.
func anywhere(template, logicalID string) resourceKey {
	return resourceKey{template + "/…", logicalID}
}

func (t *trace) addFrames(construct string, list *json.Node) {
	if len(t.frames[construct]) == 0 {
		t.frames[construct] = framesOf(list)
	}
}

func framesOf(list *json.Node) []frame {
	if list == nil {
		return nil
	}
	var frames []frame
	for _, item := range list.Items {
		if f, ok := parseFrame(item.Text); ok {
			frames = append(frames, f)
		}
	}
	return frames
}

// construct is what made the resource of a template of the stack root: its path, and the line of the app, of the
// nearest construct above it where its own trace shows no line of the app.
func (t *trace) construct(root, template, logicalID string) (string, source.Range) {
	construct := t.pathOf(root, template, logicalID)
	name := strings.TrimPrefix(construct, "/")
	for above := construct; above != "" && above != "/"; above = path.Dir(above) {
		for _, candidate := range []string{above, above + "/Resource", above + "/Default"} {
			if at := t.line(t.frames[candidate]); !at.IsZero() {
				return name, at
			}
		}
	}
	return name, source.Range{}
}

// properties are the lines of the app that set single properties of a resource
// after it was made.
func (t *trace) properties(root, template, logicalID string) map[string]source.Range {
	var lines map[string]source.Range
	for property, frames := range t.assigned[t.pathOf(root, template, logicalID)] {
		if at := t.line(frames); !at.IsZero() {
			if lines == nil {
				lines = map[string]source.Range{}
			}
			lines[property] = at
		}
	}
	return lines
}

func (t *trace) pathOf(root, template, logicalID string) string {
	if construct := t.paths[resourceKey{template, logicalID}]; construct != "" {
		return construct
	}
	return t.paths[anywhere(root, logicalID)]
}

// line is the innermost frame that leads into the scanned tree.
func (t *trace) line(frames []frame) source.Range {
	for _, f := range frames {
		if at := t.place(f); !at.IsZero() {
			return at
		}
	}
	return source.Range{}
}
