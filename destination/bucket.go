package destination

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/value"
)

// Bucket is an S3 bucket and what is read from it. Name may hold ${region},
// ${partition}, ${dns_suffix}, ${account} and ${suffix}.
type Bucket struct {
	Name string `json:"name"`
	// Optional marks a bucket that only some hosts of the destination read, old
	// images for instance.
	Optional bool `json:"optional,omitempty"`
	// Partitions restrict the bucket; none means every partition.
	Partitions []string `json:"partitions,omitempty"`
	// Keys are samples of the object keys that hosts read; "sample/object" where
	// AWS does not document their form.
	Keys []string `json:"keys"`
	// Hosts are the names that requests go to.
	Hosts []string `json:"hosts,omitempty"`
	// Suffixes give ${suffix} by region, where a name has a part that only a
	// table knows.
	Suffixes map[string]string `json:"suffixes,omitempty"`
}

// Symbols are the symbols that the input fixes; those it does not fix stay open.
type Symbols map[value.Symbol]value.Text

// In reports whether the bucket is used in the partition; an unknown partition may use any.
func (b *Bucket) In(fixed Symbols) value.Truth {
	if len(b.Partitions) == 0 {
		return value.True
	}
	text, ok := fixed.partition()
	if !ok {
		return value.Unknown
	}
	return value.TruthOf(slices.Contains(b.Partitions, text))
}

// Objects are the ARNs of the sample objects: arn:${partition}:s3:::bucket/key.
func (b *Bucket) Objects(fixed Symbols) []value.Text {
	bucket := b.ARN(fixed)
	objects := make([]value.Text, 0, len(b.Keys))
	for _, key := range b.Keys {
		objects = append(objects, value.Concat(bucket, value.Literal("/"), expand(key, fixed, nil)))
	}
	return objects
}

// ARN is the bucket's own ARN.
func (b *Bucket) ARN(fixed Symbols) value.Text {
	return value.Concat(expand("arn:${partition}:s3:::", fixed, nil), b.Expand(fixed))
}

// Names are the host names that requests go to. Where a bucket does not tell,
// they are the two forms that S3 offers, and which of them is asked for is open.
func (d *Destination) Names(fixed Symbols) []value.Text {
	var names []value.Text
	for i := range d.Buckets {
		bucket := &d.Buckets[i]
		if bucket.Optional || bucket.In(fixed) == value.False {
			continue
		}
		hosts := bucket.Hosts
		if len(hosts) == 0 {
			hosts = []string{bucket.Name + ".s3.${region}.${dns_suffix}", bucket.Name + ".s3.dualstack.${region}.${dns_suffix}"}
		}
		for _, host := range hosts {
			names = append(names, expand(host, fixed, bucket.Suffixes))
		}
	}
	for _, pattern := range d.Hosts {
		names = append(names, expand(pattern, fixed, nil))
	}
	return names
}

// Expand is the bucket's name.
func (b *Bucket) Expand(fixed Symbols) value.Text { return expand(b.Name, fixed, b.Suffixes) }

// holes are the names a pattern may hold.
var holes = map[string]value.Symbol{
	"region": value.Region, "partition": value.Partition, "account": value.Account, "dns_suffix": value.DNSSuffix,
}

const suffixHole = "suffix"

// expand makes a text of a pattern. Unknown holes were refused by [Parse].
func expand(pattern string, fixed Symbols, suffixes map[string]string) value.Text {
	var parts []value.Text
	for {
		literal, rest, found := strings.Cut(pattern, "${")
		parts = append(parts, value.Literal(literal))
		if !found {
			return value.Concat(parts...)
		}
		hole, after, _ := strings.Cut(rest, "}")
		if hole == suffixHole {
			parts = append(parts, fixed.suffix(suffixes))
		} else {
			parts = append(parts, fixed.text(holes[hole]))
		}
		pattern = after
	}
}

func (s Symbols) text(symbol value.Symbol) value.Text {
	if text, ok := s[symbol]; ok {
		return text
	}
	if symbol == value.Partition {
		if partition, ok := s.partition(); ok {
			return value.Literal(partition)
		}
	}
	return value.SymbolText(symbol)
}

func (s Symbols) suffix(suffixes map[string]string) value.Text {
	reason := value.Reason{
		Text:   "the bucket's name ends in a part that AWS publishes per region, and the region is not known",
		Settle: "fix the region in the provider, the stack's environment or the configuration",
	}
	if region, ok := s[value.Region]; ok {
		if literal, ok := region.Literal(); ok {
			if suffix, ok := suffixes[literal]; ok {
				return value.Literal(suffix)
			}
			reason = value.Reason{Text: "AWS publishes no bucket name for region " + literal}
		}
	}
	return value.HoleText(value.Hole{Reason: &reason})
}

// partition is the fixed partition, or the one that a fixed region belongs to.
func (s Symbols) partition() (string, bool) {
	if text, ok := s[value.Partition]; ok {
		return text.Literal()
	}
	region, ok := s[value.Region]
	if !ok {
		return "", false
	}
	literal, ok := region.Literal()
	if !ok || strings.Count(literal, "-") < 2 {
		return "", false
	}
	for _, known := range partitions {
		if strings.HasPrefix(literal, known.prefix) {
			return known.name, true
		}
	}
	return "aws", true
}

// partitions by the prefix of their regions
// (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html).
var partitions = []struct{ prefix, name string }{
	{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"}, {"us-isob-", "aws-iso-b"},
	{"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"}, {"eusc-", "aws-eusc"},
}
