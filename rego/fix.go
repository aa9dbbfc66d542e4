package rego

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

// symptoms are the texts an operator would see, by destination or by the variant of
// the cause; "" is the text for every other one.
type symptoms map[string]string

// pick is the text of the first key that has one, else the one for all, else the
// first.
func (s symptoms) pick(keys ...string) string {
	for _, key := range append(keys, "") {
		if text, ok := s[key]; ok {
			return text
		}
	}
	for _, key := range s.newestFirst() {
		return s[key]
	}
	return ""
}

// all is every text, one after the other.
func (s symptoms) all() string {
	var texts []string
	for _, key := range s.newestFirst() {
		texts = append(texts, s[key])
	}
	return strings.Join(texts, "\n\n")
}

// newestFirst lists the destinations; the families of a system count upwards.
func (s symptoms) newestFirst() []string {
	return slices.SortedFunc(maps.Keys(s), func(a, b string) int {
		family := func(key string) string { name, _, _ := strings.Cut(key, "_"); return name }
		return cmp.Or(cmp.Compare(family(b), family(a)), cmp.Compare(a, b))
	})
}

// fix is the smallest change for a cause, in the dialect of its file. In the
// rule's text `{node}` is what the file itself calls the node, `{route_tables}`
// the tables of what suffers, `{subnets}` its subnets, `{host_group}` a security group of its hosts, `{bucket}` each refused bucket
// on a line of its own, and `{name}` what `detail.name` of the cause says.
func (r *rule) fix(document *facts.Document, cause facts.Cause, scope []string, dialect source.Dialect) string {
	kind := variant(document, cause, scope)
	syntax := cause.Detail["syntax"]
	if dialect == source.CDK {
		syntax = constructLevel(document.Written(cause.Node).Construct)
	}
	text := r.Fixes.of(dialect, kind+"_in_"+syntax, kind, cause.Kind, "")
	pairs := []string{
		"{node}", localName(cause.Address, dialect), "{subject}", cause.Subject,
		"{route_tables}", strings.Join(routeTables(document, scope, dialect), ", "), "{vpc}", vpcReference(document, cause),
		"{subnets}", strings.Join(endpointSubnets(document, scope, dialect), ", "),
		"{host_group}", hostGroup(document, cause, scope, dialect),
	}
	for _, key := range slices.Sorted(maps.Keys(cause.Detail)) {
		pairs = append(pairs, "{"+key+"}", spelled(cause.Detail[key], dialect, syntax))
	}
	buckets := strings.Fields(spelled(cause.Detail["buckets"], dialect, syntax))
	text = strings.NewReplacer(pairs...).Replace(forEachBucket(text, buckets))
	switch {
	case dialect == source.Terraform || dialect == source.TerraformPlan:
		text = withFreeNames(text, document, cause.Root)
	case dialect == source.CloudFormation && strings.Contains(text, newTable):
		text = withNewTables(text, document, scope)
	}
	text = needlessSub.Get().ReplaceAllString(text, "$1")
	if call := document.Call(cause.Node).Address; call != "" && text != "" {
		text = besideCall(text, document, cause, call)
	}
	if dialect == source.CloudFormation && strings.HasSuffix(document.Range(cause.Node).File, ".json") && !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, `"`) {
		text = "# in YAML; this template says the same in JSON\n" + text
	}
	return inPartition(inRegion(text, cause.Detail["region"]), cause.Detail["partition"])
}

// forEachBucket repeats the lines that name a bucket. Elements of a list in JSON are
// the ones that start with a quote and end without a comma.
func forEachBucket(text string, buckets []string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.Contains(line, "{bucket}") {
			continue
		}
		separator := "\n"
		if strings.HasSuffix(line, `"`) && strings.HasPrefix(strings.TrimSpace(line), `"`) {
			separator = ",\n"
		}
		var each []string
		for _, bucket := range buckets {
			each = append(each, strings.ReplaceAll(line, "{bucket}", bucket))
		}
		lines[i] = strings.Join(each, separator)
	}
	return strings.Join(lines, "\n")
}

// of is the text of the first key that has one in the dialect. What a plan holds is
// mended in the configuration it was made of.
func (f fixes) of(dialect source.Dialect, keys ...string) string {
	if dialect == source.TerraformPlan {
		dialect = source.Terraform
	}
	for _, key := range keys {
		if text := f[key][dialect]; text != "" {
			return text
		}
	}
	return ""
}

