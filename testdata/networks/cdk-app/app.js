// Synthesizes the CDK form of every reference network: `npm install && npm run synth`.
// Each network becomes its own assembly, ../<network>/cdk, and ../<network>/cdk-imported
// with the VPC taken from elsewhere.
const fs = require('node:fs');
const path = require('node:path');
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const gateways = require('./gateways.js');
const hub = require('./hub.js');
const { hybrids, Hybrid } = require('./hybrid.js');
const { Names } = require('./names.js');
const { named } = require('./network.js');

const modules = path.dirname(path.dirname(require.resolve('aws-cdk-lib/package.json')));

const region = 'ap-northeast-1';
const zone = `${region}a`;
const images = {
  al2: () => ec2.MachineImage.latestAmazonLinux2({ kernel: ec2.AmazonLinux2Kernel.KERNEL_5_10 }),
  al2023: () => ec2.MachineImage.latestAmazonLinux2023({ kernel: ec2.AmazonLinux2023Kernel.KERNEL_6_1 }),
  literal: () => ec2.MachineImage.genericLinux({ [region]: 'ami-0d52744d6551d851e' }),
};
const layouts = {
  one: { subnets: ['closed'], hosts: { Host: ['host', 'closed'] }, endpoints: 'closed', gateway: 'closed' },
  two: { subnets: ['endpoints', 'app'], hosts: { AppHost: ['app', 'app'] }, endpoints: 'endpoints', gateway: 'app' },
  nat: {
    subnets: ['public', 'nat', 'closed'],
    hosts: { BehindNat: ['behind-nat', 'nat'], ClosedHost: ['closed', 'closed'] },
    endpoints: 'closed',
    gateway: 'closed',
  },
};
const subnetTypes = {
  public: ec2.SubnetType.PUBLIC,
  nat: ec2.SubnetType.PRIVATE_WITH_EGRESS,
};

const networks = {
  'article-000-account-condition': { os: 'al2', policy: ['account'], egress: 'all', layout: 'one' },
  'article-000-repositories-allowed': { os: 'al2', policy: ['account', 'repositories'], egress: 'all', layout: 'one' },
  'article-000-condition-removed': { os: 'al2', policy: ['anything'], egress: 'all', layout: 'one' },
  'article-001-no-endpoint': { os: 'al2', egress: 'all', layout: 'one', withoutS3: true },
  'article-001-https-only': { os: 'al2', egress: [443], layout: 'one' },
  'article-001-four-rules': { os: 'al2', egress: [80, 443], layout: 'one' },
  'article-002': { os: 'literal', policy: ['everything'], egress: 'all', layout: 'two' },
  'article-002-unattached': { os: 'literal', policy: ['everything'], egress: 'all', layout: 'two', unattached: true },
  'article-002-no-egress': { os: 'literal', policy: ['everything'], egress: [], layout: 'two' },
  'article-003': { os: 'al2023', policy: ['al2023'], egress: 'all', layout: 'nat' },
  'article-003-amazon-linux-2': { os: 'al2', policy: ['al2023'], egress: 'all', layout: 'nat' },
};

