// The CDK form of the examples that are about names: what the VPC's DNS, private DNS
// of endpoints, hosted zones and DNS firewalls make of them.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const route53 = require('aws-cdk-lib/aws-route53');
const targets = require('aws-cdk-lib/aws-route53-targets');
const resolver = require('aws-cdk-lib/aws-route53resolver');

const region = 'eu-west-1';
const image = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

// What differs from the network that they share: a closed subnet with one host, and
// an S3 gateway endpoint on the subnet's table.
const names = {
  'dns/vpc_dns_disabled': { bad: { support: false, hostnames: false }, good: { hostnames: false } },
  'dns/dns_firewall_blocks_path': { bad: { allow: 300 }, good: { allow: 100 } },
  'dns/endpoint_private_dns_disabled': { bad: { agent: true }, good: { agent: true, zone: true } },
  'endpoint/s3_interface_endpoint_only': { bad: { gateway: false, interface: true }, good: { interface: true } },
};

class NameExample extends cdk.Stack {
  constructor(scope, id, settings) {
    super(scope, id, { env: { region } });
    const { support = true, hostnames = true, gateway = true, allow, agent, interface: s3 } = settings;
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      availabilityZones: [`${region}a`],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      enableDnsSupport: support,
      enableDnsHostnames: hostnames,
      subnetConfiguration: [{ name: 'private', cidrMask: 24, subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    named(vpc, 'main');
    named(vpc.isolatedSubnets[0], 'private');
    if (gateway) named(vpc.addGatewayEndpoint('S3Endpoint', { service: ec2.GatewayVpcEndpointAwsService.S3 }), 's3');
    if (allow) this.firewall(vpc, allow);
    if (s3) this.s3Interface(vpc);
    if (agent) this.agent(vpc, settings);
    this.host(vpc, agent);
  }

  firewall(vpc, allow) {
    const aws = new resolver.CfnFirewallDomainList(this, 'AwsDomains', { domains: ['*.amazonaws.com'] });
    const everything = new resolver.CfnFirewallDomainList(this, 'Everything', { domains: ['*'] });
    const group = new resolver.CfnFirewallRuleGroup(this, 'Firewall', {
      firewallRules: [
        { action: 'BLOCK', blockResponse: 'NXDOMAIN', firewallDomainListId: everything.ref, priority: 200 },
        { action: 'ALLOW', firewallDomainListId: aws.ref, priority: allow },
      ],
    });
    named(group, 'names');
    new resolver.CfnFirewallRuleGroupAssociation(this, 'FirewallAssociation', {
      firewallRuleGroupId: group.ref,
      vpcId: vpc.vpcId,
      priority: 101,
    });
  }

  s3Interface(vpc) {
    const endpoint = vpc.addInterfaceEndpoint('S3InterfaceEndpoint', {
      service: ec2.InterfaceVpcEndpointAwsService.S3,
      privateDnsOnlyForInboundResolverEndpoint: ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS,
    });
    named(endpoint, 's3-interface');
  }

  agent(vpc, { zone }) {
    const endpoint = vpc.addInterfaceEndpoint('ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM, privateDnsEnabled: false });
    named(endpoint, 'ssm');
    named(vpc.addInterfaceEndpoint('ssmmessages', { service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES }), 'ssmmessages');
    if (!zone) return;
    const hosted = new route53.PrivateHostedZone(this, 'SsmZone', { vpc, zoneName: `ssm.${region}.amazonaws.com` });
    new route53.ARecord(this, 'SsmRecord', {
      zone: hosted,
      target: route53.RecordTarget.fromAlias(new targets.InterfaceVpcEndpointTarget(endpoint)),
    });
  }

  host(vpc, agent) {
    const securityGroup = new ec2.SecurityGroup(this, 'AppGroup', { vpc });
    named(securityGroup, 'app');
    const host = new ec2.Instance(this, 'App', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.fromSsmParameter(image),
      securityGroup,
    });
    named(host, 'app');
    if (agent) host.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    host.addUserData('dnf install -y nginx');
  }
}

function named(construct, name) {
  cdk.Tags.of(construct).add('Name', name);
}

module.exports = { names, NameExample };
