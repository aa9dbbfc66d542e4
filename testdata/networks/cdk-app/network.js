// What the networks of this app have in common.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');

function named(construct, name) {
  cdk.Tags.of(construct).add('Name', name);
}

function image(name) {
  return ec2.MachineImage.fromSsmParameter(`/aws/service/ami-amazon-linux-latest/${name}`);
}

// A VPC of one zone, with subnets by name; natGateways are none unless settings say so.
function vpcOf(stack, id, cidr, subnets, settings) {
  const vpc = new ec2.Vpc(stack, id, {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    availabilityZones: [`${stack.region}a`],
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: Object.entries(subnets).map(([name, subnetType]) => ({ name, cidrMask: 24, subnetType })),
    ...settings,
  });
  named(vpc, id);
  for (const name of Object.keys(subnets)) named(subnetOf(vpc, name), name);
  return vpc;
}

function closedVpc(stack, id, cidr, subnet) {
  return vpcOf(stack, id, cidr, { [subnet]: ec2.SubnetType.PRIVATE_ISOLATED });
}

function subnetOf(vpc, subnetGroupName) {
  return vpc.selectSubnets({ subnetGroupName }).subnets[0];
}

module.exports = { closedVpc, image, named, subnetOf, vpcOf };
