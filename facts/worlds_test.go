package facts

import (
	"errors"
	"fmt"
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// thirty is as many conditions as large public templates have.
const thirty = 30

// conditional is a network with rules that let the host out, each under a
// condition of its own that nothing decides.
func conditional() (*network, []*graph.SecurityGroupRule) {
	n := base()
	n.rule = nil
	rules := make([]*graph.SecurityGroupRule, 0, thirty)
	for i := range thirty {
		rule := n.egress(fmt.Sprintf("aws_vpc_security_group_egress_rule.r[%d]", i), n.group.ID, "tcp", 443, 443)
		rule.CIDRs = texts("0.0.0.0/0")
		rule.Guard = value.When(toggle(fmt.Sprintf("Out%02d", i)), "true")
		n.Add(rule)
		rules = append(rules, rule)
	}
	return n, rules
}

// Time is no test; how often a path is walked is.
func TestConditionsOfWhichOneIsEnoughTakeAWalkEach(t *testing.T) {
	t.Parallel()
	n, rules := conditional()
	walks := 0
	leaves, err := inWorlds(newIndex(n.graph(t), Options{}), func(w *walk) value.Truth {
		walks++
		for _, rule := range rules {
			if there := w.exists(rule); there != value.False {
				return there
			}
		}
		return value.False
	})
	if err != nil || len(leaves) != thirty+1 || walks > 2*thirty+1 {
		t.Errorf("%d walks came to %d ends with error %v", walks, len(leaves), err)
	}
}

func TestConditionsThatAllMatterAreGivenUpSoon(t *testing.T) {
	t.Parallel()
	n, rules := conditional()
	walks := 0
	_, err := inWorlds(newIndex(n.graph(t), Options{}), func(w *walk) int {
		walks++
		out := 0
		for _, rule := range rules {
			if w.exists(rule) == value.True {
				out++
			}
		}
		return out
	})
	if !errors.Is(err, value.ErrTooManyWorlds) || walks > 2*worldLimit {
		t.Errorf("%d walks ended with error %v", walks, err)
	}
}

func TestAPathOfThirtyConditionsIsJudgedWhereOneIsEnough(t *testing.T) {
	t.Parallel()
	n, _ := conditional()
	document := Derive(n.graph(t), Options{})
	if len(document.Paths) != 1 {
		t.Fatalf("%d paths", len(document.Paths))
	}
	for _, path := range document.Paths {
		if path.Verdict != blocked.String() || path.Hop != "egress" {
			t.Errorf("%s at %s because %s", path.Verdict, path.Hop, path.Reason)
		}
	}
}

func TestAPathOfThirtyConditionsThatAllMatterIsUndetermined(t *testing.T) {
	t.Parallel()
	n := base()
	statements := []value.Value{statement("Allow", "*")}
	for i := range thirty {
		statements = append(statements, value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{{
			Guard: value.When(toggle(fmt.Sprintf("Deny%02d", i)), "true"), Value: statement("Deny", "arn:aws:s3:::mine/*"),
		}}})
	}
	n.endpoint.Policy = policyOf(statements...)
	for _, path := range Derive(n.graph(t), Options{}).Paths {
		want := "the verdict depends on too many undecided conditions: more than 64 cases to tell apart"
		if path.Verdict != undetermined.String() || path.Reason != want {
			t.Errorf("%s because %s", path.Verdict, path.Reason)
		}
	}
}
