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
	"AWS::AmazonMQ::Broker":                            {"SubnetIds"},
	"AWS::ApiGatewayV2::VpcLink":                       {"SubnetIds"},
	"AWS::AppRunner::VpcConnector":                     {"Subnets"},
	"AWS::AppStream::AppBlockBuilder":                  {"VpcConfig.SubnetIds"},
	"AWS::AppStream::Fleet":                            {"VpcConfig.SubnetIds"},
	"AWS::AppStream::ImageBuilder":                     {"VpcConfig.SubnetIds"},
	"AWS::BedrockAgentCore::BrowserCustom":             {"NetworkConfiguration.VpcConfig.Subnets"},
	"AWS::BedrockAgentCore::CodeInterpreterCustom":     {"NetworkConfiguration.VpcConfig.Subnets"},
	"AWS::BedrockAgentCore::Runtime":                   {"NetworkConfiguration.NetworkModeConfig.Subnets"},
	"AWS::CodeBuild::Fleet":                            {"FleetVpcConfig.Subnets"},
	"AWS::CodeBuild::Project":                          {"VpcConfig.Subnets"},
	"AWS::DAX::SubnetGroup":                            {"SubnetIds"},
	"AWS::DMS::ReplicationSubnetGroup":                 {"SubnetIds"},
	"AWS::DataSync::Agent":                             {"SubnetArns"},
	"AWS::DataSync::LocationEFS":                       {"Ec2Config.SubnetArn"},
	"AWS::DirectoryService::MicrosoftAD":               {"VpcSettings.SubnetIds"},
	"AWS::DirectoryService::SimpleAD":                  {"VpcSettings.SubnetIds"},
	"AWS::DocDB::DBSubnetGroup":                        {"SubnetIds"},
	"AWS::DocDBElastic::Cluster":                       {"SubnetIds"},
	"AWS::EC2::ClientVpnTargetNetworkAssociation":      {"SubnetId"},
	"AWS::EC2::InstanceConnectEndpoint":                {"SubnetId"},
	"AWS::EC2::NetworkInterface":                       {"SubnetId"},
	"AWS::EC2::RouteServerEndpoint":                    {"SubnetId"},
	"AWS::EC2::TransitGatewayAttachment":               {"SubnetIds"},
	"AWS::EC2::TransitGatewayVpcAttachment":            {"SubnetIds"},
	"AWS::EC2::VerifiedAccessEndpoint":                 {"LoadBalancerOptions.SubnetIds", "RdsOptions.SubnetIds"},
	"AWS::ECS::CapacityProvider":                       {"ManagedInstancesProvider.InstanceLaunchTemplate.NetworkConfiguration.Subnets"},
	"AWS::ECS::Service":                                {"NetworkConfiguration.AwsvpcConfiguration.Subnets"},
	"AWS::ECS::TaskSet":                                {"NetworkConfiguration.AwsVpcConfiguration.Subnets"},
	"AWS::EFS::MountTarget":                            {"SubnetId"},
	"AWS::EKS::Cluster":                                {"ResourcesVpcConfig.SubnetIds"},
	"AWS::EKS::FargateProfile":                         {"Subnets"},
	"AWS::EMR::Studio":                                 {"SubnetIds"},
	"AWS::EMRServerless::Application":                  {"NetworkConfiguration.SubnetIds"},
	"AWS::EVS::Environment":                            {"ServiceAccessSubnetId"},
	"AWS::ElastiCache::ServerlessCache":                {"SubnetIds"},
	"AWS::ElastiCache::SubnetGroup":                    {"SubnetIds"},
	"AWS::ElasticLoadBalancing::LoadBalancer":          {"Subnets"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer":        {"Subnets", "SubnetMappings.*.SubnetId"},
	"AWS::Elasticsearch::Domain":                       {"VPCOptions.SubnetIds"},
	"AWS::Events::Rule":                                {"Targets.*.EcsParameters.NetworkConfiguration.AwsVpcConfiguration.Subnets"},
	"AWS::FSx::FileSystem":                             {"SubnetIds"},
	"AWS::Glue::Connection":                            {"ConnectionInput.PhysicalConnectionRequirements.SubnetId"},
	"AWS::Glue::DevEndpoint":                           {"SubnetId"},
	"AWS::Grafana::Workspace":                          {"VpcConfiguration.SubnetIds"},
	"AWS::IoT::TopicRuleDestination":                   {"VpcProperties.SubnetIds"},
	"AWS::KafkaConnect::Connector":                     {"KafkaCluster.ApacheKafkaCluster.Vpc.Subnets"},
	"AWS::KinesisAnalyticsV2::Application":             {"ApplicationConfiguration.VpcConfigurations.*.SubnetIds"},
	"AWS::KinesisFirehose::DeliveryStream":             {"AmazonopensearchserviceDestinationConfiguration.VpcConfiguration.SubnetIds", "AmazonOpenSearchServerlessDestinationConfiguration.VpcConfiguration.SubnetIds", "ElasticsearchDestinationConfiguration.VpcConfiguration.SubnetIds"},
	"AWS::Lambda::CapacityProvider":                    {"VpcConfig.SubnetIds"},
	"AWS::Lambda::Function":                            {"VpcConfig.SubnetIds"},
	"AWS::M2::Environment":                             {"SubnetIds"},
	"AWS::MSK::Cluster":                                {"BrokerNodeGroupInfo.ClientSubnets"},
	"AWS::MSK::Replicator":                             {"KafkaClusters.*.VpcConfig.SubnetIds"},
	"AWS::MSK::ServerlessCluster":                      {"VpcConfigs.*.SubnetIds"},
	"AWS::MSK::VpcConnection":                          {"ClientSubnets"},
	"AWS::MWAA::Environment":                           {"NetworkConfiguration.SubnetIds"},
	"AWS::MediaConnect::FlowVpcInterface":              {"SubnetId"},
	"AWS::MediaLive::Input":                            {"Vpc.SubnetIds"},
	"AWS::MemoryDB::SubnetGroup":                       {"SubnetIds"},
	"AWS::Neptune::DBSubnetGroup":                      {"SubnetIds"},
	"AWS::NeptuneGraph::PrivateGraphEndpoint":          {"SubnetIds"},
	"AWS::NetworkFirewall::Firewall":                   {"SubnetMappings.*.SubnetId"},
	"AWS::NetworkFirewall::VpcEndpointAssociation":     {"SubnetMapping.SubnetId"},
	"AWS::NetworkManager::VpcAttachment":               {"SubnetArns"},
	"AWS::OSIS::Pipeline":                              {"VpcOptions.SubnetIds"},
	"AWS::OpenSearchServerless::VpcEndpoint":           {"SubnetIds"},
	"AWS::OpenSearchService::Domain":                   {"VPCOptions.SubnetIds"},
	"AWS::PCS::Cluster":                                {"Networking.SubnetIds"},
	"AWS::Pipes::Pipe":                                 {"TargetParameters.EcsTaskParameters.NetworkConfiguration.AwsvpcConfiguration.Subnets", "SourceParameters.SelfManagedKafkaParameters.Vpc.Subnets"},
	"AWS::QuickSight::VPCConnection":                   {"SubnetIds"},
	"AWS::RDS::DBProxy":                                {"VpcSubnetIds"},
	"AWS::RDS::DBProxyEndpoint":                        {"VpcSubnetIds"},
	"AWS::RDS::DBSubnetGroup":                          {"SubnetIds"},
	"AWS::Redshift::ClusterSubnetGroup":                {"SubnetIds"},
	"AWS::RedshiftServerless::Workgroup":               {"SubnetIds"},
	"AWS::Route53Resolver::ResolverEndpoint":           {"IpAddresses.*.SubnetId"},
	"AWS::S3Outposts::Endpoint":                        {"SubnetId"},
	"AWS::SageMaker::Cluster":                          {"VpcConfig.Subnets"},
	"AWS::SageMaker::DataQualityJobDefinition":         {"NetworkConfig.VpcConfig.Subnets"},
	"AWS::SageMaker::Domain":                           {"SubnetIds"},
	"AWS::SageMaker::Model":                            {"VpcConfig.Subnets"},
	"AWS::SageMaker::ModelBiasJobDefinition":           {"NetworkConfig.VpcConfig.Subnets"},
	"AWS::SageMaker::ModelExplainabilityJobDefinition": {"NetworkConfig.VpcConfig.Subnets"},
	"AWS::SageMaker::ModelQualityJobDefinition":        {"NetworkConfig.VpcConfig.Subnets"},
	"AWS::SageMaker::MonitoringSchedule":               {"MonitoringScheduleConfig.MonitoringJobDefinition.NetworkConfig.VpcConfig.Subnets"},
	"AWS::SageMaker::NotebookInstance":                 {"SubnetId"},
	"AWS::Scheduler::Schedule":                         {"Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration.Subnets"},
	"AWS::Serverless::Function":                        {"VpcConfig.SubnetIds"},
	"AWS::Synthetics::Canary":                          {"VPCConfig.SubnetIds"},
	"AWS::Timestream::InfluxDBCluster":                 {"VpcSubnetIds"},
	"AWS::Timestream::InfluxDBInstance":                {"VpcSubnetIds"},
	"AWS::Transfer::Server":                            {"EndpointDetails.SubnetIds"},
	"AWS::VpcLattice::ResourceGateway":                 {"SubnetIds"},
	"AWS::WorkSpacesWeb::NetworkSettings":              {"SubnetIds"},
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
	switch last := path[len(path)-1]; {
	case last == "SubnetArn":
		return fromARNs(single(v))
	case last == "SubnetArns":
		return fromARNs(v)
	case strings.HasSuffix(last, "SubnetId"):
		return single(v)
	}
	return v
}

// fromARNs reads the ids at the end of the ARNs of a list. What is no text stays.
func fromARNs(v value.Value) value.Value {
	var ids []value.Value
	more := each(v, func(guard value.Guard, arn value.Value) {
		parts := text(arn).Split("/")
		if last := parts[len(parts)-1]; arn.Kind == value.String && len(parts) > 1 {
			arn = ofText(last, arn.Range)
		}
		ids = append(ids, under(guard, arn))
	})
	list := gather(ids...)
	if more != nil {
		list = value.Value{Kind: value.List, Items: list.Items, More: more, Range: v.Range}
	}
	return list
}
