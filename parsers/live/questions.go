package live

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/source/json"
)

type question func(ctx context.Context, client *ec2.Client, about []string) ([]*json.Node, error)

// questions put each call to EC2, page by page.
var questions = [callEnd]question{
	DescribeVpcs: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeVpcs, &ec2.DescribeVpcsInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeVpcsInput, out *ec2.DescribeVpcsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.Vpcs, vpcFields), out.NextToken
			})
	},
	DescribeVpcAttribute: vpcAttributes,
	DescribeSubnets: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeSubnets, &ec2.DescribeSubnetsInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeSubnetsInput, out *ec2.DescribeSubnetsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.Subnets, subnetFields), out.NextToken
			})
	},
	DescribeRouteTables: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		// This one takes no more than 100 at once.
		return paged(ctx, c.DescribeRouteTables, &ec2.DescribeRouteTablesInput{MaxResults: aws.Int32(100), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeRouteTablesInput, out *ec2.DescribeRouteTablesOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.RouteTables, routeTableFields), out.NextToken
			})
	},
	DescribeInternetGateways: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeInternetGateways, &ec2.DescribeInternetGatewaysInput{MaxResults: page(), Filters: filtered("attachment.vpc-id", about)},
			func(in *ec2.DescribeInternetGatewaysInput, out *ec2.DescribeInternetGatewaysOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.InternetGateways, internetGatewayFields), out.NextToken
			})
	},
	DescribeEgressOnlyInternetGateways: func(ctx context.Context, c *ec2.Client, _ []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeEgressOnlyInternetGateways, &ec2.DescribeEgressOnlyInternetGatewaysInput{MaxResults: aws.Int32(255)},
			func(in *ec2.DescribeEgressOnlyInternetGatewaysInput, out *ec2.DescribeEgressOnlyInternetGatewaysOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.EgressOnlyInternetGateways, egressOnlyFields), out.NextToken
			})
	},
	DescribeNatGateways: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeNatGateways, &ec2.DescribeNatGatewaysInput{MaxResults: page(), Filter: filtered("vpc-id", about)},
			func(in *ec2.DescribeNatGatewaysInput, out *ec2.DescribeNatGatewaysOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.NatGateways, natGatewayFields), out.NextToken
			})
	},
	DescribeVpnGateways: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		out, err := c.DescribeVpnGateways(ctx, &ec2.DescribeVpnGatewaysInput{Filters: filtered("attachment.vpc-id", about)})
		if err != nil {
			return nil, err
		}
		return all(out.VpnGateways, vpnGatewayFields), nil
	},
	DescribeVpcPeeringConnections: func(ctx context.Context, c *ec2.Client, _ []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeVpcPeeringConnections, &ec2.DescribeVpcPeeringConnectionsInput{MaxResults: page()},
			func(in *ec2.DescribeVpcPeeringConnectionsInput, out *ec2.DescribeVpcPeeringConnectionsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.VpcPeeringConnections, peeringFields), out.NextToken
			})
	},
	DescribeTransitGatewayVpcAttachments: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeTransitGatewayVpcAttachments,
			&ec2.DescribeTransitGatewayVpcAttachmentsInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeTransitGatewayVpcAttachmentsInput, out *ec2.DescribeTransitGatewayVpcAttachmentsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.TransitGatewayVpcAttachments, transitFields), out.NextToken
			})
	},
	DescribeVpcEndpoints: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeVpcEndpoints, &ec2.DescribeVpcEndpointsInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeVpcEndpointsInput, out *ec2.DescribeVpcEndpointsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.VpcEndpoints, endpointFields), out.NextToken
			})
	},
	DescribeSecurityGroups: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeSecurityGroups, &ec2.DescribeSecurityGroupsInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeSecurityGroupsInput, out *ec2.DescribeSecurityGroupsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.SecurityGroups, securityGroupFields), out.NextToken
			})
	},
	DescribeSecurityGroupRules: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeSecurityGroupRules, &ec2.DescribeSecurityGroupRulesInput{MaxResults: page(), Filters: filtered("group-id", about)},
			func(in *ec2.DescribeSecurityGroupRulesInput, out *ec2.DescribeSecurityGroupRulesOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.SecurityGroupRules, ruleFields), out.NextToken
			})
	},
	DescribeNetworkAcls: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeNetworkAcls, &ec2.DescribeNetworkAclsInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeNetworkAclsInput, out *ec2.DescribeNetworkAclsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.NetworkAcls, networkACLFields), out.NextToken
			})
	},
	DescribeManagedPrefixLists: func(ctx context.Context, c *ec2.Client, _ []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeManagedPrefixLists, &ec2.DescribeManagedPrefixListsInput{MaxResults: aws.Int32(100)},
			func(in *ec2.DescribeManagedPrefixListsInput, out *ec2.DescribeManagedPrefixListsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.PrefixLists, prefixListFields), out.NextToken
			})
	},
	GetManagedPrefixListEntries: listEntries,
	DescribeDhcpOptions: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeDhcpOptions, &ec2.DescribeDhcpOptionsInput{MaxResults: page(), Filters: filtered("dhcp-options-id", about)},
			func(in *ec2.DescribeDhcpOptionsInput, out *ec2.DescribeDhcpOptionsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.DhcpOptions, optionsFields), out.NextToken
			})
	},
	DescribeVpcBlockPublicAccessOptions: func(ctx context.Context, c *ec2.Client, _ []string) ([]*json.Node, error) {
		out, err := c.DescribeVpcBlockPublicAccessOptions(ctx, &ec2.DescribeVpcBlockPublicAccessOptionsInput{})
		if err != nil || out.VpcBlockPublicAccessOptions == nil {
			return nil, err
		}
		return []*json.Node{publicAccessFields(out.VpcBlockPublicAccessOptions)}, nil
	},
	DescribeVpcBlockPublicAccessExclusions: func(ctx context.Context, c *ec2.Client, _ []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeVpcBlockPublicAccessExclusions, &ec2.DescribeVpcBlockPublicAccessExclusionsInput{MaxResults: page()},
			func(in *ec2.DescribeVpcBlockPublicAccessExclusionsInput, out *ec2.DescribeVpcBlockPublicAccessExclusionsOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.VpcBlockPublicAccessExclusions, exclusionFields), out.NextToken
			})
	},
	DescribeNetworkInterfaces: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		return paged(ctx, c.DescribeNetworkInterfaces, &ec2.DescribeNetworkInterfacesInput{MaxResults: page(), Filters: filtered("vpc-id", about)},
			func(in *ec2.DescribeNetworkInterfacesInput, out *ec2.DescribeNetworkInterfacesOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.NetworkInterfaces, interfaceFields), out.NextToken
			})
	},
	DescribeInstances: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		filters := append(filtered("vpc-id", about), filtered("instance-state-name", []string{"pending", "running", "stopping", "stopped"})...)
		return paged(ctx, c.DescribeInstances, &ec2.DescribeInstancesInput{MaxResults: page(), Filters: filters},
			func(in *ec2.DescribeInstancesInput, out *ec2.DescribeInstancesOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				var found []*json.Node
				for _, reservation := range out.Reservations {
					found = append(found, all(reservation.Instances, instanceFields)...)
				}
				return found, out.NextToken
			})
	},
	DescribeImages: func(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
		// A filter finds what is left of the ids; the ids themselves are refused when one is gone.
		in := &ec2.DescribeImagesInput{MaxResults: page(), Filters: filtered("image-id", about), IncludeDeprecated: aws.Bool(true)}
		return paged(ctx, c.DescribeImages, in, func(in *ec2.DescribeImagesInput, out *ec2.DescribeImagesOutput) ([]*json.Node, *string) {
			in.NextToken = out.NextToken
			return all(out.Images, imageFields), out.NextToken
		})
	},
}

