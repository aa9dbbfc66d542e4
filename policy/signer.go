package policy

import (
	"strings"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// Signer is the role that signs a request. The zero Signer is one of which nothing
// is known but that it is a role of the author's own account.
type Signer struct {
	// ARNs are different spellings of the role's ARN: a reference to it, and what
	// its name makes of it.
	ARNs []value.Text
}

// RoleARN is the ARN of a role of the author's own account. path begins and ends
// with a slash; the zero Text is the path of a role that states none.
func RoleARN(path, name value.Text) value.Text {
	if literal, ok := path.Literal(); ok && literal == "" {
		path = value.Literal("/")
	}
	return value.Concat(value.Literal("arn:"), value.SymbolText(value.Partition), value.Literal(":iam::"), value.SymbolText(value.Account),
		value.Literal(":role"), path, name)
}

func (s Signer) orAny() Signer {
	if len(s.ARNs) == 0 {
		s.ARNs = []value.Text{RoleARN(value.Text{}, unknownText("the host's role is not known"))}
	}
	return s
}

// arn is the key that reads the role's ARN. The session of a role has the role's
// own there
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn).
func (s Signer) arn() key {
	k := holds(s.ARNs, "the instance role")
	k.signer = true
	return k
}

// is says whether an ARN that is written without wildcards is the role's.
func (s Signer) is(written value.Text) value.Truth {
	answers := make([]value.Truth, 0, len(s.ARNs))
	for _, arn := range s.ARNs {
		answers = append(answers, written.Equal(asIn(written, arn)))
	}
	if truth := spellings.merge(answers, false); truth != value.Unknown || !s.isAnother(written) {
		return truth
	}
	return value.False
}

// isAnother reports whether a text is the ARN of something else that is declared:
// no two things have one ARN. What stands for an unknown number of things may be
// any of them.
func (s Signer) isAnother(written value.Text) bool {
	other, ok := arnOf(written)
	if !ok {
		return false
	}
	known := false
	for _, arn := range s.ARNs {
		mine, ok := arnOf(arn)
		if ok && (mine == other || strings.Contains(mine+other, "[?")) {
			return false
		}
		known = known || ok
	}
	return known
}

// arnOf is the node whose ARN a text is a reference to.
func arnOf(text value.Text) (node string, ok bool) {
	hole, ok := text.Hole()
	if !ok || hole.Ref == nil || !strings.EqualFold(hole.Ref.Attribute, "arn") {
		return "", false
	}
	return hole.Ref.Node, true
}

// asIn puts the partition and the account that a written ARN names where the
// role's own ARN leaves them open: whoever writes out the name of one of his roles
// writes his own account before it.
func asIn(written, arn value.Text) value.Text {
	arn = inPartitionOf(written, arn)
	if parts := written.Split(":"); len(parts) > 4 {
		if account, ok := parts[4].Literal(); ok && accountID.Get().MatchString(account) {
			return arn.Fill(map[value.Symbol]string{value.Account: account})
		}
	}
	return arn
}

// accountID is the form of an account's id.
var accountID = lazyregexp.New(`^[0-9]{12}$`)

// holdsAccount says whether a principal means all of the signer's own account.
// Whoever writes the id of an account there names his own.
func holdsAccount(written value.Text) value.Truth {
	if parts := written.Split(":"); len(parts) == 6 {
		if root, ok := parts[5].Literal(); !ok || root != "root" {
			return value.False
		}
		written = parts[4]
	}
	if literal, ok := written.Literal(); ok {
		return value.TruthOf(accountID.Get().MatchString(literal))
	}
	if hole, ok := written.Hole(); ok && hole.Symbol == value.Account {
		return value.True
	}
	if _, isARN := arnOf(written); isARN {
		return value.False
	}
	return value.Unknown
}
