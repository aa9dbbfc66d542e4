const cdk = require('@aws-cdk/core');
const Net = require('./net')(cdk, require('@aws-cdk/aws-ec2'));

const app = new cdk.App();
new Net(app, 'Net');
app.synth();
