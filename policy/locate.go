package policy

import (
	"bytes"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// maxStarts bounds how many places are tried as the beginning of a text.
const maxStarts = 16

// newLocator finds the text inside the stretch of the file where it is written,
// whether as a heredoc, a block scalar or a quoted string. Where it is not
// written there as it reads, every part has the range of the whole.
func newLocator(text value.Text, at source.Range, file *source.File) locator {
	whole := func(int, int) source.Range { return at }
	if file == nil || at.Start.Line == 0 || at.End.Byte > len(file.Content) || at.Start.Byte >= at.End.Byte {
		return whole
	}
	flat := flatten(text)
	first := len(flat.bytes) - len(bytes.TrimLeft(flat.bytes, " \t\r\n"))
	if first == len(flat.bytes) {
		return whole
	}
	if _, hole := flat.holes[first]; hole {
		return whole
	}
	written := file.Content[at.Start.Byte:at.End.Byte]
	if sign := bytes.TrimRight(written, "+-0123456789"); bytes.HasSuffix(sign, []byte("|")) || bytes.HasSuffix(sign, []byte(">")) {
		// The range of a block scalar may be its sign only; the text follows.
		written = file.Content[at.Start.Byte:]
	}
	start := 0
	for range maxStarts {
		next := bytes.IndexByte(written[start:], flat.bytes[first])
		if next < 0 {
			return whole
		}
		start += next
		if places := trace(flat, first, written, start); places != nil {
			return func(from, to int) source.Range {
				begin, end := places[min(from, len(places)-1)], places[max(to-1, 0)]
				return file.RangeFromBytes(at.Start.Byte+begin.start, at.Start.Byte+end.end)
			}
		}
		start++
	}
	return whole
}

// place is where one byte of a text is written: the bytes [start, end).
type place struct{ start, end int }

// trace walks flat and what is written side by side from the byte first and from
// start. It gives the place of every byte of flat, or nil when the two are not
// the same text. White space at the end need not be there.
func trace(flat flatText, first int, written []byte, start int) []place {
	places := make([]place, len(flat.bytes))
	for i := range first {
		places[i] = place{start, start}
	}
	last := len(bytes.TrimRight(flat.bytes, " \t\r\n"))
	at := start
	for i := first; i < len(flat.bytes); i++ {
		if i >= last {
			places[i] = place{at, at}
			continue
		}
		begin, end := at, 0
		if _, hole := flat.holes[i]; hole {
			end = afterHole(written, at)
		} else {
			begin, end = meets(flat.bytes[i], written, at)
		}
		if end < 0 {
			return nil
		}
		places[i] = place{begin, end}
		at = end
	}
	return places
}

// meets finds where the byte c of the text is written from at on: as it is,
// escaped (also as Terraform's `$${` and CloudFormation's `${!`), after the
// indentation that a heredoc or a block scalar takes away, or as a folded line
// end. end is -1 when it is not there.
func meets(c byte, written []byte, at int) (begin, end int) {
	rest := written[min(at, len(written)):]
	switch {
	case c == '$' && bytes.HasPrefix(rest, []byte("$${")):
		return at, at + 2
	case len(rest) > 0 && rest[0] == c:
		return at, at + 1
	case len(rest) > 1 && rest[0] == '!' && rest[1] == c && bytes.HasSuffix(written[:at], []byte("${")):
		return at + 1, at + 2
	}
	if at+1 < len(written) && written[at] == '\\' {
		plain := written[at+1]
		if plain == c && (c == '"' || c == '\\' || c == '/') || plain == 'n' && c == '\n' || plain == 't' && c == '\t' {
			return at, at + 2
		}
	}
	next := at
	for next < len(written) && (written[next] == ' ' || written[next] == '\t' || written[next] == '\r') {
		next++
	}
	switch {
	case next == len(written):
	case written[next] == c && next > at && startsLine(written, at):
		return next, next + 1
	case written[next] == '\n' && c == '\n':
		return next, next + 1
	case written[next] == '\n' && c == ' ':
		for next+1 < len(written) && (written[next+1] == ' ' || written[next+1] == '\t') {
			next++
		}
		return next, next + 1
	}
	return -1, -1
}

// startsLine reports whether nothing but indentation stands before a place on its line.
func startsLine(written []byte, at int) bool {
	for at > 0 && (written[at-1] == ' ' || written[at-1] == '\t') {
		at--
	}
	return at > 0 && written[at-1] == '\n'
}

// afterHole is the place behind the ${…} that begins at a place, or -1.
func afterHole(written []byte, at int) int {
	if at+1 >= len(written) || written[at] != '$' || written[at+1] != '{' {
		return -1
	}
	depth := 0
	for ; at < len(written); at++ {
		switch written[at] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return -1
}
