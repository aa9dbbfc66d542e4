package cdk

import (
	"fmt"
	"path"
	"strings"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// readContext reads cdk.context.json, where the CDK keeps what it looked up: the
// template holds only ids, the file what was asked for and what was found
// (https://docs.aws.amazon.com/cdk/v2/guide/context.html).
func (a *assembly) readContext() {
	for dir := a.root; ; dir = path.Dir(dir) {
		file, err := a.tree.Read(path.Join(dir, "cdk.context.json"))
		if err == nil {
			context, diagnostics := json.Parse(file)
			a.diagnostics = append(a.diagnostics, diagnostics...)
			a.addImages(context)
			a.addSubnets(context)
			return
		}
		if dir == "." || dir == "/" {
			return
		}
	}
}

// placeholders are what the library puts in the place of values that it has to
// look up, until the command line has done so
// (https://docs.aws.amazon.com/cdk/v2/guide/context.html).
var placeholders = lazyregexp.New(`^(vpc-12345|[sp]-(12345|67890)|rtb-(12345|[56]7890)[sp]|sg-12345(678)?|ami-1234|dummy1[abc]|dummy-value-for-.*)$`)

// checkMissing reports the lookups that a manifest is the first to miss.
func (a *assembly) checkMissing(missing *json.Node) {
	var added []string
	for _, item := range items(missing) {
		if key := textOf(item, "key"); !a.missing[key] {
			a.missing[key] = true
			added = append(added, key)
		}
	}
	if len(added) == 0 {
		return
	}
	more := ""
	if len(added) > 1 {
		more = fmt.Sprintf(" and %d more", len(added)-1)
	}
	a.report(source.Warning, missing.Range,
		"the app was synthesized without looking up %s%s; what rests on placeholders is not judged, run `cdk synth` with credentials", added[0], more)
}

func (a *assembly) addImages(context *json.Node) {
	if context == nil {
		return
	}
	for _, member := range context.Members {
		id, ok := member.Value.StringText()
		if !ok || !strings.HasPrefix(id, "ami-") {
			continue
		}
		for _, mark := range []string{"parameterName=", "filters.name.0="} {
			if _, asked, found := strings.Cut(member.Key, mark); found {
				asked, _, _ = strings.Cut(asked, ":")
				a.images[id] = asked
			}
		}
	}
}

// addSubnets reads the subnets of looked-up VPCs. What kind of subnet the CDK took
// each for is no fact: it is as old as the file.
func (a *assembly) addSubnets(context *json.Node) {
	if context == nil {
		return
	}
	for _, member := range context.Members {
		if !strings.HasPrefix(member.Key, "vpc-provider:") {
			continue
		}
		vpc := textOf(member.Value, "vpcId")
		for _, group := range items(member.Value.Get("subnetGroups")) {
			for _, subnet := range items(group.Get("subnets")) {
				a.addSubnet(vpc, textOf(subnet, "subnetId"), textOf(subnet, "routeTableId"), subnet.Range)
			}
		}
		// The older form keeps ids and tables in lists side by side.
		for _, kind := range []string{"isolated", "private", "public"} {
			tables := items(member.Value.Get(kind + "SubnetRouteTableIds"))
			for i, subnet := range items(member.Value.Get(kind + "SubnetIds")) {
				table := ""
				if i < len(tables) {
					table, _ = tables[i].StringText()
				}
				id, _ := subnet.StringText()
				a.addSubnet(vpc, id, table, subnet.Range)
			}
		}
	}
}

func (a *assembly) addSubnet(vpc, subnet, table string, at source.Range) {
	if vpc != "" && subnet != "" {
		at.End = at.Start
		a.lookups = append(a.lookups, cloudformation.Lookup{VPC: vpc, Subnet: subnet, RouteTable: table, Range: at})
	}
}

func items(list *json.Node) []*json.Node {
	if list == nil {
		return nil
	}
	return list.Items
}
