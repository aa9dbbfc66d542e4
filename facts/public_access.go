package facts

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// underBlock closes what VPC Block Public Access closes: with
// block-bidirectional nothing passes an internet gateway, in either direction,
// but in the VPCs and subnets that an exclusion names
// (https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html).
func (w *walk) underBlock(s site, r reach) reach {
	if s.subnet == nil || len(w.graph.PublicAccessBlocks) == 0 || r.path == undeterminedPath || r.path == noPath && r.ipv6 == value.False {
		return r
	}
	block, blocked := w.publicBlock(s)
	if blocked == value.False {
		return r
	}
	excluded := w.excluded(s, r)
	switch {
	case excluded == value.True:
		return r
	case blocked == value.Unknown || excluded == value.Unknown:
		return reach{ipv6: value.Unknown, reason: value.Reason{
			Text: r.story + ", and whether " + block.Address + " blocks it is not known",
		}}
	}
	return reach{path: noPath, ipv6: value.False, story: r.story + ", and " + block.Address + " blocks all public access"}
}

// publicBlock is the setting that blocks public access in the subnet's region.
func (w *walk) publicBlock(s site) (*graph.PublicAccessBlock, value.Truth) {
	var found *graph.PublicAccessBlock
	blocked := value.False
	for _, node := range inOrder(w.graph.PublicAccessBlocks) {
		if node.Exclusion || w.elsewhere(node.Region, s.subnet.Region) {
			continue
		}
		if truth := w.exists(node).And(w.says(node.Mode, "block-bidirectional")); truth != value.False {
			blocked = blocked.Or(truth)
			if found == nil || truth == value.True {
				found = node
			}
		}
	}
	return found, blocked
}

// excluded says whether the subnet keeps its public access. What a NAT gateway
// carries passes the internet gateway in the NAT gateway's own subnet too.
func (w *walk) excluded(s site, r reach) value.Truth {
	excluded := value.False
	for _, node := range inOrder(w.graph.PublicAccessBlocks) {
		if !node.Exclusion || w.exists(node) == value.False {
			continue
		}
		named := w.is(node.Subnet.Of, s.subnet.ID)
		if r.path == natPath && len(node.Subnet.Alternatives()) > 0 && read(w, node.Subnet.Of).State != value.NotStated {
			named = value.Unknown
		}
		if s.vpc.node != nil {
			named = named.Or(w.is(node.VPC.Of, s.vpc.node.ID))
		} else if read(w, node.VPC.Of).State != value.NotStated {
			named = named.Or(value.Unknown)
		}
		excluded = excluded.Or(w.exists(node).And(named))
	}
	return excluded
}

// says tells whether a text is word.
func (w *walk) says(of value.Of[value.Text], word string) value.Truth {
	fact := read(w, of)
	switch fact.State {
	case value.NotStated:
		return value.False
	case value.Undetermined:
		return value.Unknown
	case value.Known:
	}
	literal, ok := fact.Value.Literal()
	if !ok {
		return value.Unknown
	}
	return value.TruthOf(strings.EqualFold(literal, word))
}

// elsewhere reports whether two regions are certainly not the same.
func (w *walk) elsewhere(a, b value.Of[value.Text]) bool {
	one, other := read(w, a), read(w, b)
	if one.State != value.Known || other.State != value.Known {
		return false
	}
	first, known := one.Value.Literal()
	second, alsoKnown := other.Value.Literal()
	return known && alsoKnown && first != second
}
