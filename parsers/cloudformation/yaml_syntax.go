package cloudformation

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

var yamlErrorLine = lazyregexp.New(`^yaml: line (\d+): (.*)`)

// twoTags matches `!ImportValue !Sub`, which YAML does not allow on one value.
var twoTags = lazyregexp.New(`![A-Za-z][A-Za-z0-9]* +![A-Za-z][A-Za-z0-9]*`)

func (r *yamlReader) reportSyntax(err error) {
	line, message := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if match := yamlErrorLine.Get().FindStringSubmatch(err.Error()); match != nil {
		line, _ = strconv.Atoi(match[1])
		line, message = r.fileLine(line), match[2]
	}
	if offset := bytes.IndexFunc(r.file.Content, isControl); offset >= 0 && strings.Contains(message, "control characters") {
		r.report(source.Error, r.file.RangeFromBytes(offset, offset), "reading YAML: %s", message)
		return
	}
	for _, candidate := range []int{line, line - 1, line + 1} {
		text := r.file.Line(candidate)
		margin := text[:len(text)-len(strings.TrimLeft(text, " \t\u3000\u00a0"))]
		if bad := strings.IndexAny(margin, "\t\u3000\u00a0"); bad >= 0 {
			r.report(source.Error, r.file.RangeAt(candidate, utf8.RuneCountInString(margin[:bad])+1, 1),
				"reading YAML: the line is indented with %s; indent it with spaces", strconv.QuoteRune([]rune(margin[bad:])[0]))
			return
		}
	}
	for _, candidate := range []int{line, line + 1, line - 1} {
		text := r.file.Line(candidate)
		if at := twoTags.Get().FindStringIndex(text); at != nil && strings.Contains(message, "did not find expected") {
			r.report(source.Error, r.file.RangeAt(candidate, utf8.RuneCountInString(text[:at[0]])+1, utf8.RuneCountInString(text[at[0]:at[1]])),
				"reading YAML: two short functions stand on one value; write the outer one in the long form, Fn::…")
			return
		}
	}
	if strings.Contains(message, "alphabetic or numeric character") && strings.Contains(r.file.Line(line), "*") {
		message += ": a bare * begins an alias, put it in quotes"
	}
	if strings.HasPrefix(message, "did not find expected") {
		line = r.firstBroken(line, err)
	}
	text := r.file.Line(line)
	column := len(text) - len(strings.TrimLeft(text, " ")) + 1
	severity := source.Error
	if strings.Contains(text, "{{") || engineLine.Get().Match(r.file.Content) {
		severity = source.Warning
		message += "; it is written for a template engine: scan what that renders"
	}
	r.report(severity, r.file.RangeAt(line, column, utf8.RuneCountInString(strings.TrimSpace(text))), "reading YAML: %s", message)
}

// engineLine matches a line that is a statement of Jinja or ERB.
var engineLine = lazyregexp.New(`(?m)^[ \t]*(\{%|\{#|<%)`)

// firstBroken is the line that a syntax error lies on, where yaml.v3 names the one
// that the broken map or list begins on: the first with which it is there.
func (r *yamlReader) firstBroken(begin int, err error) int {
	length := sort.Search(r.file.LineCount()-begin, func(more int) bool {
		var document yaml.Node
		until := r.file.Content[:r.file.Offset(begin+more+1, 1)]
		found := yaml.Unmarshal(until, &document)
		return found != nil && found.Error() == err.Error()
	})
	return begin + length
}

// isControl reports whether YAML allows c nowhere (https://yaml.org/spec/1.1/#id868524).
func isControl(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f || c >= 0x80 && c < 0xa0 && c != 0x85
}
