// The networks that are about ways out: gateways of both address families, NAT
// gateways of every kind, and what closes them.
const cdk = require('aws-cdk-lib');
const autoscaling = require('aws-cdk-lib/aws-autoscaling');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const { image, named, subnetOf, vpcOf } = require('./network.js');

const { PUBLIC, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;

function commands(...lines) {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...lines);
  return userData;
}

// A region in which VPC Block Public Access closes what routes leave open.
class Billing extends cdk.Stack {
  constructor(scope, id, { excluded }) {
    super(scope, id, { env: { region: 'eu-central-1' } });
    new ec2.CfnVPCBlockPublicAccessOptions(this, 'Block', { internetGatewayBlockMode: 'block-bidirectional' });
    const vpc = vpcOf(this, 'billing', '10.40.0.0/16', { web: PUBLIC });
    const host = new ec2.Instance(this, 'Web', {
      vpc,
      vpcSubnets: { subnetType: PUBLIC },
      instanceType: new ec2.InstanceType('t4g.small'),
      machineImage: image('al2023-ami-kernel-6.1-arm64'),
      userData: commands('dnf install -y nginx'),
    });
    named(host, 'web');
    if (!excluded) return;
    new ec2.CfnVPCBlockPublicAccessExclusion(this, 'WebExclusion', {
      subnetId: subnetOf(vpc, 'web').subnetId,
      internetGatewayExclusionMode: 'allow-bidirectional',
    });
  }
}

// Encoders with IPv6 addresses, and with IPv4 addresses unless they are native.
class Media extends cdk.Stack {
  constructor(scope, id, { egressOnly, native, endpoint }) {
    super(scope, id, { env: { region: 'eu-west-1' } });
    const vpc = vpcOf(this, 'media', '10.70.0.0/16', { encode: egressOnly ? PRIVATE_WITH_EGRESS : PRIVATE_ISOLATED }, {
      ipProtocol: ec2.IpProtocol.DUAL_STACK,
    });
    if (native) this.withoutIpv4(subnetOf(vpc, 'encode'));
    const host = new ec2.Instance(this, 'Encode', {
      vpc,
      vpcSubnets: { subnetGroupName: 'encode' },
      allowAllIpv6Outbound: true,
      instanceType: new ec2.InstanceType('c7i.large'),
      machineImage: image('al2023-ami-kernel-6.1-x86_64'),
      userData: commands('dnf -y install ffmpeg-free'),
    });
    named(host, 'encode');
    if (!endpoint) return;
    const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (endpoint === 'own-account') s3.addToPolicy(this.ownAccount());
  }

  // Subnets without IPv4 have no construct of their own in the stable library.
  withoutIpv4(subnet) {
    subnet.node.defaultChild.addPropertyDeletionOverride('CidrBlock');
    subnet.node.defaultChild.addPropertyDeletionOverride('MapPublicIpOnLaunch');
    subnet.node.defaultChild.addPropertyOverride('Ipv6Native', true);
  }

  ownAccount() {
    return new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:PrincipalAccount': this.account } },
    });
  }
}

// A fleet whose default route leads to a NAT gateway.
class Ledger extends cdk.Stack {
  constructor(scope, id, nat) {
    super(scope, id, { env: { region: 'us-east-2' } });
    const vpc = this.network(nat);
    const fleet = new autoscaling.AutoScalingGroup(this, 'App', {
      vpc,
      vpcSubnets: { subnetGroupName: 'app' },
      minCapacity: 2,
      maxCapacity: 4,
      launchTemplate: new ec2.LaunchTemplate(this, 'AppTemplate', {
        instanceType: new ec2.InstanceType('m7i.large'),
        machineImage: image('al2023-ami-kernel-default-x86_64'),
        securityGroup: new ec2.SecurityGroup(this, 'AppGroup', { vpc, description: 'application servers' }),
        userData: commands('dnf -y update'),
      }),
    });
    named(fleet, 'app');
  }

