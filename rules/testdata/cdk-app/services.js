// The CDK form of the examples that are about services behind interface endpoints.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const ssm = require('aws-cdk-lib/aws-ssm');

const prefixList = 'pl-6da54004'; // Amazon S3 in eu-west-1
const image = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const agent = ['ssm', 'ssmmessages'];

// What differs from the network that they share: a closed subnet with one host that
// Systems Manager is to manage, and endpoints for the agent and for S3.
const services = {
  'ssm/ssm_endpoint_missing': { bad: { endpoints: ['ssm'] }, good: {} },
  'ssm/ec2messages_unavailable': {
    bad: { region: 'mx-central-1', endpoints: [...agent, 'ec2messages'], open: true },
    good: { endpoints: [...agent, 'ec2messages'], open: true },
  },
  'ssm/logs_or_kms_endpoint_missing': {
    bad: { document: true },
    good: { document: true, endpoints: [...agent, 'logs', 'kms'] },
  },
  'security_group/egress_endpoint_https_missing': { bad: { reaches: false }, good: {} },
  'security_group/endpoint_ingress_https_missing': { bad: { from: '10.1.0.0/16' }, good: { from: '10.0.0.0/24' } },
  'endpoint/interface_endpoint_type_missing': { bad: { typeless: 'ssmmessages' }, good: {} },
  'policy/endpoint_policy_blocks_ssm': { bad: { policy: ['parameters'] }, good: { policy: ['parameters', 'account'] } },
};

class ServiceExample extends cdk.Stack {
  constructor(scope, id, settings) {
    const { region = 'eu-west-1' } = settings;
    super(scope, id, { env: { region } });
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      availabilityZones: [`${region}a`],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'private', cidrMask: 24, subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    named(vpc, 'main');
    named(vpc.isolatedSubnets[0], 'private');
    named(vpc.addGatewayEndpoint('S3Endpoint', { service: ec2.GatewayVpcEndpointAwsService.S3 }), 's3');
    const endpoints = new ec2.SecurityGroup(this, 'EndpointGroup', { vpc });
    endpoints.addIngressRule(ec2.Peer.ipv4(settings.from ?? '10.0.0.0/16'), ec2.Port.tcp(443), 'hosts');
    named(endpoints, 'endpoints');
    this.endpoints(vpc, endpoints, region, settings);
    this.host(vpc, endpoints, settings);
    if (settings.document) this.document();
  }

  endpoints(vpc, group, region, { endpoints = agent, typeless, policy = [] }) {
    for (const name of endpoints) {
      if (name === typeless) {
        const endpoint = new ec2.CfnVPCEndpoint(this, name, {
          vpcId: vpc.vpcId,
          serviceName: `com.amazonaws.${region}.${name}`,
          privateDnsEnabled: true,
          subnetIds: [vpc.isolatedSubnets[0].subnetId],
          securityGroupIds: [group.securityGroupId],
        });
        named(endpoint, name);
        continue;
      }
      const endpoint = vpc.addInterfaceEndpoint(name, {
        service: new ec2.InterfaceVpcEndpointAwsService(name),
        securityGroups: [group],
        open: false,
      });
      named(endpoint, name);
      if (name === 'ssm') for (const kind of policy) endpoint.addToPolicy(statement(kind));
    }
  }

  host(vpc, endpoints, { reaches = true, open = false }) {
    const securityGroup = new ec2.SecurityGroup(this, 'AppGroup', { vpc, allowAllOutbound: open });
    named(securityGroup, 'app');
    if (!open) {
      securityGroup.addEgressRule(ec2.Peer.prefixList(prefixList), ec2.Port.tcp(443), 'packages');
      securityGroup.addEgressRule(ec2.Peer.prefixList(prefixList), ec2.Port.tcp(80), 'packages of older images');
      if (reaches) securityGroup.addEgressRule(endpoints, ec2.Port.tcp(443), 'interface endpoints');
    }
    const host = new ec2.Instance(this, 'App', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.fromSsmParameter(image),
      securityGroup,
    });
    named(host, 'app');
    host.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    host.addUserData('dnf install -y nginx');
  }

  document() {
    new ssm.CfnDocument(this, 'Session', {
      name: 'SSM-SessionManagerRunShell',
      documentType: 'Session',
      content: {
        schemaVersion: '1.0',
        sessionType: 'Standard_Stream',
        inputs: { cloudWatchLogGroupName: '/sessions', kmsKeyId: 'alias/sessions' },
      },
    });
  }
}

function statement(kind) {
  const own = kind === 'account';
  return new iam.PolicyStatement({
    sid: own ? 'OwnAccount' : 'Parameters',
    principals: [new iam.AnyPrincipal()],
    actions: [own ? 'ssm:*' : 'ssm:GetParameter*'],
    resources: ['*'],
    conditions: own ? { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } : undefined,
  });
}

function named(construct, name) {
  cdk.Tags.of(construct).add('Name', name);
}

module.exports = { services, ServiceExample };
