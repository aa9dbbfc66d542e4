package facts

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/value"
)

func TestProblemsOfPolicies(t *testing.T) {
	t.Parallel()
	everything := func(more ...any) value.Value {
		return object(append([]any{"Effect", lit("Allow"), "Principal", lit("*"), "Action", lit("*"), "Resource", lit("*")}, more...)...)
	}
	role := object("Effect", lit("Allow"), "Principal", object("AWS", lit("arn:aws:iam::111122223333:role/app")), "Action", lit("s3:*"), "Resource", lit("*"))
	cases := []struct {
		name   string
		change func(n *network)
		want   []string
	}{
		{"nothing is wrong", func(n *network) { n.endpoint.Policy = policyOf(denyNothing()) }, nil},
		{"no policy at all is open", func(*network) {}, []string{"endpoint_policy_too_open full"}},
		{"a role beside a statement that lets through", func(n *network) { n.endpoint.Policy = policyOf(role, everything()) },
			[]string{"endpoint_policy_invalid full", "endpoint_policy_too_open full"}},
		{"a role that refuses the host is told with the host", func(n *network) { n.endpoint.Policy = policyOf(role) },
			[]string{"endpoint_policy_blocks full"}},
		{"what is only documented weighs less", func(n *network) {
			n.endpoint.Policy = policyOf(denyNothing(), everything("Condition", object("StringLike", object("aws:PrincipalAccount", lit("1111*")))))
		}, []string{"endpoint_policy_invalid lowered"}},
		{"a document that cannot be read", func(n *network) { n.endpoint.Policy = lit("{") }, []string{"endpoint_policy_invalid full"}},
		{"an open network has no closed door to guard", func(n *network) { n.openWithNAT() }, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			c.change(n)
			var got []string
			for _, cause := range n.document(t, Options{}).Causes {
				got = append(got, cause.Kind+" "+cause.Evidence)
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, slices.Compact(got)); diff != "" {
				t.Errorf("causes (-want +got):\n%s", diff)
			}
		})
	}
}

// denyNothing allows everything to the host's own account and the repositories to
// everybody.
func denyNothing() value.Value {
	return object("Effect", lit("Allow"), "Principal", lit("*"), "Action", lit("s3:GetObject"), "Resource", lit("*"))
}