  network({ mode, next, internetGateway }) {
    if (mode === 'regional' && internetGateway) return this.regional();
    const beside = { private: { routable: PRIVATE_ISOLATED }, zonal: { data: PRIVATE_ISOLATED } }[mode];
    const vpc = vpcOf(this, 'ledger', '10.60.0.0/16', { app: PRIVATE_ISOLATED, ...beside });
    const gateway = internetGateway && this.internetGateway(vpc);
    const nat = this[mode](vpc, gateway);
    named(nat, 'ledger');
    this.defaultRoute('AppDefault', vpc, 'app', { natGatewayId: nat.ref });
    if (next === 'internet') {
      this.defaultRoute('RoutableDefault', vpc, 'routable', { gatewayId: gateway.internetGatewayId });
    }
    if (next === 'transit') this.toTransitGateway(vpc);
    return vpc;
  }

  // The library makes a regional NAT gateway together with an internet gateway.
  regional(vpc) {
    if (vpc) return new ec2.CfnNatGateway(this, 'Nat', { vpcId: vpc.vpcId, availabilityMode: 'regional' });
    return vpcOf(this, 'ledger', '10.60.0.0/16', { app: PRIVATE_WITH_EGRESS }, {
      natGateways: 1,
      natGatewayProvider: ec2.NatProvider.regionalGateway(),
    });
  }

  private(vpc) {
    return new ec2.CfnNatGateway(this, 'Nat', {
      subnetId: subnetOf(vpc, 'routable').subnetId,
      connectivityType: 'private',
    });
  }

  zonal(vpc, attachment) {
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
    const nat = new ec2.CfnNatGateway(this, 'Nat', {
      subnetId: subnetOf(vpc, 'data').subnetId,
      allocationId: address.attrAllocationId,
    });
    nat.addDependency(attachment);
    return nat;
  }

  internetGateway(vpc) {
    const gateway = new ec2.CfnInternetGateway(this, 'InternetGateway');
    return new ec2.CfnVPCGatewayAttachment(this, 'Attachment', { vpcId: vpc.vpcId, internetGatewayId: gateway.ref });
  }

  toTransitGateway(vpc) {
    const transitGatewayId = new cdk.CfnParameter(this, 'TransitGatewayId').valueAsString;
    const attachment = new ec2.CfnTransitGatewayAttachment(this, 'TransitAttachment', {
      transitGatewayId,
      vpcId: vpc.vpcId,
      subnetIds: [subnetOf(vpc, 'routable').subnetId],
    });
    this.defaultRoute('RoutableDefault', vpc, 'routable', { transitGatewayId }).addDependency(attachment);
  }

  defaultRoute(id, vpc, subnet, target) {
    const { routeTableId } = subnetOf(vpc, subnet).routeTable;
    return new ec2.CfnRoute(this, id, { routeTableId, destinationCidrBlock: '0.0.0.0/0', ...target });
  }
}

// The L2 instance always names a subnet; this one lands in the default VPC.
class Build extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env: { region: 'us-west-2' } });
    const host = new ec2.CfnInstance(this, 'Build', {
      imageId: image('al2023-ami-kernel-default-x86_64').getImage(this).imageId,
      instanceType: 't3.large',
      userData: cdk.Fn.base64('#!/bin/bash\ndnf -y install git docker\n'),
    });
    named(host, 'build');
  }
}

function of(Network, settings) {
  return (app) => new Network(app, Network.name, settings);
}

module.exports = {
  'block-public-access': of(Billing, {}),
  'block-public-access-exclusion': of(Billing, { excluded: true }),
  'ipv6-dual-stack': of(Media, { egressOnly: true, endpoint: 'own-account' }),
  'ipv6-dual-stack-no-egress-only-gateway': of(Media, { endpoint: 'own-account' }),
  'ipv6-only': of(Media, { egressOnly: true, native: true }),
  'ipv6-only-gateway-endpoint': of(Media, { native: true, endpoint: 'open' }),
  'regional-nat': of(Ledger, { mode: 'regional', internetGateway: true }),
  'regional-nat-no-internet-gateway': of(Ledger, { mode: 'regional' }),
  'private-nat-transit': of(Ledger, { mode: 'private', next: 'transit' }),
  'private-nat-internet-gateway': of(Ledger, { mode: 'private', next: 'internet', internetGateway: true }),
  'zonal-nat-closed-subnet': of(Ledger, { mode: 'zonal', internetGateway: true }),
  'default-vpc': of(Build, {}),
};
