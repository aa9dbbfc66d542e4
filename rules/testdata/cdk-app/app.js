// Synthesizes the CDK form of every rule's bad and good example, into
// rules/<category>/<rule>/testdata/{bad,good}/cdk: `npm install && npm run synth`.
const fs = require('node:fs');
const path = require('node:path');
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const ssm = require('aws-cdk-lib/aws-ssm');
const { names, NameExample } = require('./names.js');
const { services, ServiceExample } = require('./services.js');
const identities = require('./identities');

const region = 'eu-west-1';
const prefixList = 'pl-6da54004'; // Amazon S3 in eu-west-1

// What differs from the network that every example shares: a closed subnet with
// one host, and an S3 gateway endpoint on the subnet's table.
const examples = {
  'routing/s3_gateway_route_missing': { bad: { endpoint: false }, good: {} },
  'endpoint/s3_gateway_endpoint_unattached': { bad: { attached: false }, good: {} },
  'policy/endpoint_policy_blocks_al2023_repos': { bad: { policy: ['account'] }, good: { policy: ['account', 'al2023'] } },
  'policy/endpoint_policy_blocks_amazonlinux2_repos': {
    bad: { os: 'al2', policy: ['account'] },
    good: { os: 'al2', policy: ['account', 'al2'] },
  },
  'policy/endpoint_policy_blocks_al1_repos': {
    bad: { os: 'al1', policy: ['account'] },
    good: { os: 'al1', policy: ['account', 'al1'] },
  },
  'policy/endpoint_policy_invalid': { bad: { policy: ['principal', 'al2023'] }, good: { policy: ['caller', 'al2023'] } },
  'policy/endpoint_policy_too_open': { bad: {}, good: { policy: ['account', 'al2023'] } },
  'security_group/egress_http_missing': { bad: { os: 'al2', ports: [443] }, good: { os: 'al2', ports: [443, 80] } },
  'policy/endpoint_policy_blocks_patch_manager': {
    bad: { purpose: 'patching', policy: ['owned'] },
    good: { purpose: 'patching', policy: ['account', 'owned', 'patching'] },
  },
  'policy/endpoint_policy_blocks_agent_updates': {
    bad: { purpose: 'sessions', policy: ['documents'] },
    good: { purpose: 'sessions', policy: ['owned'] },
  },
  'policy/endpoint_policy_blocks_ecr_layers': {
    bad: { os: 'ecs', policy: ['al2023', 'account'] },
    good: { os: 'ecs', policy: ['al2023', 'account', 'layers'] },
  },
  'policy/endpoint_policy_blocks_destination': {
    bad: { policy: ['account', 'al2023'] },
    good: { policy: ['account', 'al2023', 'mirror'] },
  },
  'routing/nat_gateway_dead_end': { bad: { endpoint: false, nat: 'dead' }, good: { endpoint: false, nat: 'alive' } },
  'endpoint/s3_gateway_endpoint_wrong_region': { bad: { endpointRegion: 'us-east-1' }, good: {} },
  'network_acl/network_acl_blocks_path': { bad: { answers: false }, good: { answers: true } },
  'security_group/egress_prefix_list_wrong': {
    bad: { ports: [443, 80], list: 'pl-63a5400a' }, // Amazon S3 in us-east-1
    good: { ports: [443, 80] },
  },
  'security_group/egress_https_missing': { bad: { ports: [] }, good: { ports: [443, 80] } },
  ...identities.examples,
};

const images = {
  al2023: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
  al2: '/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-x86_64-gp2',
  al1: '/aws/service/ami-amazon-linux-latest/amzn-ami-hvm-x86_64-gp2',
  ecs: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
};

const buckets = {
  al2023: [`al2023-repos-${region}-de612dc2`],
  al2: [`amazonlinux-2-repos-${region}`, `amazonlinux.${region}.amazonaws.com`],
  al1: [`repo.${region}.amazonaws.com`, `packages.${region}.amazonaws.com`],
  owned: [`al2023-repos-${region}-de612dc2`, `amazon-ssm-${region}`, `aws-ssm-${region}`],
  documents: [`al2023-repos-${region}-de612dc2`, `aws-ssm-${region}`],
  patching: [`aws-patch-manager-${region}-5522fb710`, `patch-baseline-snapshot-${region}`],
  mirror: [`mirror-of-packages-${region}`],
  layers: [`prod-${region}-starport-layer-bucket`],
};

