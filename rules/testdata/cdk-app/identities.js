// What the examples of the iam and ami rules add to the shared network.
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const ssm = require('aws-cdk-lib/aws-ssm');
const cdk = require('aws-cdk-lib');

const core = 'AmazonSSMManagedInstanceCore';

const examples = {
  'iam/instance_role_lacks_ssm': {
    bad: { agent: true, managed: ['CloudWatchAgentServerPolicy'] },
    good: { agent: true, managed: ['CloudWatchAgentServerPolicy', core] },
  },
  'iam/instance_metadata_disabled': { bad: { metadata: false }, good: { metadata: true } },
  'iam/hybrid_session_too_long': { bad: { hours: 12 }, good: { hours: 1, window: true } },
  'iam/long_lived_access_key': { bad: { key: 'Active' }, good: { key: 'Inactive' } },
  'ami/package_source_unreachable': {
    bad: { agent: true, managed: [core], ubuntu: true },
    good: { agent: true, managed: [core], ubuntu: true, mirror: true },
  },
};

function add(stack, vpc, { agent, hours, window, key }) {
  if (agent) {
    name(vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM }), 'ssm');
    name(vpc.addInterfaceEndpoint('SsmMessages', { service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES }), 'ssmmessages');
  }
  if (hours) {
    const role = new iam.Role(stack, 'EdgeRole', {
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com'),
      maxSessionDuration: cdk.Duration.hours(hours),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(core)],
    });
    name(role, 'edge');
  }
  if (window) {
    const role = new iam.Role(stack, 'WindowRole', {
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com'),
      maxSessionDuration: cdk.Duration.hours(12),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ssm:SendCommand'], resources: ['*'] }));
    name(role, 'window');
  }
  if (key) {
    const user = new iam.User(stack, 'AgentUser', { userName: 'agent' });
    user.addToPolicy(
      new iam.PolicyStatement({ actions: ['ssm:UpdateInstanceInformation', 'ssm:SendCommand'], resources: ['*'] }),
    );
    name(user, 'agent');
    new iam.AccessKey(stack, 'AgentKey', { user, status: key });
  }
}

// launch makes the host from a launch template, which has settings of its own.
function launch(stack, vpc, securityGroup, image, { metadata }) {
  const role = new iam.Role(stack, 'AppRole', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess')],
  });
  const userData = ec2.UserData.forLinux();
  userData.addCommands('dnf install -y nginx');
  const template = new ec2.LaunchTemplate(stack, 'AppTemplate', {
    machineImage: image,
    instanceType: new ec2.InstanceType('t3.micro'),
    role,
    userData,
    httpEndpoint: metadata,
    requireImdsv2: true,
  });
  const host = new ec2.CfnInstance(stack, 'App', {
    launchTemplate: { launchTemplateId: template.launchTemplateId, version: template.latestVersionNumber },
    subnetId: vpc.isolatedSubnets[0].subnetId,
    securityGroupIds: [securityGroup.securityGroupId],
  });
  name(host, 'app');
}

function addUbuntu(stack, vpc, securityGroup, role, { mirror }) {
  const host = new ec2.Instance(stack, 'Web', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.fromSsmParameter(
      '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id',
    ),
    securityGroup,
    role,
  });
  name(host, 'web');
  const source = { name: 'mirror', products: ['Ubuntu24.04'], configuration: 'deb http://mirror.internal/ubuntu noble main' };
  new ssm.CfnPatchBaseline(stack, 'UbuntuBaseline', {
    name: 'ubuntu',
    operatingSystem: 'UBUNTU',
    sources: mirror ? [source] : undefined,
  });
}

function name(construct, text) {
  cdk.Tags.of(construct).add('Name', text);
}

module.exports = { examples, add, launch, addUbuntu };
