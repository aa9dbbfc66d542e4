package live

import (
	"context"
	"fmt"

	"github.com/repolint/repolint/source/json"
)

// API answers questions about a region of an account: EC2 itself ([Connect]), or
// a snapshot of what it once answered ([Components]).
type API interface {
	// Ask hands over every page of an answer, one object with EC2's own names for each
	// thing. The question is about the things named, or about all there are where
	// none is; a recording may answer with more. A [Refusal] leaves the other
	// questions open; any other error means that nothing can be asked.
	Ask(ctx context.Context, call Call, about ...string) ([]*json.Node, error)
}

// Call is a question that can be put to EC2. All of them only read. The zero Call
// is invalid.
type Call int

// The questions. A comment says what the things are that one can be about: VPCs
// where there is none.
const (
	_ Call = iota
	DescribeVpcs
	DescribeVpcAttribute // never about all
	DescribeSubnets
	DescribeRouteTables
	DescribeInternetGateways
	DescribeEgressOnlyInternetGateways // always about all
	DescribeNatGateways
	DescribeVpnGateways
	DescribeVpcPeeringConnections // always about all
	DescribeTransitGatewayVpcAttachments
	DescribeVpcEndpoints
	DescribeSecurityGroups
	DescribeSecurityGroupRules // security groups
	DescribeNetworkAcls
	DescribeManagedPrefixLists  // always about all
	GetManagedPrefixListEntries // prefix lists, never about all
	DescribeDhcpOptions         // option sets
	DescribeVpcBlockPublicAccessOptions
	DescribeVpcBlockPublicAccessExclusions
	DescribeNetworkInterfaces
	DescribeInstances
	DescribeImages // images, never about all
	callEnd
)

var callNames = [callEnd]string{
	DescribeVpcs: "DescribeVpcs", DescribeVpcAttribute: "DescribeVpcAttribute", DescribeSubnets: "DescribeSubnets",
	DescribeRouteTables: "DescribeRouteTables", DescribeInternetGateways: "DescribeInternetGateways",
	DescribeEgressOnlyInternetGateways: "DescribeEgressOnlyInternetGateways", DescribeNatGateways: "DescribeNatGateways",
	DescribeVpnGateways: "DescribeVpnGateways", DescribeVpcPeeringConnections: "DescribeVpcPeeringConnections",
	DescribeTransitGatewayVpcAttachments: "DescribeTransitGatewayVpcAttachments", DescribeVpcEndpoints: "DescribeVpcEndpoints",
	DescribeSecurityGroups: "DescribeSecurityGroups", DescribeSecurityGroupRules: "DescribeSecurityGroupRules",
	DescribeNetworkAcls: "DescribeNetworkAcls", DescribeManagedPrefixLists: "DescribeManagedPrefixLists",
	GetManagedPrefixListEntries: "GetManagedPrefixListEntries", DescribeDhcpOptions: "DescribeDhcpOptions",
	DescribeVpcBlockPublicAccessOptions:    "DescribeVpcBlockPublicAccessOptions",
	DescribeVpcBlockPublicAccessExclusions: "DescribeVpcBlockPublicAccessExclusions",
	DescribeNetworkInterfaces:              "DescribeNetworkInterfaces", DescribeInstances: "DescribeInstances", DescribeImages: "DescribeImages",
}

// String is the name of the call in EC2's API, and of the permission for it.
func (c Call) String() string {
	if c <= 0 || c >= callEnd {
		return "invalid"
	}
	return callNames[c]
}

// Permission is what an IAM policy must allow for the call.
func (c Call) Permission() string { return "ec2:" + c.String() }

// Calls lists every valid call.
func Calls() []Call {
	calls := make([]Call, 0, callEnd-1)
	for c := Call(1); c < callEnd; c++ {
		calls = append(calls, c)
	}
	return calls
}

func callNamed(name string) (Call, bool) {
	for _, c := range Calls() {
		if callNames[c] == name {
			return c, true
		}
	}
	return 0, false
}

// Refusal is EC2's answer to a question that the credentials may not put.
type Refusal struct {
	Call Call
	// Code is EC2's own: "UnauthorizedOperation".
	Code string
}

// Error says which permission is missing.
func (r *Refusal) Error() string {
	if r.Code == notRecorded {
		return "the snapshot has no answer to " + r.Call.String()
	}
	return fmt.Sprintf("%s is not allowed (%s)", r.Call.Permission(), r.Code)
}
