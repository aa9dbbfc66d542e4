package sarif

import (
	"fmt"
	"strconv"
	"unicode/utf16"

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
	files map[string][]string
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
	return hashes[line-1]
}

// hashLines is primaryLocationLineHash for every line: a polynomial hash of the
// 100 UTF-16 units from the line's start, blanks skipped and every line end
// counted as "\n", followed by how often that hash occurred so far.
func hashLines(content []byte) []string {
	h := rollingHash{seen: map[uint64]int{}, first: 1}
	for range hashWindow {
		h.first *= hashBase
	}
	atStart, afterReturn := true, false
	for _, unit := range append(utf16.Encode([]rune(string(content))), hashEnd) {
		if unit == ' ' || unit == '\t' || afterReturn && unit == '\n' {
			afterReturn = false
			continue
		}
		afterReturn = unit == '\r'
		if afterReturn {
			unit = '\n'
		}
		h.flush()
		if atStart {
			h.lines++
			h.line[h.next] = h.lines
		}
		atStart = unit == '\n'
		h.push(unit)
	}
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
	seen        map[uint64]int
	hashes      []string
}

// flush writes the hash of the line whose first unit is about to leave.
func (h *rollingHash) flush() {
	if h.line[h.next] == 0 {
		return
	}
	h.line[h.next] = 0
	h.seen[h.sum]++
	h.hashes = append(h.hashes, fmt.Sprintf("%s:%d", strconv.FormatUint(h.sum, 16), h.seen[h.sum]))
}

func (h *rollingHash) push(unit uint16) {
	h.sum = h.sum*hashBase + uint64(unit) - h.first*uint64(h.window[h.next])
	h.window[h.next] = unit
	h.next = (h.next + 1) % hashWindow
}
