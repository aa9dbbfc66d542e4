package facts

import (
	"fmt"
	"strings"

	"github.com/repolint/repolint/graph"
)

// instances says on which unknown numbers it depends that a path is there at
// all; "" for none.
func (d *deriver) instances(row *Path) string {
	when := ""
	if host := d.graph.Hosts[graph.ID(row.Host)]; host != nil && host.Symbolic != nil {
		when = haveInstances(host)
	}
	if subnet := d.graph.Subnets[graph.ID(row.SubnetID)]; subnet != nil && subnet.Symbolic != nil {
		when = both(when, haveInstances(subnet))
	}
	return when
}

func haveInstances(node graph.Node) string {
	return strings.TrimSuffix(addressOf(node), "[?]") + " has instances"
}

// both joins two conditions, either of which may be none.
func both(when, more string) string {
	switch {
	case when == "":
		return more
	case more == "" || more == when:
		return when
	}
	if strings.Contains(more, " or ") {
		more = "(" + more + ")"
	}
	return when + " and " + more
}

// anyOf is a condition that holds when any of them does; "" is always true.
func anyOf(conditions []string) string {
	switch n := len(conditions); {
	case n == 0 || conditions[0] == "":
		return ""
	case n <= 3:
		return strings.Join(conditions, " or ")
	default:
		return fmt.Sprintf("%s or any of %d more", conditions[0], n-1)
	}
}
