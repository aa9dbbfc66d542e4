package cloudformation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

// The limits of one template. CloudFormation itself takes 1 MB
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const (
	maxNodes = 1_000_000
	maxDepth = 500
)

// yamlReader turns yaml.v3 nodes into ours.
type yamlReader struct {
	file        *source.File
	nodes       int
	resolving   map[*yaml.Node]bool
	anchors     map[*yaml.Node]anchored
	cursor      *source.Cursor
	lines       []int // where lines begin, nil where the file counts them as YAML does
	line        int   // where offset last stood
	column      int
	offset      int
	stopped     bool
	diagnostics source.Diagnostics
}

// anchored is an anchor's node, made once, and how many nodes it stands for.
type anchored struct {
	node  *node
	nodes int
}

// offsetOf goes on from the last place asked for: a whole file may be one line.
func (r *yamlReader) offsetOf(line, column int) int {
	if line != r.line || column < r.column {
		r.line, r.column, r.offset = line, 1, r.lineStart(line)
	}
	for ; r.column < column && r.offset < len(r.file.Content) && r.file.Content[r.offset] != '\n' && r.file.Content[r.offset] != '\r'; r.column++ {
		_, size := utf8.DecodeRune(r.file.Content[r.offset:])
		r.offset += size
	}
	return r.offset
}

func (r *yamlReader) rangeOf(start, end int) source.Range {
	at := source.Range{File: r.file.Path, Start: r.cursor.Pos(start)}
	at.End = at.Start
	if end > start {
		at.End = r.cursor.Pos(end)
	}
	return at
}

func (r *yamlReader) report(severity source.Severity, at source.Range, format string, arguments ...any) {
	r.diagnostics = append(r.diagnostics, source.Diagnostic{
		Severity: severity, Message: fmt.Sprintf(format, arguments...), Range: at,
	})
}

// readYAML reads the first document. The node is nil when there is none or it
// cannot be read.
func readYAML(file *source.File) (*node, source.Diagnostics) {
	r := &yamlReader{file: file, resolving: map[*yaml.Node]bool{}, anchors: map[*yaml.Node]anchored{}, cursor: file.Cursor(), lines: yamlLines(file)}
	content := file.Content
	if !utf8.Valid(content) {
		content = replaceInvalid(content)
		r.report(source.Warning, file.RangeFromBytes(0, 0), "%s is not UTF-8; the bytes that are not were read as question marks, save it as UTF-8", file.Path)
	}
	first := r.documents(yaml.NewDecoder(bytes.NewReader(content)))
	if first == nil {
		return nil, r.diagnostics
	}
	root := r.convert(first, 0)
	if r.stopped {
		return nil, r.diagnostics
	}
	return root, r.diagnostics
}

// documents is the first document that says anything; nil where there is none.
func (r *yamlReader) documents(decoder *yaml.Decoder) *yaml.Node {
	var first *yaml.Node
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		switch {
		case errors.Is(err, io.EOF):
			return first
		case err != nil:
			r.reportSyntax(err)
			return first
		case len(document.Content) == 0 || document.Content[0].Tag == "!!null":
		case first != nil:
			r.report(source.Warning, r.file.RangeAt(r.fileLine(document.Line), document.Column, 0), "a second YAML document in one template is not read; CloudFormation takes one")
			return first
		default:
			first = document.Content[0]
		}
	}
}

// replaceInvalid keeps every offset: one bad byte becomes one question mark.
func replaceInvalid(content []byte) []byte {
	fixed := bytes.Clone(content)
	for i := 0; i < len(fixed); {
		c, size := utf8.DecodeRune(fixed[i:])
		if c == utf8.RuneError && size == 1 {
			fixed[i] = '?'
		}
		i += size
	}
	return fixed
}

func (r *yamlReader) stop(at source.Range, format string, arguments ...any) *node {
	if !r.stopped {
		r.stopped = true
		r.report(source.Error, at, format, arguments...)
	}
	return &node{kind: nullNode, at: at}
}

