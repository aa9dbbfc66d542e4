const cdk = require('aws-cdk-lib');
const Net = require('./net')(cdk, require('aws-cdk-lib/aws-ec2'));

const app = new cdk.App();
new Net(app, 'Net');
app.synth();
