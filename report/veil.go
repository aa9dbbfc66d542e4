package report

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

// A frame quotes a file, and files hold passwords. What a line may hold is told
// from words alone, since a diagnostic is often about a file that nobody could
// read: too much is hidden rather than too little.

// minified is the length from which a line is taken for a whole document, of
// which nothing but the marked place is shown.
const minified = 200

// secretWords is in the names of what may be secret.
var secretWords = lazyregexp.New(`(?i)pass(?:word|wd|phrase)|secret|token|(?:private|api|access|shared)[_-]?key|user[_-]?data|credential`)

// valueKey begins a line whose name stands on another one, as with the
// environment variables of a container, tags and the parameters of a stack.
var valueKey = lazyregexp.New(`(?i)^[\s\-{,"']*(?:parameter_?)?value["']?\s*[:=]`)

// heredoc is the start of a text over several lines in Terraform's language.
var heredoc = lazyregexp.New(`<<-?\s*([A-Za-z_][\w-]*)\s*$`)

// veil says how much of a line is hidden outside the marked place.
type veil int

const (
	// lifted hides nothing.
	lifted veil = iota + 1
	// valued hides quoted texts and what follows the first `=` or `:`.
	valued
	// drawnOver hides every word.
	drawnOver
)

// veils gives the veil of each line, the first at 0: its own words count, and
// those of the lines that it is nested in.
func veils(file *source.File) []veil {
	all := make([]veil, file.LineCount())
	var outside []nesting // around the heredoc at hand
	end, inText, opened := "", false, false
	var around []nesting
	for i := range all {
		line := file.Line(i + 1)
		trimmed := strings.TrimSpace(line)
		if end != "" && trimmed == end {
			end, inText, around = "", false, outside
		}
		if trimmed == "" {
			all[i] = lifted
			continue
		}
		depth := depthOf(line)
		for len(around) > 0 && around[len(around)-1].depth >= depth {
			around = around[:len(around)-1]
		}
		under := len(around) > 0 && around[len(around)-1].secret
		all[i] = ownVeil(file, i+1)
		if inText || under || opened {
			all[i] = drawnOver
		}
		opened = all[i] != lifted && strings.ContainsAny(trimmed[len(trimmed)-1:], ":=([")
		around = append(around, nesting{depth, under || all[i] == valued && nests(trimmed)})
		if begin := heredoc.Get().FindStringSubmatch(line); begin != nil && end == "" && isTerraform(file.Path) {
			end, inText, outside = begin[1], all[i] != lifted, slices.Clone(around)
		}
	}
	return all
}

// nesting is a line that deeper ones may belong to.
type nesting struct {
	depth  int
	secret bool
}

func depthOf(line string) int {
	body := strings.TrimLeft(line, " \t")
	depth := len(line) - len(body)
	if strings.HasPrefix(body, "- ") {
		depth++ // an item may stand right under its key
	}
	return depth
}

// beside is how many lines away the name of a value may stand.
const beside = 3

// ownVeil is what line n needs by its own words, or as a value by those beside it.
func ownVeil(file *source.File, n int) veil {
	if namesSecret(file.Line(n)) {
		return valued
	}
	if line := file.Line(n); !holdsAny(line, "value") || !valueKey.Get().MatchString(line) {
		return lifted
	}
	for near := n - beside; near <= n+beside; near++ {
		if namesSecret(file.Line(near)) {
			return valued
		}
	}
	return lifted
}

// namesSecret reports whether a line has one of the [secretWords].
func namesSecret(line string) bool {
	return holdsAny(line, "pass", "secret", "token", "key", "data", "credential") && secretWords.Get().MatchString(line)
}

// holdsAny reports whether a line holds one of the words, in letters of any case;
// where more than ASCII is in it, it may.
func holdsAny(line string, words ...string) bool {
	lower := strings.ToLower(line)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(lower, word) }) ||
		strings.ContainsFunc(line, func(r rune) bool { return r > unicode.MaxASCII })
}

