"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const aws_cdk_lib_1 = require("aws-cdk-lib");
const net_1 = require("../lib/net");
const app = new aws_cdk_lib_1.App({ analyticsReporting: false });
new net_1.Net(app, 'NoEndpoint', { endpoint: false });
new net_1.Net(app, 'WithEndpoint', { endpoint: true });
app.synth();
//# sourceMappingURL=app.js.map