// Two stacks whose hosts cannot reach their repositories, and one with nested stacks whose host can.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');

const env = { region: 'ap-northeast-1' };

function closedVpc(scope) {
  return new ec2.Vpc(scope, 'Vpc', {
    availabilityZones: ['ap-northeast-1a'],
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'closed', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
}

function host(scope, vpc) {
  return new ec2.Instance(scope, 'Host', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ kernel: ec2.AmazonLinux2023Kernel.KERNEL_6_1 }),
  });
}

class NoEndpoint extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const vpc = closedVpc(this);
    host(this, vpc);
  }
}

class OwnBucketOnly extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const vpc = closedVpc(this);
    const endpoint = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    host(this, vpc);
    endpoint.addToPolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::example-artifacts/*'],
    }));
  }
}

class Nested extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const net = new cdk.NestedStack(this, 'Net');
    const vpc = closedVpc(net);
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    host(new cdk.NestedStack(this, 'App'), vpc);
  }
}

const app = new cdk.App({ analyticsReporting: false });
new NoEndpoint(app, 'NoEndpoint');
new OwnBucketOnly(app, 'OwnBucketOnly');
new Nested(app, 'Nested');
app.synth();
