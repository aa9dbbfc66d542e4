package facts

import (
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// meantForAgent reports whether anything but the host's own role shows that
// Systems Manager is meant to manage it.
func (w *walk) meantForAgent(host *graph.Host) bool {
	if host.Tags["Patch Group"] != "" || host.Tags["PatchGroup"] != "" {
		return true
	}
	shown := slices.ContainsFunc(inOrder(w.graph.Intents), func(intent *graph.Intent) bool { return w.exists(intent) != value.False })
	return shown || w.installsAgent(host) || w.livesBesideAgents(host)
}