// nests reports whether the words of a line are about the lines under it. Those
// of a resource's header are but its name.
func nests(line string) bool {
	return strings.ContainsAny(line, ":=") || strings.HasPrefix(line, "variable") || strings.HasPrefix(line, "output")
}

func isTerraform(name string) bool {
	return slices.Contains([]string{".tf", ".tofu", ".tfvars", ".hcl"}, path.Ext(name))
}

// holdsVariables reports whether a file holds nothing but values of variables.
func holdsVariables(name string) bool {
	name = strings.TrimSuffix(name, ".json")
	return path.Ext(name) == ".tfvars"
}

// veil is how line n of a file is shown.
func (p *printer) veil(file *source.File, n int) veil {
	all, ok := p.veils[file.Path]
	if !ok {
		if p.veils == nil {
			p.veils = map[string][]veil{}
		}
		all = veils(file)
		p.veils[file.Path] = all
	}
	if p.diagnostic && holdsVariables(file.Path) && all[n-1] == lifted {
		if strings.Contains(file.Line(n), "=") || strings.Contains(file.Line(n), `":`) {
			return valued
		}
		return drawnOver
	}
	return all[n-1]
}

// hidden tells for each code point of a line whether it is hidden. The place
// [start, end) of a finding is shown, unless it is a whole statement that may
// hold a secret; that of a diagnostic is treated as the rest of its line.
func (p *printer) hidden(line string, v veil, start, end int) []bool {
	row := []rune(line)
	start, end = min(start, len(row)), min(end, len(row))
	mask := masked(row, v)
	if len(row) > minified {
		from, to := start, end
		if start < end && from > 0 && row[from-1] == '"' {
			from--
		}
		if start < end && to < len(row) && row[to] == '"' {
			to++
		}
		for i := range mask {
			mask[i] = mask[i] || i < from || i >= to
		}
		copy(mask[from:start], make([]bool, start-from))
		copy(mask[end:to], make([]bool, to-end))
	}
	if p.diagnostic || start >= end {
		return mask
	}
	place := row[start:end]
	if v == drawnOver || secretWords.Get().MatchString(string(place)) {
		v = valued
	} else {
		v = lifted
	}
	if isWord(place) || !strings.ContainsAny(string(place), ":=") {
		v = lifted
	}
	copy(mask[start:end], masked(place, v))
	return mask
}

// isWord reports whether a place is one name or one quoted text.
func isWord(place []rune) bool {
	return !strings.ContainsFunc(strings.Trim(string(place), `"'`), func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\'' })
}

// masked applies a veil to a line.
func masked(row []rune, v veil) []bool {
	mask := make([]bool, len(row))
	if v == lifted {
		return mask
	}
	var quote rune
	seen := v == drawnOver
	for i := 0; i < len(row); i++ {
		r := row[i]
		switch {
		case quote != 0 && r == '\\' && quote == '"':
			mask[i] = true
			if i++; i < len(row) {
				mask[i] = true
			}
			continue
		case r == quote:
			quote = 0
		case quote != 0:
			mask[i] = true
		case r == '"' || r == '\'' && (i == 0 || !unicode.IsLetter(row[i-1])):
			quote = r
		default:
			mask[i] = seen && !unicode.IsSpace(r) && !strings.ContainsRune(`=:,()[]{}`, r)
		}
		seen = seen || r == '=' || r == ':'
	}
	return mask
}

// covered puts one ellipsis for each hidden stretch of a row, anew where the
// place begins and ends. Each code point keeps its cell.
func covered(row []cell, mask []bool, start, end int) []cell {
	for i := range row {
		if !mask[i] {
			continue
		}
		row[i] = cell{}
		if i == 0 || !mask[i-1] || i == start || i == end {
			row[i] = cell{"…", 1}
		}
	}
	return row
}
