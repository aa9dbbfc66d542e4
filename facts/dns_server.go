package facts

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// ownResolvers says why the hosts of a VPC may ask other DNS servers than the
// VPC's own; nil where they do not.
func (w *walk) ownResolvers(vpc *graph.VPC) *value.Reason {
	for _, association := range slices.Concat(w.dnsAssociations.at[vpc.ID], w.dnsAssociations.loose) {
		if w.exists(association).And(w.is(association.VPC.Of, vpc.ID)) == value.False {
			continue
		}
		for _, id := range targets(association.Options.Of) {
			options := w.graph.DHCPOptions[id]
			if options == nil || w.exists(options).And(w.is(association.Options.Of, id)) == value.False {
				continue
			}
			if reason := w.foreignResolvers(vpc, options); reason != nil {
				return reason
			}
		}
	}
	return nil
}

const settleResolvers = "see that the servers forward the names of AWS to the VPC's own resolver"

func (w *walk) foreignResolvers(vpc *graph.VPC, options *graph.DHCPOptions) *value.Reason {
	if reason := incomplete(options); reason != nil && options.Open != nil {
		why := because("which DNS servers "+label("VPC", vpc)+" tells its hosts to ask is not known", *reason)
		return &why
	}
	servers, more := readAll(w, options.Resolvers)
	var foreign []string
	for _, server := range servers {
		literal, ok := server.Value.Literal()
		switch {
		case server.State == value.Known && ok && w.isOwnResolver(vpc, literal):
		case server.State == value.Known:
			foreign = append(foreign, server.Value.String())
		case more == nil:
			more = &server.Reason
		}
	}
	switch {
	case len(foreign) > 0:
		return &value.Reason{
			Text:   label("VPC", vpc) + " tells its hosts to ask " + strings.Join(foreign, ", ") + ", and what those DNS servers answer is not in view",
			Settle: settleResolvers,
		}
	case more != nil:
		why := because("which DNS servers "+label("VPC", vpc)+" tells its hosts to ask is not known", *more)
		return &why
	}
	return nil
}

// isOwnResolver reports whether an address is the VPC's resolver's: a fixed one,
// or the third of the VPC's range
// (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#AmazonDNS).
func (w *walk) isOwnResolver(vpc *graph.VPC, server string) bool {
	switch server {
	case "AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253":
		return true
	}
	address, err := netip.ParseAddr(server)
	if err != nil {
		return false
	}
	blocks, _ := readAll(w, vpc.CIDRs)
	return slices.ContainsFunc(blocks, func(block value.Fact[netip.Prefix]) bool {
		return block.State == value.Known && block.Value.Masked().Addr().Next().Next() == address
	})
}