// constructLevel is "l1" for a construct that is the resource itself, which has
// properties and no methods. A construct that wraps a resource calls it so
// (https://docs.aws.amazon.com/cdk/v2/guide/cfn-layer.html).
func constructLevel(construct string) string {
	if last := path.Base(construct); construct == "" || last == "Resource" || last == "Default" {
		return "l2"
	}
	return "l1"
}

// spelled writes what the deployment fills in the way the dialect does. JSON has no
// way, so that it gets a word to be replaced.
func spelled(detail string, dialect source.Dialect, syntax string) string {
	region, suffix := "${data.aws_region.current.id}", "${data.aws_partition.current.dns_suffix}"
	switch {
	case syntax == "json":
		region, suffix = "REGION", "DNS_SUFFIX"
	case dialect == source.CloudFormation:
		region, suffix = "${AWS::Region}", "${AWS::URLSuffix}"
	case dialect == source.CDK:
		region, suffix = "${cdk.Aws.REGION}", "${cdk.Aws.URL_SUFFIX}"
	}
	return strings.NewReplacer("${region}", region, "${dns_suffix}", suffix).Replace(detail)
}

// vpcReference is how a template refers to the VPC of an endpoint at fault; a name
// to be replaced where the file does not declare it.
func vpcReference(document *facts.Document, cause facts.Cause) string {
	vpc, ok := document.VPCs[document.InterfaceEndpoints[cause.Node].VPC]
	if !ok || !vpc.Declared || document.Range(vpc.ID).File != document.Range(cause.Node).File {
		return "VPC_ID"
	}
	return "!Ref " + localName(vpc.Address, source.CloudFormation)
}

// needlessSub is a substitution in which nothing is left to be filled in.
var needlessSub = lazyregexp.New(`!Sub ("[^"$]*")`)

// inRegion names the region in a text where it is known. A fix that asks Terraform
// for the region then needs no data source.
func inRegion(text, region string) string {
	if region == "" {
		return text
	}
	return strings.NewReplacer(
		"data \"aws_region\" \"current\" {}\n\n", "", "${data.aws_region.current.id}", region,
		"cdk.Aws.REGION", "cdk.Aws.REGION", "REGION", region,
	).Replace(text)
}

// inPartition writes a text's ARNs in the partition of the cause, "" for the usual one.
func inPartition(text, partition string) string {
	if partition == "" {
		return text
	}
	return strings.ReplaceAll(text, "arn:aws:", "arn:"+partition+":")
}

// resourceHeader is the first line of a resource that a fix declares.
var resourceHeader = lazyregexp.New(`resource "(\w+)" "(\w+)"`)

// withFreeNames renames the resources that a fix declares where the root has one
// of that address already.
func withFreeNames(text string, document *facts.Document, root string) string {
	return resourceHeader.Get().ReplaceAllStringFunc(text, func(header string) string {
		parts := resourceHeader.Get().FindStringSubmatch(header)
		name := parts[2]
		for n := 2; taken(document, root, parts[1]+"."+name); n++ {
			name = fmt.Sprintf("%s_%d", parts[2], n)
		}
		return fmt.Sprintf("resource %q %q", parts[1], name)
	})
}

func taken(document *facts.Document, root, address string) bool {
	declared := func(row facts.Row) bool {
		plain, _, _ := strings.Cut(row.Address, "[")
		return row.Root == root && plain == address
	}
	for _, endpoint := range document.GatewayEndpoints {
		if declared(endpoint.Row) {
			return true
		}
	}
	for _, endpoint := range document.InterfaceEndpoints {
		if declared(endpoint.Row) {
			return true
		}
	}
	for _, rule := range document.EgressRules {
		if declared(rule.Row) {
			return true
		}
	}
	for _, rule := range document.IngressRules {
		if declared(rule.Row) {
			return true
		}
	}
	return false
}

// variant names the kinds of cause that need another change than the rest.
func variant(document *facts.Document, cause facts.Cause, scope []string) string {
	if cause.Detail["explicit_deny"] == "true" {
		// One more statement that allows helps nothing against one that denies.
		return "explicit_deny"
	}
	if other := cause.Detail["fix"]; other != "" {
		return other
	}
	return rulesKind(document, cause, scope)
}

// newTable stands in a template's fix for a table that it has to declare first: a
// template cannot name the main table of a VPC.
const newTable = "\x00new table\x00"

