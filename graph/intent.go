package graph

import "github.com/repolint/repolint/value"

// IntentKind says what a resource shows to be meant. The zero kind is invalid.
type IntentKind int

// The kinds of intents.
const (
	_ IntentKind = iota
	// Patching is meant: a patch baseline, a maintenance window, an association
	// with AWS-RunPatchBaseline*, Quick Setup.
	Patching
	// SessionManager is meant: a session document, Default Host Management, a
	// hybrid activation.
	SessionManager
)

// String is the intent kind's name in dumps.
func (k IntentKind) String() string {
	names := [...]string{"invalid", "patching", "session_manager"}
	if k < 0 || int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Intent is a resource that shows what the component's hosts are meant for.
type Intent struct {
	Origin
	IntentKind IntentKind
	// Content is a session document's own content: a Map, or a String that holds
	// JSON. Absent for every other intent.
	Content value.Value
	// OwnSources is set where a patch baseline names its own package repositories.
	OwnSources bool
	// OperatingSystem is the system a patch baseline is for; nothing was read where
	// the intent is no baseline.
	OperatingSystem value.Of[value.Text]
}

// Kind implements [Node].
func (*Intent) Kind() Kind { return KindIntent }

func (n *Intent) guards() []value.Guard {
	return gather(n.Guard, n.Content.Guards(), n.OperatingSystem.Guards())
}
