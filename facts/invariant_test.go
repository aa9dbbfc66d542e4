package facts

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// faulty are networks with faults of every kind.
func faulty() map[string]func(n *network) {
	return map[string]func(n *network){
		"missing":    func(n *network) { n.endpoint = nil },
		"unattached": func(n *network) { n.endpoint.RouteTables = noRefs[graph.RouteTable]() },
		"elsewhere":  func(n *network) { n.association = nil },
		"policy":     func(n *network) { n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*")) },
		"egress":     func(n *network) { n.rule = nil },
		"http": func(n *network) {
			n.rule = n.egress("r", n.group.ID, "tcp", 443, 443)
			n.rule.CIDRs = texts("0.0.0.0/0")
		},
		"dns":       func(n *network) { n.vpc.DNSSupport = known(false) },
		"nat":       func(n *network) { n.endpoint = nil; n.openWithNAT().Private = known(true) },
		"condition": func(n *network) { n.endpoint.Guard = value.When(toggle("Endpoint"), "true") },
		"unknown system": func(n *network) {
			n.host.Launch.ImageHints, n.host.Launch.UserData = texts(), unknownOf[value.Text]("user_data")
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		},
		"large": func(n *network) {
			n.rule = nil
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		},
	}
}

func TestEveryBlockHasACauseAndEveryCauseAPlace(t *testing.T) {
	t.Parallel()
	for name, change := range faulty() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := base()
			change(n)
			d := n.document(t, Options{})
			if len(d.Causes) == 0 {
				t.Error("no cause at all")
			}
			for id, path := range d.Paths {
				if id != path.ID {
					t.Errorf("path %s is filed under %s", path.ID, id)
				}
				if (path.Verdict == "blocked") != (path.Cause != "") || (path.Cause != "") != (path.Hop != "") {
					t.Errorf("verdict %s, hop %q and cause %q do not go together", path.Verdict, path.Hop, path.Cause)
				}
				for _, cause := range path.Causes {
					if !slices.Contains(d.Causes[cause].Paths, id) {
						t.Errorf("cause %s does not know its path", cause)
					}
				}
				for _, hop := range path.Hops {
					if hop.Story == "" || hop.Verdict == "blocked" && hop.Cause == "" {
						t.Errorf("hop %+v says too little", hop)
					}
				}
			}
			for id, cause := range d.Causes {
				if id != cause.ID || cause.Story == "" || d.Range(cause.Element).IsZero() {
					t.Errorf("cause %+v says too little, or its place is not known", cause)
				}
			}
		})
	}
}

func TestDerivationIsTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	for name, change := range faulty() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var written []string
			for range 3 {
				n := large(30)
				change(n)
				text, err := json.Marshal(n.document(t, Options{}))
				if err != nil {
					t.Fatal(err)
				}
				written = append(written, string(text))
			}
			if diff := cmp.Diff(written[0], written[1]) + cmp.Diff(written[0], written[2]); diff != "" {
				t.Error(diff)
			}
		})
	}
}
