package value

import (
	"strings"

	"github.com/repolint/repolint/internal/lazyregexp"
)

// regions are the regions a text can be about, with one of every partition at
// least; a list that lacks a new one costs nothing where a text names it.
var regions = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
	"ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
	"ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
	"eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
	"mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
	"cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1",
	"us-isob-east-1", "us-isob-west-1", "us-isof-east-1", "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1",
}

// PartitionOf gives the partition and the DNS suffix of a region.
func PartitionOf(region string) (partition, suffix string) {
	for _, family := range []struct{ prefix, partition, suffix string }{
		{"cn-", "aws-cn", "amazonaws.com.cn"},
		{"us-gov-", "aws-us-gov", "amazonaws.com"},
		{"us-iso-", "aws-iso", "c2s.ic.gov"},
		{"us-isob-", "aws-iso-b", "sc2s.sgov.gov"},
		{"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"},
		{"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
		{"eusc-", "aws-eusc", "amazonaws.eu"},
	} {
		if strings.HasPrefix(region, family.prefix) {
			return family.partition, family.suffix
		}
	}
	return "aws", "amazonaws.com"
}

var (
	regionShape  = lazyregexp.New(`^[a-z]{2,4}(?:-[a-z]+)+-[0-9]+`)
	accountShape = lazyregexp.New(`[0-9]{12}`)
)

// regionsNamed lists what looks like a region in text, known or not.
func regionsNamed(text string) []string {
	var found []string
	for i := range text {
		if !isLower(text[i]) || i > 0 && isLower(text[i-1]) {
			continue
		}
		if name := regionShape.Get().FindString(text[i:]); name != "" {
			found = append(found, name)
		}
	}
	return found
}

func isLower(b byte) bool { return b >= 'a' && b <= 'z' }