class Example extends cdk.Stack {
  constructor(scope, id, settings) {
    super(scope, id, { env: { region } });
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      availabilityZones: [`${region}a`],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'private', cidrMask: 24, subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    named(vpc, 'main');
    const [subnet] = vpc.isolatedSubnets;
    named(subnet, 'private');
    this.endpoint(vpc, subnet, settings);
    this.host(vpc, settings);
    identities.add(this, vpc, settings);
    if (settings.nat) this.natGateway(vpc, subnet, settings);
    if (settings.answers !== undefined) this.networkAcl(vpc, subnet, settings);
    if (settings.purpose) this.management(vpc, settings);
  }

  endpoint(vpc, subnet, { endpoint = true, attached = true, endpointRegion = region, policy = [] }) {
    if (!endpoint) return;
    if (endpointRegion !== region) {
      const other = new ec2.CfnVPCEndpoint(this, 'S3Endpoint', {
        vpcId: vpc.vpcId,
        serviceName: `com.amazonaws.${endpointRegion}.s3`,
        vpcEndpointType: 'Gateway',
        routeTableIds: [subnet.routeTable.routeTableId],
      });
      named(other, 's3');
      return;
    }
    const s3 = attached
      ? new ec2.GatewayVpcEndpoint(this, 'S3Endpoint', {
          vpc,
          service: ec2.GatewayVpcEndpointAwsService.S3,
          subnets: [{ subnets: [subnet] }],
        })
      : new ec2.CfnVPCEndpoint(this, 'S3Endpoint', {
          vpcId: vpc.vpcId,
          serviceName: `com.amazonaws.${region}.s3`,
          vpcEndpointType: 'Gateway',
        });
    for (const name of policy) s3.addToPolicy(statement(name));
    named(s3, 's3');
  }

  // The NAT gateway's subnet has a table with a way out, or the VPC's main one.
  natGateway(vpc, subnet, { nat }) {
    const outside = new ec2.CfnSubnet(this, 'PublicSubnet', {
      vpcId: vpc.vpcId,
      cidrBlock: '10.0.1.0/24',
      availabilityZone: `${region}a`,
    });
    named(outside, 'public');
    const gateway = new ec2.CfnInternetGateway(this, 'InternetGateway');
    new ec2.CfnVPCGatewayAttachment(this, 'GatewayAttachment', { vpcId: vpc.vpcId, internetGatewayId: gateway.ref });
    const table = new ec2.CfnRouteTable(this, 'PublicRouteTable', { vpcId: vpc.vpcId });
    named(table, 'public');
    new ec2.CfnRoute(this, 'PublicRoute', {
      routeTableId: table.ref,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.ref,
    });
    if (nat === 'alive') {
      new ec2.CfnSubnetRouteTableAssociation(this, 'PublicAssociation', { subnetId: outside.ref, routeTableId: table.ref });
    }
    const address = new ec2.CfnEIP(this, 'NatAddress', { domain: 'vpc' });
    const natGateway = new ec2.CfnNatGateway(this, 'NatGateway', {
      allocationId: address.attrAllocationId,
      subnetId: outside.ref,
    });
    named(natGateway, 'main');
    new ec2.CfnRoute(this, 'PrivateRoute', {
      routeTableId: subnet.routeTable.routeTableId,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: natGateway.ref,
    });
  }

  networkAcl(vpc, subnet, { answers }) {
    const acl = new ec2.NetworkAcl(this, 'PrivateAcl', { vpc, subnetSelection: { subnets: [subnet] } });
    named(acl, 'private');
    acl.addEntry('RequestsOut', {
      ruleNumber: 100,
      cidr: ec2.AclCidr.anyIpv4(),
      direction: ec2.TrafficDirection.EGRESS,
      traffic: ec2.AclTraffic.tcpPortRange(80, 443),
    });
    acl.addEntry('OwnIn', {
      ruleNumber: 100,
      cidr: ec2.AclCidr.ipv4('10.0.0.0/16'),
      direction: ec2.TrafficDirection.INGRESS,
      traffic: ec2.AclTraffic.tcpPort(443),
    });
    if (answers) {
      acl.addEntry('AnswersIn', {
        ruleNumber: 110,
        cidr: ec2.AclCidr.anyIpv4(),
        direction: ec2.TrafficDirection.INGRESS,
        traffic: ec2.AclTraffic.tcpPortRange(1024, 65535),
      });
    }
  }

