import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Whether the closed subnets get an S3 gateway endpoint. */
export interface NetProps extends StackProps {
  readonly endpoint: boolean;
}

/** A closed VPC with one host. */
export class Net extends Stack {
  constructor(scope: Construct, id: string, props: NetProps) {
    super(scope, id, { ...props, env: { region: 'ap-northeast-1' } });
    const vpc = new ec2.Vpc(this, 'Vpc', {
      availabilityZones: ['ap-northeast-1a'],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'closed', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    if (props.endpoint) {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    }
    new ec2.Instance(this, 'Host', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ kernel: ec2.AmazonLinux2023Kernel.KERNEL_6_1 }),
    });
  }
}
