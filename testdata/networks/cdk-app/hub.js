// The networks whose endpoints or subnets belong to somebody else: a hub with
// interface endpoints for its spokes, and subnets that another account uses.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const ram = require('aws-cdk-lib/aws-ram');
const route53 = require('aws-cdk-lib/aws-route53');
const targets = require('aws-cdk-lib/aws-route53-targets');
const profiles = require('aws-cdk-lib/aws-route53profiles');
const { closedVpc, named, image } = require('./network.js');

const region = 'ap-southeast-2';
const services = {
  ssm: ec2.InterfaceVpcEndpointAwsService.SSM,
  ssmmessages: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES,
};

// The interface endpoints of a hub, and the zones that name them for zoneVpcs.
function centralEndpoints(stack, hub, zoneVpcs, admitted) {
  const group = new ec2.SecurityGroup(stack, 'EndpointGroup', { vpc: hub, description: 'central endpoints' });
  if (admitted) group.addIngressRule(ec2.Peer.ipv4(admitted), ec2.Port.HTTPS);
  const zones = {};
  for (const [name, service] of Object.entries(services)) {
    const endpoint = hub.addInterfaceEndpoint(name, {
      service,
      privateDnsEnabled: false,
      securityGroups: [group],
      open: false,
    });
    const [first, ...others] = zoneVpcs;
    zones[name] = new route53.PrivateHostedZone(stack, `${name}-zone`, {
      zoneName: `${name}.${stack.region}.amazonaws.com`,
      vpc: first,
    });
    for (const vpc of others) zones[name].addVpc(vpc);
    new route53.ARecord(stack, `${name}-record`, {
      zone: zones[name],
      target: route53.RecordTarget.fromAlias(new targets.InterfaceVpcEndpointTarget(endpoint)),
    });
  }
  return zones;
}

function managedHost(stack, vpc, name, role) {
  const host = new ec2.Instance(stack, `${name}-host`, {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    instanceType: new ec2.InstanceType('t3.small'),
    machineImage: image('al2023-ami-kernel-default-x86_64'),
    role,
  });
  named(host, name);
}

function managedRole(stack) {
  return new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
  });
}

function spoke(stack, name, cidr) {
  const vpc = closedVpc(stack, name, cidr, name);
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  return vpc;
}

function route(stack, id, vpc, destinationCidrBlock, target) {
  return new ec2.CfnRoute(stack, id, {
    routeTableId: vpc.isolatedSubnets[0].routeTable.routeTableId,
    destinationCidrBlock,
    ...target,
  });
}

function overTransitGateway(stack, vpcs) {
  const transit = new ec2.CfnTransitGateway(stack, 'Transit', {
    description: 'All spokes',
    autoAcceptSharedAttachments: 'enable',
  });
  new ram.CfnResourceShare(stack, 'TransitShare', {
    name: 'transit-gateway',
    allowExternalPrincipals: false,
    resourceArns: [stack.formatArn({ service: 'ec2', resource: 'transit-gateway', resourceName: transit.ref })],
  });
  for (const [name, vpc] of Object.entries(vpcs)) {
    const attachment = new ec2.CfnTransitGatewayVpcAttachment(stack, `${name}-attachment`, {
      transitGatewayId: transit.ref,
      vpcId: vpc.vpcId,
      subnetIds: [vpc.isolatedSubnets[0].subnetId],
    });
    route(stack, `${name}-to-private`, vpc, '10.0.0.0/8', { transitGatewayId: transit.ref }).addDependency(attachment);
  }
}

function byPeering(stack, hub, orders) {
  const peering = new ec2.CfnVPCPeeringConnection(stack, 'Peering', { vpcId: orders.vpcId, peerVpcId: hub.vpcId });
  route(stack, 'OrdersToHub', orders, '10.90.0.0/16', { vpcPeeringConnectionId: peering.ref });
  route(stack, 'HubToOrders', hub, '10.91.0.0/16', { vpcPeeringConnectionId: peering.ref });
}

