package ignore

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

// syntax is how a language writes an ignore, and how lines begin that hold no code.
type syntax struct {
	ignore *lazyregexp.Regexp
	starts []string
}

var (
	hashes  = syntax{lazyregexp.New(`(^|\s)(#+\s*repolint:\s?ignore\b(.*))$`), []string{"#"}}
	slashes = syntax{lazyregexp.New(`(^|\s)(//+\s*repolint:\s?ignore\b(.*))$`), []string{"//", "/*", "*"}}
	both    = syntax{lazyregexp.New(`(^|\s)((?:#+|//+)\s*repolint:\s?ignore\b(.*))$`), []string{"#", "//"}}
)

// syntaxOf goes by the suffix: Terraform, the languages of CDK apps, else YAML.
func syntaxOf(name string) syntax {
	switch path.Ext(name) {
	case ".tf", ".tofu":
		return both
	case ".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".java", ".kt", ".scala", ".cs", ".fs", ".go":
		return slashes
	}
	return hashes
}

// scan finds the ignores in the comments of a file. JSON has no comments.
func scan(file *source.File) []*directive {
	if !bytes.Contains(file.Content, []byte("repolint:")) || bytes.HasPrefix(bytes.TrimSpace(file.Content), []byte("{")) {
		return nil
	}
	comment := syntaxOf(file.Path)
	var found []*directive
	for n := 1; n <= file.LineCount(); n++ {
		text := file.Line(n)
		match := comment.ignore.Get().FindStringSubmatchIndex(text)
		if match == nil {
			continue
		}
		d := parse(text[match[6]:match[7]])
		column := utf8.RuneCountInString(text[:match[4]]) + 1
		d.at = file.RangeAt(n, column, utf8.RuneCountInString(text[match[4]:match[5]]))
		d.line = n
		if strings.TrimSpace(text[:match[4]]) == "" {
			d.line = nextCode(file, n, comment.starts)
		}
		found = append(found, d)
	}
	return found
}

// nextCode is the first line after n that is more than a comment.
func nextCode(file *source.File, n int, starts []string) int {
	for n++; n <= file.LineCount(); n++ {
		text := strings.TrimSpace(file.Line(n))
		if text != "" && !slices.ContainsFunc(starts, func(start string) bool { return strings.HasPrefix(text, start) }) {
			break
		}
	}
	return n
}

// parse reads what follows the marker: rules, an optional until=, a reason.
func parse(text string) *directive {
	d := &directive{used: map[string]bool{}}
	// Many linters write a colon behind the marker.
	words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(text), ":"))
	if len(words) == 0 {
		d.problem = "the ignore names no rule: write `repolint:ignore <rule> <reason>`"
		return d
	}
	d.rules = strings.FieldsFunc(words[0], func(r rune) bool { return r == ',' || r == ':' })
	words = words[1:]
	if len(words) > 0 && strings.HasPrefix(words[0], "until=") {
		d.setUntil(strings.TrimPrefix(words[0], "until="))
		words = words[1:]
	}
	d.reason = strings.Join(words, " ")
	return d
}

func fromMetadata(written graph.Ignore) *directive {
	d := &directive{rules: []string{written.Rule}, reason: written.Reason, at: written.Range, used: map[string]bool{}}
	if written.Until != "" {
		d.setUntil(written.Until)
	}
	return d
}

func (d *directive) setUntil(text string) {
	d.until = text
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		d.problem = fmt.Sprintf("the ignore of %s has no day in until=%s: write until=YYYY-MM-DD", strings.Join(d.rules, ", "), text)
	}
}
