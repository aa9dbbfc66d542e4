package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// occupants are the resource types that live in subnets and run no package
// manager, with the paths of the properties that name the subnets; "*" goes
// through a list.
var occupants = map[string][]string{
	"AWS::AmazonMQ::Broker":                       {"SubnetIds"},
	"AWS::ApiGatewayV2::VpcLink":                  {"SubnetIds"},
	"AWS::AppRunner::VpcConnector":                {"Subnets"},
	"AWS::AppStream::Fleet":                       {"VpcConfig.SubnetIds"},
	"AWS::CodeBuild::Project":                     {"VpcConfig.Subnets"},
	"AWS::DAX::SubnetGroup":                       {"SubnetIds"},
	"AWS::DMS::ReplicationSubnetGroup":            {"SubnetIds"},
	"AWS::DirectoryService::MicrosoftAD":          {"VpcSettings.SubnetIds"},
	"AWS::DirectoryService::SimpleAD":             {"VpcSettings.SubnetIds"},
	"AWS::DocDB::DBSubnetGroup":                   {"SubnetIds"},
	"AWS::EC2::ClientVpnTargetNetworkAssociation": {"SubnetId"},
	"AWS::EC2::InstanceConnectEndpoint":           {"SubnetId"},
	"AWS::EC2::TransitGatewayAttachment":          {"SubnetIds"},
	"AWS::EC2::TransitGatewayVpcAttachment":       {"SubnetIds"},
	"AWS::ECS::Service":                           {"NetworkConfiguration.AwsvpcConfiguration.Subnets"},
	"AWS::ECS::TaskSet":                           {"NetworkConfiguration.AwsVpcConfiguration.Subnets"},
	"AWS::EFS::MountTarget":                       {"SubnetId"},
	"AWS::EKS::Cluster":                           {"ResourcesVpcConfig.SubnetIds"},
	"AWS::EKS::FargateProfile":                    {"Subnets"},
	"AWS::ElastiCache::ServerlessCache":           {"SubnetIds"},
	"AWS::ElastiCache::SubnetGroup":               {"SubnetIds"},
	"AWS::ElasticLoadBalancing::LoadBalancer":     {"Subnets"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer":   {"Subnets", "SubnetMappings.*.SubnetId"},
	"AWS::Elasticsearch::Domain":                  {"VPCOptions.SubnetIds"},
	"AWS::Events::Rule":                           {"Targets.*.EcsParameters.NetworkConfiguration.AwsVpcConfiguration.Subnets"},
	"AWS::FSx::FileSystem":                        {"SubnetIds"},
	"AWS::Glue::Connection":                       {"ConnectionInput.PhysicalConnectionRequirements.SubnetId"},
	"AWS::Lambda::Function":                       {"VpcConfig.SubnetIds"},
	"AWS::MSK::Cluster":                           {"BrokerNodeGroupInfo.ClientSubnets"},
	"AWS::MSK::ServerlessCluster":                 {"VpcConfigs.*.SubnetIds"},
	"AWS::MWAA::Environment":                      {"NetworkConfiguration.SubnetIds"},
	"AWS::MemoryDB::SubnetGroup":                  {"SubnetIds"},
	"AWS::Neptune::DBSubnetGroup":                 {"SubnetIds"},
	"AWS::NetworkFirewall::Firewall":              {"SubnetMappings.*.SubnetId"},
	"AWS::OpenSearchServerless::VpcEndpoint":      {"SubnetIds"},
	"AWS::OpenSearchService::Domain":              {"VPCOptions.SubnetIds"},
	"AWS::RDS::DBProxy":                           {"VpcSubnetIds"},
	"AWS::RDS::DBSubnetGroup":                     {"SubnetIds"},
	"AWS::Redshift::ClusterSubnetGroup":           {"SubnetIds"},
	"AWS::RedshiftServerless::Workgroup":          {"SubnetIds"},
	"AWS::Route53Resolver::ResolverEndpoint":      {"IpAddresses.*.SubnetId"},
	"AWS::SageMaker::Domain":                      {"SubnetIds"},
	"AWS::SageMaker::NotebookInstance":            {"SubnetId"},
	"AWS::Serverless::Function":                   {"VpcConfig.SubnetIds"},
	"AWS::Synthetics::Canary":                     {"VPCConfig.SubnetIds"},
	"AWS::Transfer::Server":                       {"EndpointDetails.SubnetIds"},
	"AWS::EC2::NetworkInterface":                  {"SubnetId"},
	"AWS::KinesisFirehose::DeliveryStream":        {"AmazonopensearchserviceDestinationConfiguration.VpcConfiguration.SubnetIds"},
	"AWS::KinesisAnalyticsV2::Application":        {"ApplicationConfiguration.VpcConfigurations.*.SubnetIds"},
	"AWS::EMRServerless::Application":             {"NetworkConfiguration.SubnetIds"},
}

func (l *lowering) occupant(r *resource.Resource, paths []string) {
	if r.Type == "AWS::EC2::NetworkInterface" && l.ownInterface(r) {
		return
	}
	var subnets []value.Value
	for _, path := range paths {
		subnets = append(subnets, along(r.Attributes, strings.Split(path, ".")))
	}
	l.addOccupant(l.origin(r), gather(subnets...))
}

func (l *lowering) addOccupant(origin graph.Origin, subnets value.Value) {
	if subnets.Kind == value.Absent {
		return
	}
	l.builder.Add(&graph.Occupant{Origin: origin, Subnets: graph.RefsFrom[graph.Subnet](subnets, l.resolve)})
}

// ownInterface reports whether an instance takes the interface for its own.
func (l *lowering) ownInterface(r *resource.Resource) bool {
	for _, kind := range []string{"AWS::EC2::Instance", "AWS::EC2::NetworkInterfaceAttachment"} {
		for _, property := range []string{"NetworkInterfaces", "NetworkInterfaceId"} {
			if len(l.attached(kind, property, r)) > 0 {
				return true
			}
		}
	}
	return false
}

// along follows a path of properties; "*" gathers over a list.
func along(v value.Value, path []string) value.Value {
	for i, key := range path {
		if key == "*" {
			var found []value.Value
			more := each(v, func(guard value.Guard, item value.Value) {
				found = append(found, under(guard, along(item, path[i+1:])))
			})
			list := gather(found...)
			if more != nil && list.Kind == value.List {
				list.More = more
			} else if more != nil {
				return value.OfReason(*more, v.Range)
			}
			return list
		}
		v = pick(v, key)
	}
	if path[len(path)-1] == "SubnetId" {
		return single(v)
	}
	return v
}
