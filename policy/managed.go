package policy

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"

	"github.com/repolint/repolint/value"
)

// managedText lists, for the AWS-managed policies that hosts and their users have,
// what they allow on every resource of the actions of ssm, ssmmessages, ec2messages,
// s3, logs, kms and cloudwatch, as the reference documents them
// (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
// None of these denies anything. They name no one resource either, but for
// parameters and patch baselines, which nothing here asks for.
//
//go:embed managed.json
var managedText []byte

var managedActions = sync.OnceValue(func() map[string][]string {
	actions := map[string][]string{}
	if err := json.Unmarshal(managedText, &actions); err != nil {
		panic("policy: managed.json: " + err.Error())
	}
	return actions
})

// Managed is the document of a managed policy that is not declared in view. What
// an AWS-managed policy outside of the list allows is not known; what a
// customer's own one allows or denies is not known either.
func Managed(arn value.Text) *Document {
	name, ours := managedName(arn)
	if actions, known := managedActions()[name]; known && ours {
		return allowing(actions)
	}
	reason := value.Reason{
		Text:   "what the policy " + shownPolicy(arn) + " allows is not in view",
		Settle: "scan the files that declare it as well, or attach AmazonSSMManagedInstanceCore beside it",
	}
	if reading, ok := arn.FirstUnknown(); ok && name == "" {
		reason.Text, reason.Settle = "an attached policy is not known: "+reading.Text, reading.Settle
	}
	if name != "" && ours && !strings.Contains(name, "Deny") && !strings.Contains(name, "Quarantine") {
		s := fullAccess()
		s.action = element{open: &reason}
		return &Document{statements: []statement{s}}
	}
	return &Document{open: &reason}
}

// managedName is the policy's name at the end of its ARN, and whether the policy
// is AWS's. One that is looked up by a name of AWS's own can be no other: the
// lookup fails where two policies have one name.
func managedName(arn value.Text) (name string, ours bool) {
	pieces := arn.Pieces()
	if len(pieces) == 0 || pieces[len(pieces)-1].Hole != nil {
		return "", false
	}
	last := pieces[len(pieces)-1].Literal
	at := strings.LastIndexByte(last, '/')
	if at < 0 {
		return "", false
	}
	name = last[at+1:]
	if strings.Contains(last, ":iam::aws:policy/") {
		return name, true
	}
	_, listed := managedActions()[name]
	return name, listed && strings.HasPrefix(last, ":policy/") && len(pieces) == 2
}

func shownPolicy(arn value.Text) string {
	if name, _ := managedName(arn); name != "" {
		return "`" + name + "`"
	}
	return "`" + arn.String() + "`"
}

// allowing is a document that allows actions on everything.
func allowing(actions []string) *Document {
	if len(actions) == 0 {
		return &Document{}
	}
	s := fullAccess()
	s.action = element{}
	for _, action := range actions {
		s.action.items = append(s.action.items, item{text: value.Literal(action)})
	}
	return &Document{statements: []statement{s}}
}
