package policy

import (
	"strings"

	"github.com/repolint/repolint/value"
)

// judgement is whether something matches a request, why, and for Unknown what is not known.
type judgement struct {
	truth  value.Truth
	why    string
	reason value.Reason
}

// judge says whether the condition holds for the request.
func (c condition) judge(r Request, variables bool) judgement {
	op, ok := parseOperator(c.operator)
	if !ok {
		reason := value.Reason{Text: "there is no condition operator `" + c.operator + "`", Settle: "correct the policy document"}
		return judgement{reason: reason, why: reason.Text}
	}
	k := r.key(c.key)
	j := judgement{why: "`" + c.key + "` " + k.why}
	if op.null {
		j.truth = c.isNull(k)
	} else {
		j.truth = choose(k.presentFor(c), c.whenPresent(op, k, r, variables), op.whenAbsent())
	}
	if j.truth == value.Unknown {
		j.reason = c.reason(k)
	}
	return j
}

// choose takes the answer of the case that applies; an undecided case is decided
// only where both answers agree.
func choose(present, whenPresent, whenAbsent value.Truth) value.Truth {
	switch {
	case present == value.True:
		return whenPresent
	case present == value.False || whenPresent == whenAbsent:
		return whenAbsent
	}
	return value.Unknown
}

// presentFor says whether the request has the key where a condition compares it.
// Whoever writes an id of his own there has one: who names his organization is in it.
func (k key) presentFor(c condition) value.Truth {
	if k.present != value.Unknown || k.assume != value.True || c.values.open != nil {
		return k.present
	}
	for _, item := range c.values.items {
		if _, unresolved := item.text.FirstUnknown(); unresolved {
			return k.present
		}
	}
	return value.True
}

// isNull judges the Null operator: "true" wants the key absent.
func (c condition) isNull(k key) value.Truth {
	truth := value.False
	for _, item := range c.values.items {
		absent := value.Exactly(value.Literal("true")).FoldCase().Match(item.text)
		truth = truth.Or(choose(absent, k.present.Not(), k.present))
	}
	if c.values.open != nil {
		truth = truth.Or(value.Unknown)
	}
	return truth
}

// whenAbsent is the operator's answer for a key the request does not have.
func (op operator) whenAbsent() value.Truth {
	return value.TruthOf(op.ifExists || op.every || op.negated && !op.some)
}

func (c condition) whenPresent(op operator, k key, r Request, variables bool) value.Truth {
	answers := make([]value.Truth, 0, len(k.values))
	for _, actual := range k.values {
		matched := value.False
		for _, item := range c.values.items {
			w, present := r.expand(item.text, variables)
			matched = matched.Or(present.And(k.compare(op, actual, w)))
		}
		if c.values.open != nil {
			matched = matched.Or(value.Unknown)
		}
		if op.negated {
			matched = matched.Not()
		}
		answers = append(answers, matched)
	}
	return k.meaning.merge(answers, op.every)
}

// compare holds one value of the key against one wanted value.
func (k key) compare(op operator, actual value.Text, w wanted) value.Truth {
	if k.signer {
		actual = asIn(w.text, actual)
	}
	truth := op.compare(actual, w)
	if _, block := parseBlock(actual); k.address && block && truth == value.False {
		if _, wantsBlock := parseBlock(w.text); !wantsBlock {
			return value.Unknown
		}
	}
	if truth == value.Unknown && k.signer && (Signer{k.values}).isAnother(w.text) {
		return value.False
	}
	if truth != value.Unknown || k.assume == value.Unknown {
		return truth
	}
	if _, unresolved := w.text.FirstUnknown(); unresolved {
		return value.Unknown
	}
	return k.assume
}

// merge makes one answer of the answers for each value of a key.
func (m meaning) merge(answers []value.Truth, every bool) value.Truth {
	switch m {
	case spellings:
		for _, answer := range answers {
			if answer != value.Unknown {
				return answer
			}
		}
		return value.Unknown
	case possibilities:
		for _, answer := range answers {
			if answer != answers[0] {
				return value.Unknown
			}
		}
		return answers[0]
	case together:
	}
	merged := value.TruthOf(every)
	for _, answer := range answers {
		if every {
			merged = merged.And(answer)
		} else {
			merged = merged.Or(answer)
		}
	}
	return merged
}

// reason says what leaves the condition open.
func (c condition) reason(k key) value.Reason {
	if c.values.open != nil {
		return *c.values.open
	}
	for _, item := range c.values.items {
		if reason, ok := item.text.FirstUnknown(); ok {
			return reason
		}
	}
	for _, actual := range k.values {
		if reason, ok := actual.FirstUnknown(); ok {
			return reason
		}
	}
	return value.Reason{Text: "whether `" + c.key + "` is " + c.wants() + " is not known before deployment"}
}

// wants writes the wanted values for a person.
func (c condition) wants() string {
	written := make([]string, 0, len(c.values.items))
	for _, item := range c.values.items {
		written = append(written, item.text.String())
	}
	return strings.Join(written, ", ")
}
