package value

import (
	"slices"
	"strings"
	"sync"
)

// Pattern says which texts are meant: literal characters, holes, and the
// wildcards `*` (any characters, also none) and `?` (any one character). The zero
// Pattern means the empty text. Patterns are immutable.
type Pattern struct {
	tokens []token
	fold   bool
}

// token is one step of a pattern or of the text it is held against: one
// character, a hole, or a wildcard.
type token struct {
	kind      tokenKind
	character rune
	hole      *Hole
}

type tokenKind int8

const (
	tokenCharacter tokenKind = iota
	tokenHole
	tokenAnyOne
	tokenAny
)

// Glob is the pattern in which `*` and `?` in the literal parts of text are
// wildcards. What stands in a hole may hold wildcards too.
func Glob(text Text) Pattern { return Pattern{tokens: tokens(text, true)} }

// Exactly is the pattern without wildcards: it means text and nothing else.
func Exactly(text Text) Pattern { return Pattern{tokens: tokens(text, false)} }

// Then is the pattern p followed by next. It ignores case when either does.
func (p Pattern) Then(next Pattern) Pattern {
	return Pattern{tokens: slices.Concat(p.tokens, next.tokens), fold: p.fold || next.fold}
}

// FoldCase is p without regard to upper and lower case.
func (p Pattern) FoldCase() Pattern { return Pattern{tokens: p.tokens, fold: true} }

// Match reports whether p means text: True when it does whatever the holes turn
// out to be, False when it cannot, else Unknown. Holes that are certainly the
// same (the same symbol, reference or reason key) match each other.
func (p Pattern) Match(text Text) Truth {
	if len(p.tokens) == 1 && p.tokens[0].kind == tokenAny {
		return True
	}
	whole := tokens(text, false)
	pattern, subject, same := trim(p.tokens, whole, p.fold)
	switch {
	case !same:
		return False
	case align(pattern, subject, p.fold, certainly):
		return True
	case !align(pattern, subject, p.fold, possibly):
		return False
	}
	always, never := true, true
	var filled, filledSubject []token
	for _, symbols := range assignments(p.tokens, whole) {
		filled, filledSubject = fill(filled[:0], pattern, symbols), fill(filledSubject[:0], subject, symbols)
		one, other, same := trim(filled, filledSubject, p.fold)
		always = always && same && align(one, other, p.fold, certainly)
		never = never && (!same || !align(one, other, p.fold, possibly))
		if !always && !never {
			return Unknown
		}
	}
	return TruthOf(always)
}

// trim takes the characters off with which both a pattern and a subject begin or
// end. Where two of them differ they are not the same, whatever comes between:
// most texts that are held against each other differ early.
func trim(pattern, subject []token, fold bool) (inPattern, inSubject []token, same bool) {
	isCharacter := func(one, other token) bool { return one.kind == tokenCharacter && other.kind == tokenCharacter }
	for len(pattern) > 0 && len(subject) > 0 && isCharacter(pattern[0], subject[0]) {
		if !sameCharacter(pattern[0].character, subject[0].character, fold) {
			return nil, nil, false
		}
		pattern, subject = pattern[1:], subject[1:]
	}
	for len(pattern) > 0 && len(subject) > 0 && isCharacter(pattern[len(pattern)-1], subject[len(subject)-1]) {
		if !sameCharacter(pattern[len(pattern)-1].character, subject[len(subject)-1].character, fold) {
			return nil, nil, false
		}
		pattern, subject = pattern[:len(pattern)-1], subject[:len(subject)-1]
	}
	return pattern, subject, true
}

// Match reports whether t is matched by pattern, read as a [Glob].
func (t Text) Match(pattern Text) Truth { return Glob(pattern).Match(t) }

// Equal reports whether t and other are the same string.
func (t Text) Equal(other Text) Truth { return Exactly(other).Match(t) }

func tokens(text Text, wildcards bool) []token {
	length := 0
	for _, piece := range text.pieces {
		length += max(len(piece.Literal), 1)
	}
	list := make([]token, 0, length)
	for _, piece := range text.pieces {
		if piece.Hole != nil {
			list = append(list, token{kind: tokenHole, hole: piece.Hole})
			continue
		}
		list = appendLiteral(list, piece.Literal, wildcards)
	}
	return list
}

func appendLiteral(list []token, literal string, wildcards bool) []token {
	for _, character := range literal {
		switch {
		case wildcards && character == '*':
			list = append(list, token{kind: tokenAny})
		case wildcards && character == '?':
			list = append(list, token{kind: tokenAnyOne})
		default:
			list = append(list, token{character: character})
		}
	}
	return list
}

// fill appends list to filled, with literal text where symbols stand.
func fill(filled, list []token, symbols map[Symbol]string) []token {
	for _, item := range list {
		if item.kind == tokenHole {
			if literal, ok := symbols[item.hole.Symbol]; ok {
				filled = appendLiteral(filled, literal, false)
				continue
			}
		}
		filled = append(filled, item)
	}
	return filled
}

// unnamedAccounts are two accounts, so that one of them differs from any literal.
var unnamedAccounts = []string{"000000000000", "000000000001"}

// assignments lists fillings of the symbols in pattern and subject that stand for
// all that can be: every region there is, every region and account the
// literal parts name, and accounts that nothing names.
func assignments(pattern, subject []token) []map[Symbol]string {
	regional, hasAccount := false, false
	for _, item := range slices.Concat(pattern, subject) {
		if item.kind == tokenHole {
			hasAccount = hasAccount || item.hole.Symbol == Account
			regional = regional || item.hole.Symbol != NoSymbol && item.hole.Symbol != Account
		}
	}
	if !regional && !hasAccount {
		return []map[Symbol]string{nil}
	}
	literals := literalParts(pattern) + "\n" + literalParts(subject)
	places, accounts := regionsNamed(literals), accountShape.Get().FindAllString(literals, -1)
	switch {
	case !hasAccount:
		return append(slices.Clip(anyRegion()), crossed(places, none)...)
	case !regional:
		return crossed(none, append(slices.Clone(unnamedAccounts), accounts...))
	}
	list := append(slices.Clip(anywhere()), crossed(places, unnamedAccounts)...)
	return append(list, crossed(append(slices.Clone(regions), places...), accounts)...)
}

// anyRegion and anywhere are made once: most texts with symbols name neither a
// region nor an account.
var (
	none      = []string{""}
	anyRegion = sync.OnceValue(func() []map[Symbol]string { return crossed(regions, none) })
	anywhere  = sync.OnceValue(func() []map[Symbol]string { return crossed(regions, unnamedAccounts) })
)

// crossed fills the symbols with every place together with every account; "" leaves
// those open that are about it.
func crossed(places, accounts []string) []map[Symbol]string {
	list := make([]map[Symbol]string, 0, len(places)*len(accounts))
	for _, place := range places {
		for _, account := range accounts {
			symbols := map[Symbol]string{}
			if place != "" {
				partition, suffix := PartitionOf(place)
				symbols[Region], symbols[Partition], symbols[DNSSuffix] = place, partition, suffix
			}
			if account != "" {
				symbols[Account] = account
			}
			list = append(list, symbols)
		}
	}
	return list
}

func literalParts(list []token) string {
	var b strings.Builder
	for _, item := range list {
		if item.kind == tokenCharacter {
			b.WriteRune(item.character)
		} else {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
