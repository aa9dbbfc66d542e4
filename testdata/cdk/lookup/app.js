// One host in each looked-up subnet; the endpoint is on the table of the first.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');

const app = new cdk.App({ analyticsReporting: false, context: require('./cdk.context.json') });
const stack = new cdk.Stack(app, 'Looked', { env: { account: '111122223333', region: 'ap-northeast-1' } });
const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0aaaaaaaaaaaaaaaa' });
const [covered, open] = vpc.isolatedSubnets;
new ec2.GatewayVpcEndpoint(stack, 'S3', {
  vpc,
  service: ec2.GatewayVpcEndpointAwsService.S3,
  subnets: [{ subnets: [covered] }],
});
for (const [id, subnet] of [['Covered', covered], ['Open', open]]) {
  new ec2.Instance(stack, id, {
    vpc,
    vpcSubnets: { subnets: [subnet] },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ kernel: ec2.AmazonLinux2023Kernel.KERNEL_6_1 }),
  });
}
app.synth();
