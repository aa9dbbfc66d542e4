import { App } from 'aws-cdk-lib';
import { Net } from '../lib/net';

const app = new App({ analyticsReporting: false });
new Net(app, 'NoEndpoint', { endpoint: false });
new Net(app, 'WithEndpoint', { endpoint: true });
app.synth();
