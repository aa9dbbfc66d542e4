package sarif

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
)

// The parameters of GitHub's rolling hash.
// https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
const (
	hashWindow = 100
	hashBase   = 37
	hashEnd    = 65535
)

// lineHashes gives the hash of a place's first line and keeps those of its file.
type lineHashes struct {
	read  func(string) (*source.File, error)
	files map[string][]lineHash
}

// lineHash is one line's sum and how often that sum occurred so far in its file.
type lineHash struct {
	sum   uint64
	times int
}

func (h lineHash) String() string {
	return fmt.Sprintf("%x:%d", h.sum, h.times)
}

// at is "" when the file cannot be read or has no such line.
func (h *lineHashes) at(place source.Range) string {
	if h.read == nil || place.File == "" {
		return ""
	}
	hashes, ok := h.files[place.File]
	if !ok {
		if file, err := h.read(place.File); err == nil && file != nil {
			hashes = hashLines(file.Content)
		}
		h.files[place.File] = hashes
	}
	line := max(place.Start.Line, 1)
	if line > len(hashes) {
		return ""
	}
	return hashes[line-1].String()
}

// hashLines is primaryLocationLineHash for every line: a polynomial hash of the
// 100 UTF-16 units from the line's start, blanks skipped and every line end
// counted as "\n", followed by how often that hash occurred so far.
func hashLines(content []byte) []lineHash {
	h := rollingHash{seen: map[uint64]int{}, first: 1, atStart: true}
	for range hashWindow {
		h.first *= hashBase
	}
	for len(content) > 0 {
		r, size := utf8.DecodeRune(content)
		content = content[size:]
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			h.feed(uint16(high))
			h.feed(uint16(low))
		} else {
			h.feed(uint16(r))
		}
	}
	h.feed(hashEnd)
	for range hashWindow {
		h.flush()
		h.push(0)
	}
	return h.hashes
}

// rollingHash is a ring of the last units, each with the number of the line
// that starts at it (0 for none).
type rollingHash struct {
	window      [hashWindow]uint16
	line        [hashWindow]int
	next, lines int
	sum, first  uint64
	// atStart and afterReturn say what came before the next unit.
	atStart, afterReturn bool
	seen                 map[uint64]int
	hashes               []lineHash
}

// feed takes the next unit of the file.
func (h *rollingHash) feed(unit uint16) {
	if unit == ' ' || unit == '\t' || h.afterReturn && unit == '\n' {
		h.afterReturn = false
		return
	}
	h.afterReturn = unit == '\r'
	if h.afterReturn {
		unit = '\n'
	}
	h.flush()
	if h.atStart {
		h.lines++
		h.line[h.next] = h.lines
	}
	h.atStart = unit == '\n'
	h.push(unit)
}

// flush keeps the hash of the line whose first unit is about to leave.
func (h *rollingHash) flush() {
	if h.line[h.next] == 0 {
		return
	}
	h.line[h.next] = 0
	h.seen[h.sum]++
	h.hashes = append(h.hashes, lineHash{h.sum, h.seen[h.sum]})
}

func (h *rollingHash) push(unit uint16) {
	h.sum = h.sum*hashBase + uint64(unit) - h.first*uint64(h.window[h.next])
	h.window[h.next] = unit
	h.next = (h.next + 1) % hashWindow
}