const statements = {
  account: () => ({
    principals: [new iam.StarPrincipal()],
    actions: ['s3:*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
  }),
  repositories: () => ({
    principals: [new iam.StarPrincipal()],
    actions: ['s3:GetObject'],
    resources: [
      `arn:aws:s3:::amazonlinux-2-repos-${region}/*`,
      `arn:aws:s3:::al2023-repos-${region}-de612dc2/*`,
    ],
  }),
  anything: () => ({ principals: [new iam.StarPrincipal()], actions: ['s3:*'], resources: ['*'] }),
  everything: () => ({ principals: [new iam.AnyPrincipal()], actions: ['*'], resources: ['*'] }),
  al2023: (stack) => ({
    principals: [new iam.StarPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::al2023-repos-${stack.region}-de612dc2/*`],
  }),
};

class Network extends cdk.Stack {
  constructor(scope, id, settings, imported) {
    super(scope, id, { env: { region } });
    const layout = layouts[settings.layout];
    const { vpc, subnets } = imported ? this.importedVpc(layout) : this.ownVpc(layout);
    const hosts = new ec2.SecurityGroup(this, 'Hosts', { vpc, allowAllOutbound: settings.egress === 'all' });
    const endpoints = new ec2.SecurityGroup(this, 'Endpoints', { vpc, allowAllOutbound: false });
    endpoints.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(443));
    endpoints.addEgressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.allTraffic());
    named(hosts, 'hosts');
    named(endpoints, 'endpoints');
    for (const port of settings.egress === 'all' ? [] : settings.egress) {
      hosts.addEgressRule(ec2.Peer.securityGroupId(endpoints.securityGroupId), ec2.Port.tcp(port));
      hosts.addEgressRule(ec2.Peer.prefixList('pl-61a54008'), ec2.Port.tcp(port));
    }
    for (const service of ['ssm', 'ssmmessages', 'ec2messages']) {
      const endpoint = new ec2.CfnVPCEndpoint(this, `${service}-endpoint`, {
        vpcId: vpc.vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Interface',
        subnetIds: [subnets[layout.endpoints].subnetId],
        securityGroupIds: [endpoints.securityGroupId],
        privateDnsEnabled: true,
      });
      named(endpoint, service);
    }
    if (!settings.withoutS3) this.s3Endpoint(vpc, settings, subnets[layout.gateway]);
    this.hosts(vpc, subnets, layout, settings, hosts);
  }

  ownVpc(layout) {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      availabilityZones: [zone],
      natGateways: layout.subnets.includes('nat') ? 1 : 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: layout.subnets.map((name) => ({
        name,
        cidrMask: 24,
        subnetType: subnetTypes[name] ?? ec2.SubnetType.PRIVATE_ISOLATED,
      })),
    });
    named(vpc, 'main');
    const subnets = {};
    for (const name of layout.subnets) {
      subnets[name] = vpc.selectSubnets({ subnetGroupName: name }).subnets[0];
      named(subnets[name], name);
    }
    return { vpc, subnets };
  }

  importedVpc(layout) {
    const vpcId = new cdk.CfnParameter(this, 'VpcId', { type: 'AWS::EC2::VPC::Id' }).valueAsString;
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: [zone] });
    const subnets = {};
    layout.subnets.forEach((name, index) => {
      subnets[name] = new ec2.Subnet(this, name, { vpcId, availabilityZone: zone, cidrBlock: `10.0.${index}.0/24` });
      named(subnets[name], name);
    });
    if (subnets.nat) {
      const gateway = new ec2.CfnInternetGateway(this, 'InternetGateway');
      const attachment = new ec2.CfnVPCGatewayAttachment(this, 'Attachment', { vpcId, internetGatewayId: gateway.ref });
      subnets.public.addRoute('Default', {
        routerType: ec2.RouterType.GATEWAY,
        routerId: gateway.ref,
        enablesInternetConnectivity: true,
      });
      const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
      const nat = new ec2.CfnNatGateway(this, 'Nat', {
        subnetId: subnets.public.subnetId,
        allocationId: address.attrAllocationId,
      });
      nat.addDependency(attachment);
      subnets.nat.addRoute('Default', { routerType: ec2.RouterType.NAT_GATEWAY, routerId: nat.ref });
    }
    return { vpc, subnets };
  }

  s3Endpoint(vpc, settings, subnet) {
    const policy = settings.policy?.map((name) => new iam.PolicyStatement(statements[name](this)));
    const endpoint = new ec2.CfnVPCEndpoint(this, 'S3', {
      vpcId: vpc.vpcId,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: settings.unattached ? undefined : [subnet.routeTable.routeTableId],
      policyDocument: policy && new iam.PolicyDocument({ statements: policy }),
    });
    named(endpoint, 's3');
  }

  hosts(vpc, subnets, layout, settings, securityGroup) {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
    });
    for (const [id, [name, subnet]] of Object.entries(layout.hosts)) {
      const host = new ec2.Instance(this, id, {
        vpc,
        vpcSubnets: { subnets: [subnets[subnet]] },
        instanceType: new ec2.InstanceType('t3.micro'),
        machineImage: images[settings.os](),
        securityGroup,
        role,
      });
      named(host, name);
    }
  }
}

// The frames of the assembly name this machine's folders; the committed ones must not.
function hidePaths(folder) {
  const here = path.dirname(path.dirname(path.dirname(__dirname)));
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const text = fs.readFileSync(file, 'utf8');
    const clean = text.replaceAll(here + path.sep, '/app/').replaceAll(path.dirname(modules) + path.sep, '/app/');
    if (clean !== text) fs.writeFileSync(file, clean);
  }
}

function synthesize(folder, make) {
  const outdir = path.join(__dirname, '..', folder);
  fs.rmSync(outdir, { recursive: true, force: true });
  const app = new cdk.App({ outdir, analyticsReporting: false });
  make(app);
  app.synth();
  for (const report of ['tree.json', 'validation-report.json']) fs.rmSync(path.join(outdir, report), { force: true });
  hidePaths(outdir);
}

const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);
for (const [name, settings] of Object.entries(networks)) {
  if (!wanted(name)) continue;
  synthesize(`${name}/cdk`, (app) => new Network(app, 'Network', settings, false));
  synthesize(`${name}/cdk-imported`, (app) => new Network(app, 'Network', settings, true));
}
if (wanted('names')) synthesize('names/cdk', (app) => new Names(app, 'Names'));
for (const [name, settings] of Object.entries(hybrids)) {
  if (wanted(name)) synthesize(`${name}/cdk`, (app) => new Hybrid(app, 'Hybrid', settings));
}
for (const [name, make] of Object.entries({ ...hub, ...gateways })) {
  if (wanted(name)) synthesize(`${name}/cdk`, make);
}
