package cloudformation

import (
	"bytes"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

var resourceType = lazyregexp.New(`\bType["']?\s*:\s*["']?[A-Za-z0-9]+::`)

// holdsList matches a key whose value is a list.
var holdsList = lazyregexp.New(`\A[^\r\n:]*:[ \t]*(\[|(#[^\r\n]*)?[\r\n]+([ \t]*(#[^\r\n]*)?[\r\n]+)*[ \t]*-[ \t\r\n])`)

// IsTemplate reports whether file is a CloudFormation template: a map with
// Resources that have a Type with "::" in it, or that a Transform may fill. It
// looks at the content only, so that no suffix is required and none is believed.
// A template with a syntax error further down still counts, to be reported.
func IsTemplate(file *source.File) bool {
	content := bytes.TrimPrefix(file.Content, []byte("\xef\xbb\xbf"))
	if !bytes.Contains(content, []byte("Resources")) {
		return false
	}
	if first := pastMarks(content); len(first) > 0 && first[0] == '{' {
		return sniffFlow(first)
	}
	return sniffYAML(content)
}

// pastMarks leaves out the comments, directives and the document's mark before
// the first value.
func pastMarks(content []byte) []byte {
	for {
		content = bytes.TrimLeft(content, " \t\r\n")
		if !bytes.HasPrefix(content, []byte("#")) && !bytes.HasPrefix(content, []byte("%")) && !isEngineLine(content) {
			after, marked := bytes.CutPrefix(content, []byte("---"))
			if !marked || len(after) > 0 && !bytes.ContainsRune([]byte(" \t\r\n"), rune(after[0])) {
				return content
			}
			content = after
			continue
		}
		content = content[lineEnd(content, 0):]
	}
}

// sniffYAML looks for the Resources key among the outermost lines.
func sniffYAML(content []byte) bool {
	margin, transform, resources := -1, false, -1
	for offset := 0; offset < len(content); {
		line := content[offset:]
		if end := lineEnd(line, 0); end < len(line) {
			line = line[:end+1]
		}
		start := offset
		offset += len(line)
		text := bytes.TrimLeft(line, " \t\u3000\u00a0")
		indent := len(line) - len(text)
		text = bytes.TrimRight(text, " \t\r\n")
		if len(text) == 0 || text[0] == '#' || text[0] == '%' || isEngineLine(text) || bytes.HasPrefix(text, []byte("---")) {
			continue
		}
		if margin < 0 {
			margin = indent
		}
		if indent > margin || text[0] == ':' { // the value of a key that a question mark began
			continue
		}
		if resources >= 0 && resourceType.Get().Match(content[resources:start]) {
			return true
		}
		text, marked := bytes.CutPrefix(text, []byte("? "))
		key, _, isKey := bytes.Cut(text, []byte(":"))
		if !isKey && !marked {
			return false
		}
		resources = -1
		switch string(bytes.Trim(key, `"' `)) {
		case "Resources":
			if !holdsList.Get().Match(content[start:]) {
				resources = start
			}
		case "Transform", "Fn":
			transform = true
		}
		if transform && resources >= 0 {
			return true
		}
	}
	return resources >= 0 && (transform || resourceType.Get().Match(content[resources:]))
}

// isEngineLine reports whether a line is a statement or a comment of Jinja or ERB.
func isEngineLine(text []byte) bool {
	return bytes.HasPrefix(text, []byte("{%")) || bytes.HasPrefix(text, []byte("{#")) || bytes.HasPrefix(text, []byte("<%"))
}

// sniffFlow steps through the brackets of JSON, or of YAML that is written like
// JSON, without building anything.
func sniffFlow(content []byte) bool {
	var s flowSniffer
	for at := 0; at < len(content); at++ {
		switch content[at] {
		case '{', '[':
			s.inResources = s.inResources && (s.depth > 1 || content[at] == '{')
			s.depth++
		case '}', ']':
			if s.depth--; s.depth == 1 {
				s.inResources = false
			}
		case ' ', '\t', '\r', '\n', ',', ':':
		case '#':
			at = lineEnd(content, at)
		default:
			start, end, next := flowScalar(content, at)
			if s.text(content[start:end], isKey(content[min(next, len(content)):])) {
				return true
			}
			at = max(at, next-1)
		}
	}
	return false
}

// flowScalar is where the text of the scalar that begins at a place lies, and
// where what follows it begins.
func flowScalar(content []byte, at int) (start, end, next int) {
	switch content[at] {
	case '"':
		end = stringEnd(content, at+1)
		return at + 1, end, end + 1
	case '\'':
		end = singleQuotedEnd(content, at+1)
		return at + 1, end - 1, end
	}
	ends := ",[]{}\r\n"
	if content[at] == '!' || content[at] == '&' {
		ends += " \t" // a tag or an anchor, with the value behind it
	}
	for end = at; end < len(content) && !bytes.ContainsRune([]byte(ends), rune(content[end])); end++ {
		if content[end] == ':' && (end+1 == len(content) || bytes.ContainsRune([]byte(" \t\r\n,[]{}"), rune(content[end+1]))) {
			break
		}
	}
	return at, at + len(bytes.TrimRight(content[at:end], " \t")), end
}

// lineEnd is the offset of the line end at or behind at.
func lineEnd(content []byte, at int) int {
	if length := bytes.IndexAny(content[at:], "\r\n"); length >= 0 {
		return at + length
	}
	return len(content)
}

type flowSniffer struct {
	depth                  int
	inResources, afterType bool
	transform, resources   bool
}

// text looks at one string; true means that the file is a template.
func (s *flowSniffer) text(text []byte, key bool) bool {
	if s.afterType && !key {
		s.afterType = false
		if bytes.Contains(text, []byte("::")) {
			return true
		}
	}
	if !key {
		return false
	}
	s.afterType = s.inResources && s.depth == 3 && string(text) == "Type"
	if s.depth == 1 {
		s.inResources = string(text) == "Resources"
		s.resources = s.resources || s.inResources
		s.transform = s.transform || string(text) == "Transform" || string(text) == "Fn::Transform"
	}
	return s.transform && s.resources
}

// stringEnd is the offset of the quote that closes the string begun before at.
func stringEnd(content []byte, at int) int {
	for ; at < len(content); at++ {
		switch content[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
	return len(content)
}

func isKey(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}