  // What Systems Manager needs beside S3, and a resource that shows what it is meant for.
  management(vpc, { purpose }) {
    const subnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    vpc.addInterfaceEndpoint('SsmEndpoint', { service: ec2.InterfaceVpcEndpointAwsService.SSM, subnets });
    vpc.addInterfaceEndpoint('SsmMessagesEndpoint', { service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES, subnets });
    const host = this.node.findChild('App');
    host.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    if (purpose === 'patching') {
      new ssm.CfnAssociation(this, 'Patch', {
        name: 'AWS-RunPatchBaseline',
        scheduleExpression: 'rate(7 days)',
        targets: [{ key: 'tag:Name', values: ['app'] }],
        parameters: { Operation: ['Install'] },
      });
      return;
    }
    new ssm.CfnDocument(this, 'SessionDocument', {
      name: 'SSM-SessionManagerRunShell',
      documentType: 'Session',
      content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { idleSessionTimeout: '20' } },
    });
  }

  host(vpc, { os = 'al2023', ports, list = prefixList, managed = [], ...settings }) {
    const securityGroup = new ec2.SecurityGroup(this, 'AppGroup', { vpc, allowAllOutbound: ports === undefined });
    named(securityGroup, 'app');
    for (const port of ports ?? []) {
      securityGroup.addEgressRule(ec2.Peer.prefixList(list), ec2.Port.tcp(port));
    }
    if (settings.metadata !== undefined) {
      identities.launch(this, vpc, securityGroup, ec2.MachineImage.fromSsmParameter(images[os]), settings);
      return;
    }
    const host = new ec2.Instance(this, 'App', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.fromSsmParameter(images[os]),
      securityGroup,
    });
    named(host, 'app');
    if (os === 'al2023') host.addUserData('dnf install -y nginx');
    for (const policy of managed) host.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(policy));
    if (settings.ubuntu) identities.addUbuntu(this, vpc, securityGroup, host.role, settings);
    if (os === 'ecs') host.addUserData('echo ECS_CLUSTER=main >> /etc/ecs/ecs.config');
  }
}

function statement(name) {
  if (name === 'account') {
    return new iam.PolicyStatement({
      sid: 'OwnAccount',
      principals: [new iam.StarPrincipal()],
      actions: ['s3:*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
    });
  }
  if (name === 'principal' || name === 'caller') {
    const role = 'arn:aws:iam::111122223333:role/app';
    return new iam.PolicyStatement({
      sid: 'App',
      principals: [name === 'principal' ? new iam.ArnPrincipal(role) : new iam.StarPrincipal()],
      actions: ['s3:*'],
      resources: ['*'],
      conditions: name === 'principal' ? {} : { ArnEquals: { 'aws:PrincipalArn': role } },
    });
  }
  return new iam.PolicyStatement({
    sid: { owned: 'AwsOwned', documents: 'AwsOwned', mirror: 'Mirror' }[name] ?? 'Repositories',
    principals: [new iam.StarPrincipal()],
    actions: ['s3:GetObject'],
    resources: buckets[name].map((bucket) => `arn:aws:s3:::${bucket}/*`),
  });
}

function named(construct, name) {
  cdk.Tags.of(construct).add('Name', name);
}

// The assembly's stack traces name this machine's folders; the committed ones must not.
function hidePaths(folder) {
  const here = path.resolve(__dirname, '../../..');
  const modules = path.dirname(path.dirname(require.resolve('aws-cdk-lib/package.json')));
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!name.endsWith('.json')) continue;
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replaceAll(here + path.sep, '/app/').replaceAll(path.dirname(modules) + path.sep, '/app/'));
  }
}

const only = process.argv.slice(2);
const rules = process.env.RULES ?? path.join(__dirname, '..', '..');
const sets = [[Example, examples], [NameExample, names], [ServiceExample, services]];
for (const [Stack, rule, pair] of sets.flatMap(([Stack, set]) => Object.entries(set).map((entry) => [Stack, ...entry]))) {
  if (only.length > 0 && !only.includes(rule)) continue;
  for (const [verdict, settings] of Object.entries(pair)) {
    const outdir = path.join(rules, rule, 'testdata', verdict, 'cdk');
    fs.rmSync(outdir, { recursive: true, force: true });
    const app = new cdk.App({ outdir, analyticsReporting: false });
    new Stack(app, 'Example', settings);
    app.synth();
    for (const report of ['tree.json', 'validation-report.json']) fs.rmSync(path.join(outdir, report), { force: true });
    hidePaths(outdir);
  }
}
