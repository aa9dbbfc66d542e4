// A closed VPC with one host, as apps were written before PRIVATE_ISOLATED and
// Amazon Linux 2023, for whichever library calls.
module.exports = ({ Stack }, ec2) => class Net extends Stack {
  constructor(scope, id) {
    super(scope, id, { env: { region: 'ap-northeast-1' } });
    const vpc = new ec2.Vpc(this, 'Vpc', {
      cidr: '10.0.0.0/16',
      maxAzs: 1,
      subnetConfiguration: [{ name: 'closed', subnetType: ec2.SubnetType.ISOLATED }],
    });
    new ec2.Instance(this, 'Host', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.ISOLATED },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux({ generation: ec2.AmazonLinuxGeneration.AMAZON_LINUX_2 }),
    });
  }
};
