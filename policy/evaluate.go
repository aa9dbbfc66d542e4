package policy

import (
	"strconv"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Evaluate judges a request. It is denied if one of its resources certainly is,
// and allowed only if all are.
func (d *Document) Evaluate(r Request) Decision {
	var decided *Decision
	for _, resource := range r.Resources {
		decision := d.evaluate(r, resource)
		if decision.Outcome == Denied {
			return decision
		}
		if decided == nil || decided.Outcome == Allowed && decision.Outcome == Undetermined {
			decided = &decision
		}
	}
	if decided == nil {
		return Decision{Statement: -1, Range: d.Range, Reason: value.Reason{Text: "the request names no object"}}
	}
	return *decided
}

// part is a judged element of a statement.
type part struct {
	judgement
	element   Element
	condition *condition
	at        source.Range
}

// trial is a statement judged for one resource.
type trial struct {
	index     int
	statement statement
	// parts are the principal, the action, the resource and every condition.
	parts []part
	truth value.Truth
}

func (d *Document) evaluate(r Request, resource value.Text) Decision {
	var allows, denies []trial
	for i, s := range d.statements {
		t := s.try(i, r, resource, d.variables)
		if s.effect != effectDeny {
			allows = append(allows, t)
		}
		if s.effect != effectAllow {
			denies = append(denies, t)
		}
	}
	decision := d.combine(allows, denies)
	decision.Resource = resource
	if decision.Why == "" {
		decision.Why = "no statement allows `" + r.Action + "` on `" + resource.String() + "`"
	}
	return decision
}

// combine applies IAM's order: an explicit deny, an allow, else a denial. What is
// not known counts only where it could change the outcome.
func (d *Document) combine(allows, denies []trial) Decision {
	if t := first(denies, value.True); t != nil {
		decision := d.explicitDeny(*t)
		for i := range denies {
			if other := &denies[i]; other.index != t.index && other.truth == value.True {
				decision.Others = append(decision.Others, other.name())
			}
		}
		return decision
	}
	allow, mayAllow, mayDeny := first(allows, value.True), first(allows, value.Unknown), first(denies, value.Unknown)
	switch {
	case allow == nil && mayAllow == nil && d.open == nil:
		return d.implicitDeny(allows)
	case allow == nil && mayAllow != nil:
		return d.undetermined(*mayAllow)
	case allow == nil, d.open != nil:
		return Decision{Statement: -1, Range: firstRange(d.list, d.Range), Reason: *d.open, Why: d.open.Text}
	case mayDeny != nil:
		return d.undetermined(*mayDeny)
	}
	return Decision{
		Outcome: Allowed, Statement: allow.index, Sid: allow.statement.sid,
		Range: firstRange(allow.statement.at, d.list, d.Range), Why: d.allowing(*allow),
	}
}

func (d *Document) allowing(t trial) string {
	if d.Default {
		return "no policy is written, so AWS allows every request"
	}
	return t.name() + " allows it"
}

func first(trials []trial, truth value.Truth) *trial {
	for i := range trials {
		if trials[i].truth == truth {
			return &trials[i]
		}
	}
	return nil
}

// undetermined points at the first thing that leaves a statement open.
func (d *Document) undetermined(t trial) Decision {
	decision := Decision{Statement: t.index, Sid: t.statement.sid, Range: firstRange(t.statement.at, d.list, d.Range)}
	for _, p := range t.parts {
		if p.truth == value.Unknown {
			d.point(&decision, p)
			decision.Reason = p.reason
			return decision
		}
	}
	if t.statement.open != nil {
		decision.Reason = *t.statement.open
	}
	decision.Why = decision.Reason.Text
	return decision
}

// explicitDeny points at what makes the statement hit the request: a condition if
// it has one, else its narrowest element.
func (d *Document) explicitDeny(t trial) Decision {
	decision := Decision{
		Outcome: Denied, Explicit: true, Statement: t.index, Sid: t.statement.sid, Element: ElementEffect,
		Range: firstRange(t.statement.at, d.list, d.Range), Why: "it denies every request",
	}
	for _, narrowing := range []Element{ElementCondition, ElementResource, ElementPrincipal, ElementAction} {
		for _, p := range t.parts {
			if p.element == narrowing && (p.condition != nil || !t.statement.of(narrowing).everything()) {
				d.point(&decision, p)
				return decision
			}
		}
	}
	return decision
}

// implicitDeny points at the one element for which the nearest statement fails.
func (d *Document) implicitDeny(allows []trial) Decision {
	decision := Decision{Outcome: Denied, Statement: -1, Range: firstRange(d.list, d.Range)}
	best := 0
	for _, t := range allows {
		failed, rank := t.nearness()
		if rank <= best {
			continue
		}
		best = rank
		decision.Statement, decision.Sid = t.index, t.statement.sid
		decision.Range = firstRange(t.statement.at, d.list, d.Range)
		d.point(&decision, *failed)
	}
	return decision
}

// nearness ranks how near a statement comes to allowing: 0 when more than one
// element fails, most when only a condition does. A statement that names its
// resources means them more than one about everything.
func (t trial) nearness() (failed *part, rank int) {
	for i := range t.parts {
		p := &t.parts[i]
		if p.truth != value.False {
			continue
		}
		if failed != nil && failed.element != p.element {
			return nil, 0
		}
		if failed == nil {
			failed = p
		}
	}
	if failed == nil {
		return nil, 0
	}
	rank = 2 * map[Element]int{ElementAction: 1, ElementResource: 2, ElementPrincipal: 3, ElementCondition: 4}[failed.element]
	if !t.statement.resource.everything() {
		rank++
	}
	return failed, rank
}

func (d *Document) point(decision *Decision, p part) {
	decision.Element = p.element
	decision.Operator, decision.Key, decision.Value = "", "", ""
	decision.Why = p.why
	decision.Range = firstRange(p.at, decision.Range)
	if p.condition != nil {
		decision.Operator, decision.Key, decision.Value = p.condition.operator, p.condition.key, p.condition.wants()
	}
}

func (s statement) of(e Element) element {
	switch e {
	case ElementPrincipal:
		return s.principal
	case ElementAction:
		return s.action
	case ElementResource:
		return s.resource
	case NoElement, ElementEffect, ElementCondition:
	}
	return element{}
}

// name is how messages call the statement.
func (t trial) name() string {
	if t.statement.sid == "" {
		return "statement " + strconv.Itoa(t.index+1)
	}
	return "statement `" + t.statement.sid + "`"
}

// try judges the statement for one resource. Of one that certainly does not hit
// the request it judges no more parts than it takes to tell how near it comes; to
// how a denial misses nobody pays heed.
func (s statement) try(index int, r Request, resource value.Text, variables bool) trial {
	t := trial{index: index, statement: s, truth: value.True, parts: make([]part, 0, 3+len(s.conditions))}
	enough := 2
	if s.effect == effectDeny {
		enough = 1
	}
	failed := NoElement
	judged := func(p part) (done bool) {
		t.parts = append(t.parts, p)
		t.truth = t.truth.And(p.truth)
		if p.truth == value.False && p.element != failed {
			failed = p.element
			enough--
		}
		return enough == 0
	}
	if judged(part{s.matchPrincipal(r), ElementPrincipal, nil, s.principal.at}) ||
		judged(part{s.matchAction(r), ElementAction, nil, s.action.at}) ||
		judged(part{s.matchResource(r, resource, variables), ElementResource, nil, s.resource.at}) {
		return t
	}
	for i := range s.conditions {
		c := &s.conditions[i]
		if judged(part{c.judge(r, variables), ElementCondition, c, c.at}) {
			return t
		}
	}
	if s.open != nil {
		t.truth = t.truth.And(value.Unknown)
	}
	return t
}
