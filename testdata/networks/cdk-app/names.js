// The CDK form of the network `names`: closed VPCs with one host each, alike but for
// what their names resolve to.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const route53 = require('aws-cdk-lib/aws-route53');
const targets = require('aws-cdk-lib/aws-route53-targets');
const profiles = require('aws-cdk-lib/aws-route53profiles');
const resolver = require('aws-cdk-lib/aws-route53resolver');

const region = 'eu-west-1';
const image = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const dualStack = `s3.dualstack.${region}.amazonaws.com`;
const s3 = { gateway: true };
const privateLink = { interface: true };

const networks = {
  'interface-only': privateLink,
  'both-endpoints': { ...s3, ...privateLink },
  'dual-stack': { ...privateLink, ipAddressType: ec2.VpcEndpointIpAddressType.DUALSTACK },
  zone: { ...privateLink, zone: true },
  profile: { ...privateLink, zone: true, profile: true },
  'own-resolvers': { ...s3, servers: ['192.168.0.53'] },
  forwarder: { ...privateLink, forwards: '192.168.0.53' },
  'dns-off': { ...s3, dns: { enableDnsSupport: false, enableDnsHostnames: false } },
  'hostnames-off': { ...s3, dns: { enableDnsHostnames: false } },
  firewall: { ...s3, firewall: true },
};

class Names extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env: { region } });
    this.vpcs = {};
    for (const name of Object.keys(networks)) this.vpcs[name] = this.vpc(name);
    for (const [name, settings] of Object.entries(networks)) this.network(name, this.vpcs[name], settings);
  }

  vpc(name) {
    const index = Object.keys(networks).indexOf(name);
    const vpc = new ec2.Vpc(this, name, {
      ipAddresses: ec2.IpAddresses.cidr(`10.${index}.0.0/16`),
      availabilityZones: [`${region}a`],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'closed', cidrMask: 24, subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      ...networks[name].dns,
    });
    named(vpc, name);
    named(vpc.isolatedSubnets[0], name);
    return vpc;
  }

  network(name, vpc, settings) {
    if (settings.gateway) {
      named(vpc.addGatewayEndpoint('Gateway', { service: ec2.GatewayVpcEndpointAwsService.S3 }), name);
    }
    const endpoint = settings.interface && this.privateLink(name, vpc, settings);
    if (settings.zone) this.zone(name, vpc, endpoint, settings);
    if (settings.servers) this.servers(vpc, settings.servers);
    if (settings.forwards) this.forward(vpc, settings.forwards);
    if (settings.firewall) this.firewall(vpc);
    const host = new ec2.Instance(this, `${name}-host`, {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.fromSsmParameter(image),
    });
    host.addUserData('dnf install -y nginx');
    named(host, name);
  }

  privateLink(name, vpc, { ipAddressType }) {
    const endpoint = vpc.addInterfaceEndpoint('Interface', {
      service: ec2.InterfaceVpcEndpointAwsService.S3,
      privateDnsOnlyForInboundResolverEndpoint: ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS,
      ipAddressType,
    });
    named(endpoint, name);
    return endpoint;
  }

  zone(name, vpc, endpoint, { profile }) {
    const zone = new route53.PrivateHostedZone(this, `${name}-zone`, {
      vpc: profile ? this.vpcs['dns-off'] : vpc,
      zoneName: dualStack,
    });
    new route53.ARecord(this, `${name}-record`, {
      zone,
      recordName: '*',
      target: route53.RecordTarget.fromAlias(new targets.InterfaceVpcEndpointTarget(endpoint)),
    });
    if (!profile) return;
    const shared = new profiles.CfnProfile(this, 'Profile', { name: 'names' });
    new profiles.CfnProfileAssociation(this, 'ProfileOfVpc', {
      name: 'names',
      profileId: shared.ref,
      resourceId: vpc.vpcId,
    });
    new profiles.CfnProfileResourceAssociation(this, 'ZoneOfProfile', {
      name: 'names',
      profileId: shared.ref,
      resourceArn: zone.hostedZoneArn,
    });
  }

  servers(vpc, domainNameServers) {
    const options = new ec2.CfnDHCPOptions(this, 'Options', { domainNameServers });
    new ec2.CfnVPCDHCPOptionsAssociation(this, 'OptionsOfVpc', { vpcId: vpc.vpcId, dhcpOptionsId: options.ref });
  }

  forward(vpc, ip) {
    const rule = new resolver.CfnResolverRule(this, 'Rule', {
      domainName: '.',
      ruleType: 'FORWARD',
      resolverEndpointId: 'rslvr-out-0123456789abcdef0',
      targetIps: [{ ip }],
    });
    new resolver.CfnResolverRuleAssociation(this, 'RuleOfVpc', { resolverRuleId: rule.ref, vpcId: vpc.vpcId });
  }

  firewall(vpc) {
    const everything = new resolver.CfnFirewallDomainList(this, 'Domains', { domains: ['*'] });
    const group = new resolver.CfnFirewallRuleGroup(this, 'Firewall', {
      firewallRules: [{ action: 'BLOCK', blockResponse: 'NODATA', firewallDomainListId: everything.ref, priority: 100 }],
    });
    named(group, 'names');
    new resolver.CfnFirewallRuleGroupAssociation(this, 'FirewallOfVpc', {
      firewallRuleGroupId: group.ref,
      vpcId: vpc.vpcId,
      priority: 101,
    });
  }
}

function named(construct, name) {
  cdk.Tags.of(construct).add('Name', name);
}

module.exports = { Names };
