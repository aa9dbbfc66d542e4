package destination

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/value"
)

// Destination is one thing hosts fetch from or talk to.
type Destination struct {
	// ID names the destination in facts, findings and configuration.
	ID    string `json:"id"`
	Title string `json:"title"`
	// Service is "s3", or the last label of an interface endpoint's service
	// name: "ssm".
	Service string `json:"service"`
	// Repository marks package repositories, the destinations whose paths are
	// judged for every host; OptIn those that are judged only when configured.
	Repository bool `json:"repository,omitempty"`
	OptIn      bool `json:"opt_in,omitempty"`
	// Needs say who needs the destination and how badly; the first that fits counts.
	Needs []Requirement `json:"needs"`
	// Buckets are empty for an interface service, Hosts for S3.
	Buckets []Bucket `json:"buckets,omitempty"`
	Hosts   []string `json:"hosts,omitempty"`
	// Actions are what hosts ask of an interface service; none means that nobody
	// has listed them.
	Actions []Action `json:"actions,omitempty"`
	Ports   []Port   `json:"ports"`
	Signing Signing  `json:"signing"`
	// Symptoms are the texts an operator sees when the path is broken.
	Symptoms Symptoms `json:"symptoms,omitzero"`
	// Sources are the public pages that the entry rests on.
	Sources []string `json:"sources,omitempty"`
}

// Action is one action of an interface service that hosts call.
type Action struct {
	// Name is the action as policies write it: "ssm:UpdateInstanceInformation".
	Name string `json:"name"`
	// Resource is the ARN of a sample of what the action is about, "*" where it
	// takes none, and "" where nobody knows it before deployment.
	Resource string `json:"resource,omitempty"`
	// AWSOwned says that the resource is AWS's own.
	AWSOwned bool `json:"aws_owned,omitempty"`
	// Node says that the node's own key signs the call, and no role.
	Node bool `json:"node,omitempty"`
	// When are intents, any of which must be shown for the action to be called.
	When []Intent `json:"when,omitempty"`
}

// CalledBy reports whether a host in the situation calls the action.
func (a *Action) CalledBy(s Situation) bool {
	return len(a.When) == 0 || slices.ContainsFunc(a.When, func(i Intent) bool { return slices.Contains(s.Intents, i) })
}

// ARN is the sample of what the action is about, a hole where that is not known.
func (a *Action) ARN(fixed Symbols) value.Text {
	if a.Resource == "" {
		return value.HoleText(value.Hole{Reason: &value.Reason{Text: "what " + a.Name + " is about is not known before deployment"}})
	}
	return expand(a.Resource, fixed, nil)
}

// Port is a TCP port hosts use. Where Required is false a missing port is worth
// a word, but does not break the path.
type Port struct {
	Number   int    `json:"number"`
	Scheme   string `json:"scheme"`
	Required bool   `json:"required"`
}

// Symptoms are what the operator sees, by what broke: a policy refuses, a
// missing route or rule lets time run out, a name does not resolve. "${region}"
// stands for the region; "" means that nobody has recorded the text.
type Symptoms struct {
	Refused    string `json:"refused,omitempty"`
	TimedOut   string `json:"timed_out,omitempty"`
	Unresolved string `json:"unresolved,omitempty"`
}

// Requirement is one answer to "who needs it". Empty lists do not restrict.
type Requirement struct {
	// OS are operating system families as in facts ("al2023").
	OS []string `json:"os,omitempty"`
	// Hosts are kinds of hosts as in facts ("eks_node_group").
	Hosts []string `json:"hosts,omitempty"`
	// When are intents, any of which must be shown.
	When []Intent `json:"when,omitempty"`
	Need Need     `json:"need"`
	// For is the purpose that destinations share, "" for one of its own: what stops
	// a purpose is one fault, however many destinations it has.
	For string `json:"for,omitempty"`
}

// Situation is what is known of a host when its needs are asked for.
type Situation struct {
	OS, Host string
	Intents  []Intent
}

// Need says how badly the host needs the destination and for which purpose. It is
// [NoNeed] when nothing says that the host does.
func (d *Destination) Need(s Situation) (badly Need, purpose string) {
	for _, requirement := range d.Needs {
		if requirement.fits(s) {
			return requirement.Need, cmp.Or(requirement.For, d.ID)
		}
	}
	return NoNeed, ""
}

// Serves reports whether the destination is there for a purpose.
func (d *Destination) Serves(purpose string) bool {
	return slices.ContainsFunc(d.Needs, func(r Requirement) bool { return cmp.Or(r.For, d.ID) == purpose })
}

func (r *Requirement) fits(s Situation) bool {
	return (len(r.OS) == 0 || slices.Contains(r.OS, s.OS)) &&
		(len(r.Hosts) == 0 || slices.Contains(r.Hosts, s.Host)) &&
		(len(r.When) == 0 || slices.ContainsFunc(r.When, func(i Intent) bool { return slices.Contains(s.Intents, i) }))
}

// ForSystems reports whether the system of a host has a say in whether it needs
// the destination.
func (d *Destination) ForSystems() bool {
	return slices.ContainsFunc(d.Needs, func(r Requirement) bool { return len(r.OS) > 0 })
}

// Unpublished reports whether AWS publishes the names of the destination's buckets
// by region, and none for the fixed one.
func (d *Destination) Unpublished(fixed Symbols) bool {
	region, known := fixed[value.Region].Literal()
	return known && region != "" && slices.ContainsFunc(d.Buckets, func(b Bucket) bool {
		_, published := b.Suffixes[region]
		return !b.Optional && len(b.Suffixes) > 0 && !published
	})
}

// RequiredPort is the port without which the destination is out of reach.
func (d *Destination) RequiredPort() int {
	for _, port := range d.Ports {
		if port.Required {
			return port.Number
		}
	}
	return 443
}
