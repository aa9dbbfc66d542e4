package facts

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// inlinePolicyPart names the row of a policy written at its endpoint.
const inlinePolicyPart = "/policy"

// policy is the id of the row of the policy in force, "" for full access. A
// policy of its own replaces the one written at the endpoint.
func (x *endpointExtras) policy(doc *Document, endpoint *graph.Endpoint, row *Row) string {
	own := x.policies[endpoint.ID]
	for _, policy := range own {
		out := EndpointPolicy{Row: doc.rowOf(&policy.Origin), Text: policyText(policy.Policy)}
		out.Endpoint = field(&out.Row, "endpoint", policy.Endpoint.Of, "", showID)
		doc.EndpointPolicies[out.ID] = out
	}
	inline := endpoint.Policy.Kind != value.Absent && endpoint.Policy.Kind != value.NotKnown
	if inline {
		out := EndpointPolicy{Row: doc.rowOf(&endpoint.Origin), Endpoint: row.ID, Inline: true, Text: policyText(endpoint.Policy)}
		out.ID += inlinePolicyPart
		doc.placeNode(out.ID, &endpoint.Origin, endpoint.Policy.Range)
		doc.EndpointPolicies[out.ID] = out
	}
	unknown := func(reason string) string {
		row.Unknown["policy"] = reason
		return notDetermined
	}
	switch {
	case len(own) == 1 && own[0].Guard.IsAlways() && own[0].Symbolic == nil && inEveryWorld(own[0].Endpoint.Of, showID).State == value.Known:
		return string(own[0].ID)
	case len(own) > 0:
		return unknown("it depends on which of the policies declared for it counts")
	case endpoint.Policy.Kind == value.NotKnown: // null would be full access
		return unknown(endpoint.Policy.Reason.Text)
	case inline:
		return row.ID + inlinePolicyPart
	case endpoint.Incomplete() != nil:
		return unknown(endpoint.Incomplete().Text)
	}
	return ""
}

// policyText writes a policy as JSON, whether it was given as a structure or as
// text; what is not known is ${…}, and what is secret is not written.
func policyText(v value.Value) string {
	var b strings.Builder
	writePolicy(&b, v)
	return b.String()
}

func writePolicy(b *strings.Builder, v value.Value) {
	if v.Secret != "" {
		b.WriteString(`"${redacted}"`)
		return
	}
	switch v.Kind {
	case value.Absent:
		b.WriteString("null")
	case value.Bool:
		b.WriteString(strconv.FormatBool(v.Bool))
	case value.Number:
		b.WriteString(v.Text.String())
	case value.String:
		b.WriteString(strconv.Quote(v.Text.String()))
	case value.List:
		b.WriteByte('[')
		for i, item := range v.Items {
			separate(b, i)
			writePolicy(b, item)
		}
		b.WriteByte(']')
	case value.Map:
		b.WriteByte('{')
		for i, entry := range v.Entries {
			separate(b, i)
			b.WriteString(strconv.Quote(entry.Key) + ":")
			writePolicy(b, entry.Value)
		}
		b.WriteByte('}')
	case value.NotKnown, value.Choice:
		b.WriteString(`"${unknown}"`)
	}
}

func separate(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}
