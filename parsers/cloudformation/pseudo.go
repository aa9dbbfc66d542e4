package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// pseudo is the value of a pseudo parameter
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html).
func (s *stack) pseudo(name string, at source.Range) (value.Value, bool) {
	switch name {
	case "AWS::NoValue":
		return value.Value{Range: at}, true
	case "AWS::Region":
		return symbol(value.Region, s.environment.Region, at), true
	case "AWS::Partition":
		return symbol(value.Partition, partitionOf(s.environment.Region), at), true
	case "AWS::AccountId":
		return symbol(value.Account, s.environment.Account, at), true
	case "AWS::URLSuffix":
		return symbol(value.DNSSuffix, suffixOf(s.environment.Region), at), true
	case "AWS::StackName":
		if s.parent == nil && s.environment.Name != "" {
			return value.OfString(s.environment.Name, at), true
		}
		return s.ofStack(name, "the name of the stack is chosen when it is deployed", at), true
	case "AWS::StackId":
		return s.ofStack(name, "the id of the stack is made when it is deployed", at), true
	case "AWS::NotificationARNs":
		return s.ofStack(name, "the notification topics are chosen when the stack is deployed", at), true
	}
	return value.Value{}, false
}

func (s *stack) ofStack(name, why string, at source.Range) value.Value {
	reason := value.Reason{Text: why, Key: s.id + "#" + name}
	return value.OfText(value.HoleText(value.Hole{Reason: &reason, Range: at}), at)
}

func symbol(of value.Symbol, known string, at source.Range) value.Value {
	if known != "" {
		return value.OfString(known, at)
	}
	return value.OfText(value.HoleText(value.Hole{Symbol: of, Range: at}), at)
}

var symbolNames = map[value.Symbol]string{
	value.Region: "AWS::Region", value.Partition: "AWS::Partition", value.Account: "AWS::AccountId", value.DNSSuffix: "AWS::URLSuffix",
}

func symbolAtom(of value.Symbol) value.Atom {
	return value.Atom{ID: symbolNames[of], Name: symbolNames[of], Open: true}
}

// partitionOf tells a region's partition, "" when the region is not known. The
// partitions are those of the public SDKs' endpoint data; regions of partitions
// without public names stay unknown.
func partitionOf(region string) string {
	switch {
	case region == "" || strings.Contains(region, "-iso"):
		return ""
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	}
	return "aws"
}

func suffixOf(region string) string {
	switch partitionOf(region) {
	case "aws", "aws-us-gov":
		return "amazonaws.com"
	case "aws-cn":
		return "amazonaws.com.cn"
	case "aws-eusc":
		return "amazonaws.eu"
	}
	return ""
}