class Central extends cdk.Stack {
  constructor(scope, id, { admitted, peering, oneSpoke }) {
    super(scope, id, { env: { region } });
    const hub = oneSpoke ? spoke(this, 'hub', '10.90.0.0/16') : closedVpc(this, 'hub', '10.90.0.0/16', 'hub');
    const orders = spoke(this, 'orders', '10.91.0.0/16');
    centralEndpoints(this, hub, oneSpoke ? [orders] : [hub, orders], admitted);
    if (peering) byPeering(this, hub, orders);
    else overTransitGateway(this, { hub, orders });
    const role = managedRole(this);
    managedHost(this, orders, 'orders', role);
    if (!oneSpoke) return;
    managedHost(this, hub, 'hub', role);
    managedHost(this, spoke(this, 'reports', '10.92.0.0/16'), 'reports', role);
  }
}

class ProfileOfHub extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env: { region } });
    const hub = closedVpc(this, 'hub', '10.90.0.0/16', 'hub');
    const zones = centralEndpoints(this, hub, [hub], '10.0.0.0/8');
    const profile = new profiles.CfnProfile(this, 'CentralProfile', { name: 'central-endpoints' });
    for (const [name, zone] of Object.entries(zones)) {
      new profiles.CfnProfileResourceAssociation(this, `${name}-in-profile`, {
        name,
        profileId: profile.ref,
        resourceArn: zone.hostedZoneArn,
      });
    }
    new ram.CfnResourceShare(this, 'ProfileShare', {
      name: 'central-endpoints',
      allowExternalPrincipals: false,
      resourceArns: [profile.attrArn],
    });
  }
}

class SpokeOfProfile extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env: { region } });
    const profileId = new cdk.CfnParameter(this, 'ProfileId').valueAsString;
    const transitGatewayId = new cdk.CfnParameter(this, 'TransitGatewayId').valueAsString;
    const orders = spoke(this, 'orders', '10.91.0.0/16');
    new profiles.CfnProfileAssociation(this, 'OrdersProfile', { name: 'orders', profileId, resourceId: orders.vpcId });
    route(this, 'OrdersToPrivate', orders, '10.0.0.0/8', { transitGatewayId });
    managedHost(this, orders, 'orders', managedRole(this));
  }
}

class SharingOwner extends cdk.Stack {
  constructor(scope, id, { withoutS3 }) {
    super(scope, id, { env: { region: 'eu-west-2' } });
    const vpc = closedVpc(this, 'shared', '10.80.0.0/16', 'orders');
    if (!withoutS3) vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    new ram.CfnResourceShare(this, 'SubnetShare', {
      name: 'subnets-of-orders',
      allowExternalPrincipals: false,
      principals: ['444455556666'],
      resourceArns: vpc.isolatedSubnets.map(({ subnetId }) =>
        this.formatArn({ service: 'ec2', resource: 'subnet', resourceName: subnetId })),
    });
  }
}

class SharingParticipant extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env: { region: 'eu-west-2' } });
    const vpcId = new cdk.CfnParameter(this, 'VpcId', { type: 'AWS::EC2::VPC::Id' }).valueAsString;
    const subnetId = new cdk.CfnParameter(this, 'SubnetId', { type: 'AWS::EC2::Subnet::Id' }).valueAsString;
    const zone = 'eu-west-2a';
    const worker = new ec2.Instance(this, 'Worker', {
      vpc: ec2.Vpc.fromVpcAttributes(this, 'Shared', { vpcId, availabilityZones: [zone] }),
      vpcSubnets: { subnets: [ec2.Subnet.fromSubnetAttributes(this, 'Orders', { subnetId, availabilityZone: zone })] },
      instanceType: new ec2.InstanceType('t3.medium'),
      machineImage: image('al2023-ami-kernel-default-x86_64'),
    });
    worker.addUserData('dnf -y install java-21-amazon-corretto');
    named(worker, 'worker');
  }
}

function central(settings) {
  return (app) => new Central(app, 'Central', settings);
}

function shared(settings) {
  return (app) => {
    new SharingOwner(app, 'Network', settings);
    new SharingParticipant(app, 'Orders');
  };
}

module.exports = {
  'central-endpoints': central({ admitted: '10.0.0.0/8' }),
  'central-endpoints-peering': central({ admitted: '10.91.0.0/16', peering: true }),
  'central-endpoints-closed-group': central({ peering: true }),
  'central-endpoints-zone-not-associated': central({ admitted: '10.0.0.0/8', oneSpoke: true }),
  'central-endpoints-profile': (app) => {
    new ProfileOfHub(app, 'Network');
    new SpokeOfProfile(app, 'Orders');
  },
  'shared-subnets': shared({}),
  'shared-subnets-no-s3-route': shared({ withoutS3: true }),
};
