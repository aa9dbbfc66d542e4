package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// dataReason says why an attribute of a data source is not known. The identity
// of the thing found is the data source's own; other attributes hang behind it.
func (r *run) dataReason(address, attribute string) value.Reason {
	reason := value.Reason{
		Text: "data source " + strings.TrimPrefix(address, "data.") + " is read at plan time", Key: r.key(address), InView: true,
		Settle: "declare what it finds in the same configuration, or take it from a variable and pass --var",
	}
	if strings.Contains(address, "data.terraform_remote_state.") {
		reason.Settle = "take it from a variable and pass --var"
	}
	if attribute != "" && attribute != "id" {
		reason.Key += "." + attribute
	}
	return reason
}

// followed are data sources that stay nodes of their own: the lowering reads
// their arguments.
var followed = map[string]bool{
	"aws_prefix_list": true, "aws_route53_zone": true, "aws_route53_resolver_rule": true, "aws_ec2_managed_prefix_list": true, "aws_ssm_parameter": true, "aws_ami": true,
}

// dataObject is what is known of a data source without asking AWS.
func (in *instance) dataObject(d *declaration, one member) (cty.Value, bool) {
	known := schemaOf(d.fullType())
	members := in.part(d, one).object(known)
	address := in.address(d, one)
	text := func(name string) cty.Value {
		return in.run.tokens.value(value.Hole{Reason: reasonAt(in.run.dataReason(address, name))})
	}
	switch {
	case d.typ == "aws_region":
		in.regionObject(d, members)
	case d.typ == "aws_partition":
		in.partitionObject(d, members)
	case d.typ == "aws_caller_identity":
		account := in.run.tokens.value(value.Hole{Symbol: value.Account})
		members["account_id"], members["id"] = account, account
		members["arn"], members["user_id"] = text("arn"), text("user_id")
	case d.typ == "aws_availability_zones":
		in.zonesObject(d, members)
	case d.typ == "aws_vpc_endpoint_service":
		in.serviceObject(d, members)
	case d.typ == "aws_iam_policy_document":
		return in.policyObject(d, one), true
	case followed[d.typ]:
		node := in.run.key(address)
		for _, name := range []string{"id", "prefix_list_id", "value", "insecure_value", "image_id", "zone_id", "arn"} {
			members[name] = in.run.tokens.value(value.Hole{Ref: &value.Ref{Node: node, Attribute: name}})
		}
	default:
		return cty.NilVal, false
	}
	for _, name := range known.namesOrNil() {
		attribute := known.attributes[name]
		v, ok := members[name]
		if (!ok || v.IsNull()) && attribute.computed {
			members[name] = in.run.unknown(attribute.ty, in.run.dataReason(address, name))
		} else if !ok {
			members[name] = cty.NullVal(attribute.ty)
		}
	}
	return cty.ObjectVal(members), true
}

func reasonAt(reason value.Reason) *value.Reason { return &reason }

func (s *schema) namesOrNil() []string {
	if s == nil {
		return nil
	}
	return s.names
}

func given(members map[string]cty.Value, names ...string) (cty.Value, bool) {
	for _, name := range names {
		if v, ok := members[name]; ok && v != cty.NilVal && !v.IsNull() {
			return v, true
		}
	}
	return cty.NilVal, false
}

func (in *instance) regionObject(d *declaration, members map[string]cty.Value) {
	region, ok := given(members, "region", "name", "id")
	if !ok {
		region = in.providerRegion(d.body, d.typ)
	}
	members["region"], members["name"], members["id"] = region, region, region
	members["endpoint"] = in.run.joined("ec2.", region, ".", in.run.dnsSuffix(region))
}

// joined concatenates texts and string values.
func (r *run) joined(parts ...any) cty.Value {
	var b strings.Builder
	for _, part := range parts {
		switch p := part.(type) {
		case string:
			b.WriteString(p)
		case cty.Value:
			if !p.IsKnown() || p.IsNull() || p.Type() != cty.String {
				return cty.UnknownVal(cty.String)
			}
			b.WriteString(p.AsString())
		}
	}
	return cty.StringVal(b.String())
}

