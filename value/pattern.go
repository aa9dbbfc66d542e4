package value

import (
	"slices"
	"strings"
	"unicode"
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

// mode is the question asked of an alignment: does it hold whatever the holes
// are, or can they be filled so that it holds.
type mode bool

const (
	certainly mode = false
	possibly  mode = true
)

// align walks pattern and subject side by side: at any time the pattern tokens so
// far can have used up exactly the first j subject tokens for every j in reached.
func align(pattern, subject []token, fold bool, question mode) bool {
	reached, next := newPlaces(len(subject)), newPlaces(len(subject))
	reached.add(0)
	reached.skipHoles(subject, question)
	for _, step := range pattern {
		next.clear()
		for j := reached.low; j <= reached.high; j++ {
			if reached.set[j] {
				next.advance(j, step, subject, fold, question)
			}
		}
		if next.low > next.high {
			return false
		}
		next.skipHoles(subject, question)
		reached, next = next, reached
	}
	return reached.set[len(subject)]
}

// places is a set of places in a subject, none of them outside of [low, high].
type places struct {
	set       []bool
	low, high int
}

func newPlaces(length int) *places {
	return &places{set: make([]bool, length+1), low: length + 1, high: -1}
}

func (p *places) add(j int) {
	p.set[j] = true
	p.low, p.high = min(p.low, j), max(p.high, j)
}

func (p *places) clear() {
	if p.low <= p.high {
		clear(p.set[p.low : p.high+1])
	}
	p.low, p.high = len(p.set), -1
}

// skipHoles lets every hole of the subject be empty, where that is asked.
func (p *places) skipHoles(subject []token, question mode) {
	if question == certainly {
		return
	}
	for j := p.low; j <= p.high && j < len(subject); j++ {
		if p.set[j] && subject[j].kind == tokenHole {
			p.add(j + 1)
		}
	}
}

// advance adds the places to which step can lead from place j.
func (p *places) advance(j int, step token, subject []token, fold bool, question mode) {
	if step.kind == tokenAny || question == possibly && step.kind == tokenHole {
		for k := j; k <= len(subject) && !p.set[k]; k++ {
			p.add(k)
		}
		return
	}
	if j == len(subject) {
		return
	}
	against := subject[j]
	switch {
	case against.kind == tokenHole && question == possibly:
		p.add(j)
	case against.kind == tokenHole:
		if step.kind == tokenHole && step.hole.same(*against.hole) {
			p.add(j + 1)
		}
	case step.kind == tokenAnyOne, step.kind == tokenCharacter && sameCharacter(step.character, against.character, fold):
		p.add(j + 1)
	}
}

func sameCharacter(a, b rune, fold bool) bool {
	return a == b || fold && unicode.ToLower(a) == unicode.ToLower(b)
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
	places, accounts := []string{""}, []string{""}
	literals := literalParts(pattern) + "\n" + literalParts(subject)
	if regional {
		places = append(slices.Clone(regions), regionsNamed(literals)...)
	}
	if hasAccount {
		accounts = append(slices.Clone(unnamedAccounts), accountShape.FindAllString(literals, -1)...)
	}
	list := make([]map[Symbol]string, 0, len(places)*len(accounts))
	for _, place := range places {
		for _, account := range accounts {
			symbols := map[Symbol]string{}
			if regional {
				partition, suffix := PartitionOf(place)
				symbols[Region], symbols[Partition], symbols[DNSSuffix] = place, partition, suffix
			}
			if hasAccount {
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
