package facts

import "github.com/repolint/repolint/graph"

// meantForAgent reports whether anything but the host's own role shows that
// Systems Manager is meant to manage it.
func (w *walk) meantForAgent(host *graph.Host) bool { return len(w.intentsOf(host)) > 0 }