func (r *yamlReader) convert(y *yaml.Node, depth int) *node {
	start := r.offsetOf(y.Line, y.Column)
	at := r.rangeOf(start, start)
	r.nodes++
	switch {
	case r.stopped:
		return &node{kind: nullNode, at: at}
	case r.nodes > maxNodes:
		return r.stop(at, "reading YAML: more than %d values, aliases included; split the template", maxNodes)
	case depth > maxDepth:
		return r.stop(at, "reading YAML: values nested deeper than %d; flatten them", maxDepth)
	}
	if y.Kind == yaml.AliasNode {
		if r.resolving[y.Alias] {
			return r.stop(at, "reading YAML: the alias *%s stands inside its own anchor; remove it", y.Value)
		}
		return r.alias(y.Alias, depth)
	}
	n := &node{at: at}
	switch y.Kind {
	case yaml.ScalarNode:
		r.scalar(n, y, start)
	case yaml.SequenceNode:
		n.kind = listNode
		n.items = make([]*node, 0, len(y.Content))
		for _, item := range y.Content {
			n.items = append(n.items, r.convert(item, depth+1))
		}
	case yaml.MappingNode:
		if r.placeholder(n, y, start) {
			break
		}
		n.kind = mapNode
		r.mapping(n, y, depth)
	case yaml.DocumentNode, yaml.AliasNode:
	}
	n.at = widen(n)
	if strings.HasPrefix(y.Tag, "!") && !strings.HasPrefix(y.Tag, "!!") && len(y.Tag) > 1 {
		return spellOut(n, y.Tag)
	}
	return n
}

// placeholder reads `{{ name }}`, which YAML takes for a map with a map as its
// only key, as the text that its author means.
func (r *yamlReader) placeholder(n *node, y *yaml.Node, start int) bool {
	if len(y.Content) != 2 || y.Content[0].Kind != yaml.MappingNode || y.Content[1].Tag != "!!null" || !bytes.HasPrefix(r.file.Content[start:], []byte("{{")) {
		return false
	}
	length := bytes.Index(r.file.Content[start:], []byte("}}"))
	if length < 0 {
		return false
	}
	n.kind, n.text = stringNode, string(r.file.Content[start:start+length+2])
	n.at = r.rangeOf(start, start+len(n.text))
	r.report(source.Warning, n.at, "%s is for a template engine, which is not run; its value is not known", n.text)
	return true
}

// alias is the node of an anchor. It counts in full wherever it is used.
func (r *yamlReader) alias(y *yaml.Node, depth int) *node {
	if known, ok := r.anchors[y]; ok {
		r.nodes += known.nodes
		return known.node
	}
	r.resolving[y] = true
	defer delete(r.resolving, y)
	before := r.nodes
	n := r.convert(y, depth+1)
	r.anchors[y] = anchored{n, r.nodes - before}
	return n
}

// widen is the node's range up to the end of its last part.
func widen(n *node) source.Range {
	at := n.at
	if len(n.items) > 0 {
		if last := n.items[len(n.items)-1].at.End; last.Byte > at.End.Byte {
			at.End = last
		}
	}
	for i := range n.members {
		if last := n.members[i].value.at.End; last.Byte > at.End.Byte {
			at.End = last
		}
	}
	return at
}

func (r *yamlReader) scalar(n *node, y *yaml.Node, start int) {
	n.text = y.Value
	n.at = r.rangeOf(start, r.scalarEnd(y, start))
	n.kind = stringNode
	if y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return
	}
	switch y.Tag {
	case "!!null":
		n.kind = nullNode
	case "!!int", "!!float":
		n.kind = numberNode
		if octalAccount.Get().MatchString(y.Value) {
			r.report(source.Warning, n.at, "%s is an octal number to CloudFormation, which reads YAML 1.1; put the account id in quotes", y.Value)
		}
	case "!!bool", "!!str":
		if word, ok := oldBooleans[y.Value]; ok {
			n.kind, n.text = boolNode, word
		}
	}
}

// octalAccount matches an account id that is a number in base 8
// (https://yaml.org/type/int.html).
var octalAccount = lazyregexp.New(`^0[0-7]{11}$`)

// oldBooleans are the words that YAML 1.1, which CloudFormation reads, takes for
// booleans, as keys too (https://yaml.org/type/bool.html; y and n stay texts).
var oldBooleans = map[string]string{
	"true": "true", "True": "true", "TRUE": "true", "yes": "true", "Yes": "true", "YES": "true", "on": "true", "On": "true", "ON": "true",
	"false": "false", "False": "false", "FALSE": "false", "no": "false", "No": "false", "NO": "false", "off": "false", "Off": "false", "OFF": "false",
}

