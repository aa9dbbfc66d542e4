package rego

import (
	"fmt"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// maxText is the longest text, in bytes, that a built-in function may make: what a
// rule says is a sentence.
const maxText = 4 << 20

// boundBuiltins puts a limit before the functions that can make a long text of
// short ones in one step, which nothing stops once it has begun.
var boundBuiltins = sync.OnceFunc(func() {
	for name, size := range map[string]func([]*ast.Term) int{
		ast.Concat.Name:  concatSize,
		ast.Sprintf.Name: sprintfSize,
		ast.Replace.Name: replaceSize,
	} {
		function := topdown.GetBuiltin(name)
		topdown.RegisterBuiltinFunc(name, func(call topdown.BuiltinContext, operands []*ast.Term, yield func(*ast.Term) error) error {
			if size(operands) > maxText {
				return fmt.Errorf("it would make a text of more than %d MiB", maxText>>20)
			}
			return function(call, operands, yield)
		})
	}
})

func length(term *ast.Term) int {
	text, _ := term.Value.(ast.String)
	return len(text)
}

// concatSize is the size of concat(separator, texts).
func concatSize(operands []*ast.Term) int {
	size := 0
	add := func(text *ast.Term) { size += length(text) + length(operands[0]) }
	switch texts := operands[1].Value.(type) {
	case *ast.Array:
		texts.Foreach(add)
	case ast.Set:
		texts.Foreach(add)
	}
	return size
}

// sprintfSize bounds sprintf(format, values): every verb may write the longest
// value, as wide as the longest number in the format says.
func sprintfSize(operands []*ast.Term) int {
	format, _ := operands[0].Value.(ast.String)
	longest, width := 0, 0
	if values, ok := operands[1].Value.(*ast.Array); ok {
		values.Foreach(func(value *ast.Term) { longest = max(longest, length(value)) })
	}
	digits := 0
	for _, r := range string(format) {
		if r < '0' || r > '9' {
			digits = 0
			continue
		}
		if digits++; digits > 3 {
			width = maxText
		}
	}
	return len(format) + strings.Count(string(format), "%")*(longest+width)
}

// replaceSize bounds replace(text, old, new).
func replaceSize(operands []*ast.Term) int {
	text, _ := operands[0].Value.(ast.String)
	old, _ := operands[1].Value.(ast.String)
	return len(text) + strings.Count(string(text), string(old))*length(operands[2])
}
