// The networks after article 004: machines outside of
// EC2, and no VPC at all.
const cdk = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');

const hybrids = {
  'hybrid-article-004': { hours: 12, key: true },
  'hybrid-article-004-corrected': { hours: 1 },
};

class Hybrid extends cdk.Stack {
  constructor(scope, id, { hours, key }) {
    super(scope, id, { env: { region: 'ap-northeast-1' } });
    const core = iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore');
    const role = new iam.Role(this, 'OnPremisesRole', {
      roleName: 'onpremises',
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com'),
      maxSessionDuration: cdk.Duration.hours(hours),
      managedPolicies: [core],
    });
    cdk.Tags.of(role).add('Name', 'onpremises');
    if (!key) return;
    const group = new iam.Group(this, 'Senders', { managedPolicies: [core] });
    const user = new iam.User(this, 'Sender', { userName: 'sender', groups: [group] });
    cdk.Tags.of(user).add('Name', 'sender');
    new iam.AccessKey(this, 'SenderKey', { user });
  }
}

module.exports = { hybrids, Hybrid };
