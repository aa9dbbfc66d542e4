package value

import "unicode"

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
