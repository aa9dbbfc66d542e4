package terraform

import (
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
)

// maxNesting bounds how deep expressions and blocks stand in each other: the
// parser goes down with them, and would run out of stack.
const maxNesting = 1000

// tooDeep reports a file whose brackets, or chains of operators that nest to the
// right, are deeper than the limit.
func tooDeep(file *source.File) *source.Diagnostic {
	if !mayBeDeep(file.Content) {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(file.Content, file.Path, hcl.InitialPos)
	deep := deepest(tokens)
	if deep == nil {
		return nil
	}
	at := file.RangeFromBytes(deep.Start.Byte, deep.End.Byte)
	return &source.Diagnostic{Severity: source.Error, Message: errTooDeep.Error(), Range: at}
}

var errTooDeep = errors.New("expressions are nested deeper than the limit of 1000")

// isDeepExpression and isDeepTemplate report whether a text is too deep to be parsed.
func isDeepExpression(text string) bool {
	if !mayBeDeep([]byte(text)) {
		return false
	}
	tokens, _ := hclsyntax.LexExpression([]byte(text), "", hcl.InitialPos)
	return deepest(tokens) != nil
}

func isDeepTemplate(text string) bool {
	if !mayBeDeep([]byte(text)) {
		return false
	}
	tokens, _ := hclsyntax.LexTemplate([]byte(text), "", hcl.InitialPos)
	return deepest(tokens) != nil
}

// deepest is where tokens go beyond the limit.
func deepest(tokens hclsyntax.Tokens) *hcl.Range {
	depth, chain := 0, 0
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenOBrace, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenTemplateSeqEnd:
			depth--
		case hclsyntax.TokenBang, hclsyntax.TokenMinus, hclsyntax.TokenQuestion:
			chain++
		case hclsyntax.TokenNewline:
			chain = 0
		}
		if depth > maxNesting || chain > 10*maxNesting {
			return &token.Range
		}
	}
	return nil
}

// mayBeDeep is a quick look that takes texts and comments for code.
func mayBeDeep(content []byte) bool {
	depth, chain := 0, 0
	for _, c := range content {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '!', '-', '?':
			chain++
		case '\n':
			chain = 0
		}
		if depth > maxNesting || chain > 10*maxNesting {
			return true
		}
	}
	return false
}