// keyText is the text of a key.
func keyText(y *yaml.Node) string {
	if y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
		if word, ok := oldBooleans[y.Value]; ok {
			return word
		}
	}
	return y.Value
}

// scalarEnd finds where a scalar ends; yaml.v3 tells only where it starts. A
// scalar over several lines ends, for us, with its first line.
func (r *yamlReader) scalarEnd(y *yaml.Node, start int) int {
	content := r.file.Content
	at := start
	for at < len(content) && (content[at] == '!' || content[at] == '&') {
		for at < len(content) && !strings.ContainsRune(" \t\r\n", rune(content[at])) {
			at++
		}
		if y.Value == "" {
			return at
		}
		for at < len(content) && (content[at] == ' ' || content[at] == '\t') {
			at++
		}
	}
	if at >= len(content) {
		return len(content)
	}
	switch quote := content[at]; {
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
	case quote == '"' && y.Style&yaml.DoubleQuotedStyle != 0:
		return min(stringEnd(content, at+1)+1, len(content))
	case quote == '\'' && y.Style&yaml.SingleQuotedStyle != 0:
		return singleQuotedEnd(content, at+1)
	case bytes.HasPrefix(content[at:], []byte(y.Value)):
		return at + len(y.Value)
	}
	end := bytes.IndexAny(content[at:], "\r\n")
	if end < 0 {
		return len(content)
	}
	return at + end
}

// singleQuotedEnd is the offset behind the quote that closes the text begun before at.
func singleQuotedEnd(content []byte, at int) int {
	for ; at < len(content); at++ {
		if content[at] == '\'' {
			if at+1 >= len(content) || content[at+1] != '\'' {
				return at + 1
			}
			at++
		}
	}
	return at
}

func (r *yamlReader) mapping(n *node, y *yaml.Node, depth int) {
	seen := make(map[string]bool, len(y.Content)/2)
	var merged []member
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Tag == "!!merge" {
			merged = append(merged, r.merge(y.Content[i+1], depth)...)
			continue
		}
		start := r.offsetOf(y.Content[i].Line, y.Content[i].Column)
		at := r.rangeOf(start, r.scalarEnd(key, start))
		if key.Kind != yaml.ScalarNode {
			r.report(source.Warning, at, "a map or list stands as a key; it was left out")
			continue
		}
		name := keyText(key)
		if trimmed := strings.TrimLeft(name, "\u3000\u00a0"); trimmed != name {
			r.report(source.Warning, at, "the key %q begins with a wide space, which does not indent; indent it with spaces", trimmed)
		}
		if seen[name] {
			r.report(source.Warning, at, "the key %q stands twice; the last one counts", name)
		}
		seen[name] = true
		n.members = append(n.members, member{key: name, keyAt: at, value: r.convert(y.Content[i+1], depth+1)})
	}
	for _, m := range merged {
		if !seen[m.key] {
			seen[m.key] = true
			n.members = append(n.members, m)
		}
	}
}

// merge lists the members a merge key brings in, nearest first
// (https://yaml.org/type/merge.html).
func (r *yamlReader) merge(y *yaml.Node, depth int) []member {
	n := r.convert(y, depth+1)
	members := n.members
	for _, item := range n.items {
		members = append(members, item.members...)
	}
	return members
}

// longNames are the short tags whose long form is not "Fn::" and the tag.
var longNames = map[string]string{"!Ref": "Ref", "!Condition": "Condition"}

// shortNames are the functions that may be written as tags.
var shortNames = map[string]bool{
	"And": true, "Base64": true, "Cidr": true, "Contains": true, "EachMemberEquals": true, "EachMemberIn": true, "Equals": true,
	"FindInMap": true, "GetAZs": true, "GetAtt": true, "GetStackOutput": true, "If": true, "ImportValue": true, "Join": true,
	"Length": true, "Not": true, "Or": true, "RefAll": true, "Select": true, "Split": true, "Sub": true, "ToJsonString": true,
	"Transform": true, "ValueOf": true, "ValueOfAll": true,
}

func spellOut(n *node, tag string) *node {
	m := member{key: longNames[tag], keyAt: n.at, value: n}
	if strings.HasPrefix(tag, "!"+rainPrefix) {
		m.key = tag[1:]
	}
	if m.key == "" {
		m.key = "Fn::" + tag[1:]
		m.foreign = !shortNames[tag[1:]]
	}
	return &node{kind: mapNode, at: n.at, members: []member{m}}
}
