package terraform

import (
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// addBucket gives what follows from a bucket's name. A bucket without one still
// has a name of its own, which is no other bucket's.
func (in *instance) addBucket(d *declaration, node string, members map[string]cty.Value) {
	if d.typ != "aws_s3_bucket" {
		return
	}
	bucket, named := given(members, "bucket")
	if !named && d.data {
		return
	}
	if !named {
		members["bucket"] = in.run.tokens.value(value.Hole{Ref: &value.Ref{Node: node, Attribute: "bucket"}})
		return
	}
	if bucket.IsKnown() && bucket.Type() == cty.String {
		members["id"] = bucket
		members["arn"] = in.run.joined("arn:", in.partition(d), ":s3:::", bucket)
	}
}

// partition is the partition of the provider that makes a resource.
func (in *instance) partition(d *declaration) cty.Value {
	if region := in.providerRegion(d.body, d.typ); isLiteral(region) {
		name, _ := partitionOf(region.AsString())
		return cty.StringVal(name)
	}
	return in.run.tokens.value(value.Hole{Symbol: value.Partition})
}
