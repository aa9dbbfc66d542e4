package cloudformation

import (
	"bytes"
	"regexp"

	"github.com/repolint/repolint/source"
)

var resourceType = regexp.MustCompile(`\bType["']?\s*:\s*["']?[A-Za-z0-9]+::`)

// IsTemplate reports whether file is a CloudFormation template: a map with
// Resources that have a Type with "::" in it, or that a Transform may fill. It
// looks at the content only, so that no suffix is required and none is believed.
// A template with a syntax error further down still counts, to be reported.
func IsTemplate(file *source.File) bool {
	content := bytes.TrimPrefix(file.Content, []byte("\xef\xbb\xbf"))
	if !bytes.Contains(content, []byte("Resources")) {
		return false
	}
	if first := bytes.TrimLeft(content, " \t\r\n"); len(first) > 0 && first[0] == '{' {
		return sniffJSON(first)
	}
	return sniffYAML(content)
}

// sniffYAML looks for the Resources key among the outermost lines.
func sniffYAML(content []byte) bool {
	margin, transform, resources := -1, false, -1
	for offset := 0; offset < len(content); {
		line := content[offset:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		start := offset
		offset += len(line)
		text := bytes.TrimLeft(line, " \t\u3000\u00a0")
		indent := len(line) - len(text)
		text = bytes.TrimRight(text, " \t\r\n")
		if len(text) == 0 || text[0] == '#' || text[0] == '%' || bytes.HasPrefix(text, []byte("---")) {
			continue
		}
		if margin < 0 {
			margin = indent
		}
		if indent > margin {
			continue
		}
		if resources >= 0 && resourceType.Match(content[resources:start]) {
			return true
		}
		key, _, isKey := bytes.Cut(text, []byte(":"))
		if !isKey {
			return false
		}
		resources = -1
		switch string(bytes.Trim(key, `"' `)) {
		case "Resources":
			resources = start
		case "Transform", "Fn":
			transform = true
		}
		if transform && resources >= 0 {
			return true
		}
	}
	return resources >= 0 && (transform || resourceType.Match(content[resources:]))
}

// sniffJSON steps through the brackets of an object without building anything.
func sniffJSON(content []byte) bool {
	var s jsonSniffer
	for at := 0; at < len(content); at++ {
		switch content[at] {
		case '"':
			end := stringEnd(content, at+1)
			if s.text(content[at+1:end], isKey(content[min(end+1, len(content)):])) {
				return true
			}
			at = end
		case '{', '[':
			s.depth++
		case '}', ']':
			if s.depth--; s.depth == 1 {
				s.inResources = false
			}
		}
	}
	return false
}

type jsonSniffer struct {
	depth                  int
	inResources, afterType bool
	transform, resources   bool
}

// text looks at one string; true means that the file is a template.
func (s *jsonSniffer) text(text []byte, key bool) bool {
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