// page is how many things an answer has at most; EC2 gives no more.
func page() *int32 { return aws.Int32(1000) }

// filtered is a filter on some values; no values mean no filter.
func filtered(name string, values []string) []types.Filter {
	if len(values) == 0 {
		return nil
	}
	return []types.Filter{{Name: aws.String(name), Values: values}}
}

// paged asks until there are no more pages. take reads an answer, and puts its
// token into the next question.
func paged[In, Out any](ctx context.Context, ask func(context.Context, *In, ...func(*ec2.Options)) (*Out, error), in *In,
	take func(*In, *Out) ([]*json.Node, *string),
) ([]*json.Node, error) {
	var found []*json.Node
	for {
		out, err := ask(ctx, in)
		if err != nil {
			return nil, err
		}
		more, token := take(in, out)
		if found = append(found, more...); token == nil || *token == "" {
			return found, nil
		}
	}
}

// vpcAttributes asks for the two attributes of each VPC that no other answer has.
func vpcAttributes(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
	var found []*json.Node
	for _, id := range about {
		support, err := c.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: aws.String(id), Attribute: types.VpcAttributeNameEnableDnsSupport})
		if err != nil {
			return nil, err
		}
		names, err := c.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: aws.String(id), Attribute: types.VpcAttributeNameEnableDnsHostnames})
		if err != nil {
			return nil, err
		}
		found = append(found, attributeFields(id, support.EnableDnsSupport, names.EnableDnsHostnames))
	}
	return found, nil
}

func listEntries(ctx context.Context, c *ec2.Client, about []string) ([]*json.Node, error) {
	var found []*json.Node
	for _, id := range about {
		entries, err := paged(ctx, c.GetManagedPrefixListEntries, &ec2.GetManagedPrefixListEntriesInput{MaxResults: aws.Int32(100), PrefixListId: aws.String(id)},
			func(in *ec2.GetManagedPrefixListEntriesInput, out *ec2.GetManagedPrefixListEntriesOutput) ([]*json.Node, *string) {
				in.NextToken = out.NextToken
				return all(out.Entries, entryFields), out.NextToken
			})
		if err != nil {
			return nil, err
		}
		found = append(found, (&fields{}).text("PrefixListId", &id).list("Entries", entries).made())
	}
	return found, nil
}

// inOrder sorts the things of an answer by their ids, so that it is always written
// the same.
func inOrder(call Call, items []*json.Node) []*json.Node {
	sorted := slices.Clone(items)
	id := func(v *json.Node) string { return textOf(v.Get(identity[call])) }
	slices.SortStableFunc(sorted, func(a, b *json.Node) int { return strings.Compare(id(a), id(b)) })
	return sorted
}
