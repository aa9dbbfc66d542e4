package destination

import (
	"fmt"
	"slices"
	"strings"
)

// Need is how badly a host needs a destination. The zero Need is [NoNeed].
type Need int

// The needs, rising.
const (
	NoNeed Need = iota
	Optional
	Expected
	Required
)

var needs = []string{"none", "optional", "expected", "required"}

// String is the need's name in facts.
func (n Need) String() string { return name(needs, int(n)) }

// MarshalText implements [encoding.TextMarshaler].
func (n Need) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (n *Need) UnmarshalText(text []byte) error {
	index, err := parse("need", needs, string(text))
	*n = Need(index)
	return err
}

// Signing is how a request proves who sends it. The zero Signing is invalid.
type Signing int

// The ways of signing.
const (
	_ Signing = iota
	// Anonymous requests carry no signature.
	Anonymous
	// InstanceRole requests are signed with the host's role.
	InstanceRole
	// Presigned requests carry the signature of an AWS service's account.
	Presigned
	// RoleOrAnonymous requests are signed with the host's role, and sent again
	// without a signature when they are refused.
	RoleOrAnonymous
)

var signings = []string{"invalid", "anonymous", "instance_role", "presigned", "instance_role_or_anonymous"}

// String is the signing's name in facts.
func (s Signing) String() string { return name(signings, int(s)) }

// MarshalText implements [encoding.TextMarshaler].
func (s Signing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Signing) UnmarshalText(text []byte) error {
	index, err := parse("signing", signings, string(text))
	*s = Signing(index)
	return err
}

// Intent is something a network or host shows to be meant. The zero Intent is invalid.
type Intent int

// The intents.
const (
	_ Intent = iota
	// Packages are installed by user data.
	Packages
	// Patching by Patch Manager is meant.
	Patching
	// SystemsManager is meant to manage the host.
	SystemsManager
	// SessionLogging and SessionEncryption are configured for Session Manager.
	SessionLogging
	SessionEncryption
	// OldAgent: the host's image has an agent from before ssmmessages sufficed.
	OldAgent
	// HybridActivation registers nodes that are no instances of the account.
	HybridActivation
)

var intents = []string{"invalid", "packages", "patching", "systems_manager", "session_logging", "session_encryption", "old_agent", "hybrid_activation"}

// String is the intent's name in facts.
func (i Intent) String() string { return name(intents, int(i)) }

// MarshalText implements [encoding.TextMarshaler].
func (i Intent) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (i *Intent) UnmarshalText(text []byte) error {
	index, err := parse("intent", intents, string(text))
	*i = Intent(index)
	return err
}

func name(names []string, index int) string {
	if index < 0 || index >= len(names) {
		return names[0]
	}
	return names[index]
}

// parse finds a name; the first of names is never given in data.
func parse(what string, names []string, text string) (int, error) {
	if index := slices.Index(names, text); index > 0 {
		return index, nil
	}
	return 0, fmt.Errorf("%s %q is unknown, use one of %s", what, text, strings.Join(names[1:], ", "))
}
