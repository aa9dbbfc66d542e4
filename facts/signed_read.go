package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// readAction is what reading an object of S3 takes.
const readAction = "s3:GetObject"

// unsigned is what a request meets that an endpoint's policy does not let through
// without a signature. fault is the refusal, where refused is True.
type unsigned struct {
	endpoint *graph.Endpoint
	refused  value.Truth
	fault    *fault
	settle   string
}

// doubted is the same where the request may not meet the policy.
func (u *unsigned) doubted() *unsigned {
	if u == nil {
		return nil
	}
	return &unsigned{endpoint: u.endpoint, refused: value.Unknown, settle: u.settle}
}

// signedReadStep judges the role hop of reads that the agent sends with a signature
// first and then without one, where the endpoint's policy lets only the first
// through: then the role has to allow it, although the bucket is public
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html).
func (w *walk) signedReadStep(j journey, steps []step) (hop step, applies bool) {
	if j.host == nil {
		return step{}, false
	}
	for _, judged := range steps {
		if judged.unsigned != nil {
			return w.mayRead(w.siteOf(j.host, j.subnet), j.target, judged.unsigned), true
		}
	}
	return step{}, false
}

// mayRead judges whether the host's role allows a read that needs its signature.
// Where it does not, the refusal of the unsigned read is at fault: what lets that
// through lets all of the agent's other reads through as well.
func (w *walk) mayRead(s site, t target, again *unsigned) step {
	hop := step{kind: hopRole, place: header(s.host)}
	role := w.roleOf(s.host)
	if role == nil {
		hop.story = label("endpoint", again.endpoint) + " may let nothing but signed reads through, and whether the role of " + label("host", s.host) + " allows " + readAction + " is not known"
		hop.settle = "see that the role allows " + readAction + " on the buckets of the agent"
		return hop
	}
	hop.place = header(role)
	may := w.readPermission(s, role, again.endpoint, t)
	switch may.Outcome {
	case policy.Allowed:
		hop.verdict, hop.story = passes, label("role", role)+" allows the signed read"
	case policy.Undetermined:
		reason := because("whether "+label("role", role)+" allows "+readAction+" on the buckets of the agent is not known", may.Reason)
		hop.story, hop.settle = reason.Text, reason.Settle
	case policy.Denied:
		if again.refused != value.True {
			hop.story, hop.settle = refusesRead(role, may)+", and whether the endpoint refuses reads without a signature is not known", again.settle
			return hop
		}
		f := *again.fault
		f.story = refusesRead(role, may) + ", and " + f.story
		return step{kind: hopRole, verdict: blocked, story: f.story, place: f.place, fault: &f}
	}
	return hop
}

// readPermission is what the role makes of the read of a destination's objects,
// the same for all hosts that share the role and the endpoint.
func (w *walk) readPermission(s site, role *graph.Role, endpoint *graph.Endpoint, t target) permission {
	key := role.ID + "|" + endpoint.ID + "|" + graph.ID(idOf(s.vpc.node)) + "|" + graph.ID(t.destination.ID)
	return constant(w, w.reads, key, func() permission {
		read := policy.SignedRead(w.readOf(endpoint, s.vpc.node, t), w.signerOf(role))
		return w.permissionFor(role, w.rolePolicies(role), &role.Grants, read)
	})
}

func refusesRead(role *graph.Role, may permission) string {
	switch name := label("role", role); {
	case may.boundary:
		return "the permissions boundary of " + name + " does not allow " + readAction + " on the agent's buckets"
	case may.Explicit:
		return name + " denies " + readAction + " on the agent's buckets"
	default:
		return name + " does not allow " + readAction + " on the agent's buckets"
	}
}