// routeTables are references to the tables of the paths' subnets, as the dialect
// writes them; a name to be replaced where nothing in view has one.
func routeTables(document *facts.Document, scope []string, dialect source.Dialect) []string {
	terraform := dialect == source.Terraform || dialect == source.TerraformPlan
	names := map[string]bool{}
	for _, id := range scope {
		subnet := document.Subnets[document.Paths[id].SubnetID]
		table, ok := document.RouteTables[subnet.RouteTable]
		switch {
		case ok && table.Declared && terraform:
			names[localName(table.Address, dialect)+".id"] = true
		case ok && table.Declared:
			names["!Ref "+localName(table.Address, dialect)] = true
		case ok && terraform && document.VPCs[table.VPC].Declared:
			names[localName(document.VPCs[table.VPC].Address, dialect)+".main_route_table_id"] = true
		case !terraform && onMainTable(document, subnet):
			names[newTable] = true
		}
	}
	switch {
	case len(names) > 0:
		return slices.Sorted(maps.Keys(names))
	case terraform:
		return []string{"aws_route_table.private.id"}
	}
	return []string{"ROUTE_TABLE_ID"}
}

// endpointSubnets are references to the paths' subnets, one for each availability
// zone: an interface endpoint takes no two in one
// (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
func endpointSubnets(document *facts.Document, scope []string, dialect source.Dialect) []string {
	terraform := dialect == source.Terraform || dialect == source.TerraformPlan
	inZone := map[string]string{}
	for _, id := range scope {
		subnet := document.Subnets[document.Paths[id].SubnetID]
		name := "!Ref " + localName(subnet.Address, dialect)
		if terraform {
			name = localName(subnet.Address, dialect) + ".id"
		}
		if earlier, ok := inZone[subnet.AvailabilityZone]; subnet.Declared && (!ok || name < earlier) {
			inZone[subnet.AvailabilityZone] = name
		}
	}
	switch {
	case len(inZone) > 0:
		return slices.Sorted(maps.Values(inZone))
	case terraform:
		return []string{"aws_subnet.private.id"}
	}
	return []string{"SUBNET_ID"}
}

func onMainTable(document *facts.Document, subnet facts.Subnet) bool {
	table, ok := document.RouteTables[subnet.RouteTable]
	return ok && !table.Declared && subnet.Declared && document.VPCs[table.VPC].Declared
}

// withNewTables declares a table, and associates it with the subnets that have none.
func withNewTables(text string, document *facts.Document, scope []string) string {
	network, subnets, used := "", map[string]bool{}, map[string]bool{}
	for _, id := range scope {
		if subnet := document.Subnets[document.Paths[id].SubnetID]; onMainTable(document, subnet) {
			network = localName(document.VPCs[document.RouteTables[subnet.RouteTable].VPC].Address, source.CloudFormation)
			subnets[localName(subnet.Address, source.CloudFormation)] = true
		}
	}
	for _, table := range document.RouteTables {
		used[localName(table.Address, source.CloudFormation)] = true
	}
	name := "PrivateRouteTable"
	for n := 2; used[name]; n++ {
		name = fmt.Sprintf("PrivateRouteTable%d", n)
	}
	var declared strings.Builder
	fmt.Fprintf(&declared, "%s:\n  Type: AWS::EC2::RouteTable\n  Properties:\n    VpcId: !Ref %s\n", name, network)
	for _, subnet := range slices.Sorted(maps.Keys(subnets)) {
		fmt.Fprintf(&declared, "%sRouteTable:\n  Type: AWS::EC2::SubnetRouteTableAssociation\n  Properties:\n    SubnetId: !Ref %s\n    RouteTableId: !Ref %s\n",
			subnet, subnet, name)
	}
	return declared.String() + strings.ReplaceAll(text, newTable, "!Ref "+name)
}

// localName is the name that stands in the node's own file: without the modules
// around it and the path of nested stacks.
func localName(address string, dialect source.Dialect) string {
	if dialect == source.CloudFormation || dialect == source.CDK {
		return address[strings.LastIndex(address, "/")+1:]
	}
	// Instance keys may hold dots.
	key := ""
	if at := strings.LastIndex(address, "["); at >= 0 && strings.HasSuffix(address, "]") {
		address, key = address[:at], address[at:]
	}
	parts := strings.Split(instanceKey.Get().ReplaceAllString(address, ""), ".")
	return strings.Join(parts[max(0, len(parts)-2):], ".") + key
}
