package lazyregexp

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression that is compiled when it is first used.
type Regexp struct {
	text     string
	once     sync.Once
	compiled *regexp.Regexp
}

// New notes a regular expression.
func New(text string) *Regexp { return &Regexp{text: text} }

// Get is the expression, compiled.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.text) })
	return r.compiled
}