// partitionOf is the partition of a region's name
// (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html).
func partitionOf(region string) (partition, suffix string) {
	for _, one := range [][3]string{
		{"cn-", "aws-cn", "amazonaws.com.cn"}, {"us-gov-", "aws-us-gov", "amazonaws.com"},
		{"us-iso-", "aws-iso", "c2s.ic.gov"}, {"us-isob-", "aws-iso-b", "sc2s.sgov.gov"},
		{"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"}, {"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
		{"eusc-", "aws-eusc", "amazonaws.eu"},
	} {
		if strings.HasPrefix(region, one[0]) {
			return one[1], one[2]
		}
	}
	return "aws", "amazonaws.com"
}

func (r *run) dnsSuffix(region cty.Value) cty.Value {
	if isLiteral(region) {
		_, suffix := partitionOf(region.AsString())
		return cty.StringVal(suffix)
	}
	return r.tokens.value(value.Hole{Symbol: value.DNSSuffix})
}

func isLiteral(v cty.Value) bool {
	return v.IsKnown() && !v.IsNull() && v.Type() == cty.String && !hasToken(v.AsString())
}

func (in *instance) partitionObject(d *declaration, members map[string]cty.Value) {
	region := in.providerRegion(d.body, d.typ)
	partition := in.run.tokens.value(value.Hole{Symbol: value.Partition})
	reversed := cty.UnknownVal(cty.String)
	if isLiteral(region) {
		name, suffix := partitionOf(region.AsString())
		partition = cty.StringVal(name)
		labels := strings.Split(suffix, ".")
		for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
			labels[i], labels[j] = labels[j], labels[i]
		}
		reversed = cty.StringVal(strings.Join(labels, "."))
	}
	members["partition"], members["id"] = partition, partition
	members["dns_suffix"] = in.run.dnsSuffix(region)
	members["reverse_dns_prefix"] = reversed
}

func (in *instance) serviceObject(d *declaration, members map[string]cty.Value) {
	region, ok := given(members, "region")
	if !ok {
		region = in.providerRegion(d.body, d.typ)
	}
	if _, ok := given(members, "service_name"); !ok {
		if service, ok := given(members, "service"); ok {
			prefix := "com.amazonaws."
			if isLiteral(region) && strings.HasPrefix(region.AsString(), "cn-") && isLiteral(service) && service.AsString() != "s3" && service.AsString() != "dynamodb" {
				prefix = "cn.com.amazonaws."
			}
			members["service_name"] = in.run.joined(prefix, region, ".", service)
		}
	}
}

// providerRegion is the region of the provider configuration a block uses.
func (in *instance) providerRegion(body *hclsyntax.Body, typ string) cty.Value {
	name, alias := "aws", ""
	if at := strings.IndexByte(typ, '_'); at > 0 {
		name = typ[:at]
	}
	if name != "aws" {
		return in.run.unfixedRegion()
	}
	return in.regionOf(providerOf(body, name, alias))
}

// providerOf is the provider configuration a block names.
func providerOf(body *hclsyntax.Body, name, alias string) (string, string) {
	if attribute := body.Attributes["provider"]; attribute != nil {
		if traversal, diagnostics := hcl.AbsTraversalForExpr(attribute.Expr); !diagnostics.HasErrors() {
			return traversal.RootName(), step(traversal, 1)
		}
	}
	return name, alias
}

// providerIdentity tells apart the provider configurations of a root: blocks
// with the same one are made in the same account and region.
func (in *instance) providerIdentity(d *declaration) string {
	config, at := in.providerConfig(providerOf(d.body, "aws", ""))
	if config == nil {
		return ""
	}
	return at.prefix + config.name + "." + aliasOf(config)
}

func (in *instance) regionOf(name, alias string) cty.Value {
	config, at := in.providerConfig(name, alias)
	if config == nil {
		return in.run.unfixedRegion()
	}
	attribute := config.body.Attributes["region"]
	if attribute == nil {
		return in.run.unfixedRegion()
	}
	region := coerce(at.providerPart(config).argument(attribute), cty.String)
	if !region.IsKnown() || region.IsNull() {
		return in.run.unfixedRegion()
	}
	return region
}

// providerConfig finds a provider block in the module or, as the call passes it
// or by inheritance, in its callers.
func (in *instance) providerConfig(name, alias string) (*block, *instance) {
	for _, config := range in.module.providers {
		if config.name == name && aliasOf(config) == alias {
			return config, in
		}
	}
	if in.caller == nil {
		return nil, nil
	}
	if attribute := in.call.body.Attributes["providers"]; attribute != nil {
		pairs, diagnostics := hcl.ExprMap(attribute.Expr)
		if !diagnostics.HasErrors() {
			for _, pair := range pairs {
				inner, first := hcl.AbsTraversalForExpr(pair.Key)
				outer, second := hcl.AbsTraversalForExpr(pair.Value)
				if !first.HasErrors() && !second.HasErrors() && inner.RootName() == name && step(inner, 1) == alias {
					return in.caller.in.providerConfig(outer.RootName(), step(outer, 1))
				}
			}
		}
	}
	if alias != "" {
		return nil, nil
	}
	return in.caller.in.providerConfig(name, "")
}

func aliasOf(config *block) string {
	if attribute := config.body.Attributes["alias"]; attribute != nil {
		alias, _ := literalText(attribute.Expr)
		return alias
	}
	return ""
}

// unfixedRegion is the region where no provider block says one.
func (r *run) unfixedRegion() cty.Value {
	if r.options.Region != "" {
		return cty.StringVal(r.options.Region)
	}
	return r.tokens.value(value.Hole{Symbol: value.Region})
}
