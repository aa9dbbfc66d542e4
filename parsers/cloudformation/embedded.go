package cloudformation

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// embedded tells where the parts of a text that is a template itself stand in the
// file around it.
type embedded struct {
	file *source.File
	at   source.Range
	// lines are the text's lines as they are written in the file, spots where each
	// of its bytes stands; nil where that cannot be told.
	lines []string
	spots []int
	// read are the lines of the text after its variables were filled in.
	read  []string
	moved map[*node]bool
}

// embed looks for the notation of a text in the file. What was read may differ
// from it where Fn::Sub filled something in.
func embed(file *source.File, written *node, read string) *embedded {
	e := &embedded{file: file, at: written.at, read: strings.SplitAfter(read, "\n"), moved: map[*node]bool{}}
	start := pastTags(file.Content, written.at.Start.Byte)
	for _, candidate := range []func([]byte, int) ([]byte, []int){quotedSpots, blockSpots, plainSpots} {
		decoded, spots := candidate(file.Content, start)
		if text, ok := bytes.CutPrefix(decoded, []byte(written.text)); ok && len(bytes.TrimSpace(text)) == 0 && len(spots) > 0 {
			e.lines, e.spots = strings.SplitAfter(written.text, "\n"), spots
			return e
		}
	}
	return e
}

// pastTags is where a scalar begins behind its tags and anchors.
func pastTags(content []byte, at int) int {
	for at < len(content) && (content[at] == '!' || content[at] == '&') {
		for at < len(content) && !bytes.ContainsRune([]byte(" \t\r\n"), rune(content[at])) {
			at++
		}
		for at < len(content) && (content[at] == ' ' || content[at] == '\t') {
			at++
		}
	}
	return at
}

// quotedSpots reads a text in double quotes as JSON does; YAML's fewer cases
// differ in what no template needs.
func quotedSpots(content []byte, start int) (decoded []byte, spots []int) {
	if start >= len(content) || content[start] != '"' {
		return nil, nil
	}
	end := stringEnd(content, start+1)
	for at := start + 1; at < end; {
		next := at + 1
		if content[at] == '\\' {
			next = min(at+2, end)
			for next-at < 6 && next < end && content[at+1] == 'u' {
				next++
			}
		}
		part := content[at:next]
		if content[at] == '\\' {
			n, _ := json.Parse(source.NewFile("", []byte(`"`+string(part)+`"`)))
			text, ok := n.StringText()
			if !ok {
				return nil, nil
			}
			part = []byte(text)
		}
		for range part {
			spots = append(spots, at)
		}
		decoded = append(decoded, part...)
		at = next
	}
	return decoded, append(spots, end)
}

// blockSpots reads a block that keeps its line ends. Its indentation is that of
// its first line with a text.
func blockSpots(content []byte, start int) (decoded []byte, spots []int) {
	if start >= len(content) || content[start] != '|' {
		return nil, nil
	}
	indent := -1
	for at := nextLine(content, start); at < len(content); at = nextLine(content, at) {
		line := content[at:lineEnd(content, at)]
		margin := len(line) - len(bytes.TrimLeft(line, " "))
		switch {
		case margin == len(line):
			line = nil
		case indent < 0:
			indent = margin
		case margin < indent:
			return decoded, spots
		}
		if line != nil {
			at += indent
			line = line[indent:]
		}
		for i := range line {
			spots = append(spots, at+i)
		}
		decoded, spots = append(append(decoded, line...), '\n'), append(spots, at+len(line))
	}
	return decoded, append(spots, len(content))
}

// nextLine is where the line behind the one at hand begins.
func nextLine(content []byte, at int) int {
	at = lineEnd(content, at)
	if bytes.HasPrefix(content[at:], []byte("\r\n")) {
		return at + 2
	}
	return at + 1
}

// plainSpots reads what stands for itself, in single quotes or in none.
func plainSpots(content []byte, start int) (decoded []byte, spots []int) {
	if start < len(content) && content[start] == '\'' {
		start++
	}
	end := lineEnd(content, min(start, len(content)))
	for at := start; at <= end; at++ {
		spots = append(spots, at)
	}
	decoded = content[min(start, len(content)):end]
	if quote := bytes.LastIndexByte(decoded, '\''); quote >= 0 {
		decoded = decoded[:quote]
	}
	return decoded, spots
}

// place is the range in the file of a range in the text. Of a line that was
// filled in, it is the whole line.
func (e *embedded) place(inner source.Range) source.Range {
	if e.spots == nil || len(e.lines) != len(e.read) || inner.Start.Line < 1 || inner.End.Line > len(e.lines) {
		return e.at
	}
	start, end := e.spot(inner.Start, false), e.spot(inner.End, true)
	return e.file.RangeFromBytes(start, max(start, end))
}

func (e *embedded) spot(at source.Pos, end bool) int {
	offset := 0
	for _, line := range e.lines[:at.Line-1] {
		offset += len(line)
	}
	line := e.lines[at.Line-1]
	switch {
	case line != e.read[at.Line-1] && end:
		offset += len(strings.TrimRight(line, "\n"))
	case line != e.read[at.Line-1]:
		offset += len(line) - len(strings.TrimLeft(line, " "))
	default:
		for column := 1; column < at.Column && len(line) > 0; column++ {
			_, size := utf8.DecodeRuneInString(line)
			offset, line = offset+size, line[size:]
		}
	}
	return e.spots[min(offset, len(e.spots)-1)]
}

// move gives every part of a notation that was read from the text its place in
// the file.
func (e *embedded) move(n *node) {
	if e.moved[n] { // an anchor's node stands in several places
		return
	}
	e.moved[n] = true
	n.at = e.place(n.at)
	for _, item := range n.items {
		e.move(item)
	}
	for i := range n.members {
		n.members[i].keyAt = e.place(n.members[i].keyAt)
		e.move(n.members[i].value)
	}
}
