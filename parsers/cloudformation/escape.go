package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// noteEscapes finds what is handed to things that cannot be read.
func (l *lowering) noteEscapes() {
	for i := range l.resources {
		r := &l.resources[i]
		if r.Type == exportWriter || r.Type == storedType {
			for _, id := range l.referred(r.Attributes) {
				l.exported[id] = true
			}
		}
		if reason := l.unreadable(r); reason != nil {
			l.escape(r.Attributes, reason)
		} else if !routeTableReaders[r.Type] && !libraryTypes[r.Type] {
			l.escapeRouteTables(r)
		}
	}
	for _, root := range l.run.roots {
		root.walk(func(s *stack) {
			for _, m := range s.template.section("Modules").unique() {
				l.escape(s.evaluate(m.value), &value.Reason{Text: "it is handed to the module " + m.key + ", which is not in the scanned files"})
			}
		})
	}
	for _, r := range l.resources {
		if d := l.stacks[string(r.ID())]; d.stack.macro != nil && l.escapes[r.ID()] == nil {
			l.escapes[r.ID()] = d.stack.macro
		}
	}
}

// routeTableReaders are the types that name a route table for what it is; what
// they do to its routes is in view.
var routeTableReaders = map[string]bool{
	"AWS::EC2::Route": true, "AWS::EC2::SubnetRouteTableAssociation": true, "AWS::EC2::GatewayRouteTableAssociation": true,
	"AWS::EC2::VPNGatewayRoutePropagation": true, "AWS::EC2::VPCEndpoint": true,
	"AWS::CloudFormation::Stack": true, "AWS::Serverless::Application": true, stackSetType: true, storedType: true,
}

// escapeRouteTables opens the route tables that anything else names, in user data,
// in the variables of a function, in a tag or in the rights of a role: nothing but
// a program that writes routes has a use for them.
func (l *lowering) escapeRouteTables(r *resource.Resource) {
	for _, id := range l.referred(r.Attributes) {
		if table := l.byID[string(id)]; table != nil && table.Type == "AWS::EC2::RouteTable" && l.escapes[id] == nil {
			l.escapes[id] = &value.Reason{Text: "it is handed to " + r.Address + ", and a program that reads it there may write routes", Settle: "see which routes the program writes"}
		}
	}
}

func (l *lowering) escape(v value.Value, reason *value.Reason) {
	for _, id := range l.referred(v) {
		if l.escapes[id] == nil {
			l.escapes[id] = reason
		}
	}
}

// exportWriter hands values to stacks of another region.
const exportWriter = "Custom::CrossRegionExportWriter"

// libraryTypes are the custom resources of the CDK itself: what their code does is
// known, and it attaches nothing to a network
// (https://github.com/aws/aws-cdk/tree/main/packages/%40aws-cdk/custom-resource-handlers/lib).
var libraryTypes = map[string]bool{
	"Custom::VpcRestrictDefaultSG": true, exportWriter: true, "Custom::CrossRegionExportReader": true,
	"Custom::AWSCDK-EKS-Cluster": true, "Custom::AWSCDK-EKS-FargateProfile": true, "Custom::AWSCDK-EKS-HelmChart": true,
	"Custom::AWSCDK-EKS-KubernetesObjectValue": true, "Custom::AWSCDK-EKS-KubernetesPatch": true,
	"Custom::AWSCDK-EKS-KubernetesResource": true, "Custom::AWSCDKCfnJson": true, "Custom::AWSCDKCfnJsonStringify": true,
	"Custom::AWSCDKOpenIdConnectProvider": true, "Custom::CDKBucketDeployment": true, "Custom::CloudwatchLogResourcePolicy": true,
	"Custom::CrossAccountZoneDelegation": true, "Custom::DeleteExistingRecordSet": true, "Custom::DynamoDBReplica": true,
	"Custom::ECRAutoDeleteImages": true, "Custom::LogRetention": true, "Custom::S3AutoDeleteObjects": true,
	"Custom::S3BucketNotifications": true, "Custom::SyntheticsAutoDeleteUnderlyingResources": true,
}

// unreadable says why a resource may do anything with what it is given; nil when
// it may not.
func (l *lowering) unreadable(r *resource.Resource) *value.Reason {
	d := l.stacks[string(r.ID())]
	var why string
	switch {
	case isStackType(r.Type):
		if d.child == nil || d.child.reason == nil {
			return nil
		}
		reason := *d.child.reason
		reason.Text = "it is handed to " + r.Address + ": " + reason.Text
		return &reason
	case libraryTypes[r.Type]:
		return nil
	case r.Type == "AWS::CloudFormation::CustomResource" || strings.HasPrefix(r.Type, "Custom::"):
		why = "it is handed to the custom resource " + r.Address + ", whose code is not read"
	case strings.HasSuffix(r.Type, "::MODULE"):
		why = "it is handed to the module " + r.Address + ", which is not in the scanned files"
	case r.Type == "AWS::ServiceCatalog::CloudFormationProvisionedProduct":
		why = "it is handed to the product " + r.Address + ", which is not in the scanned files"
	case strings.HasPrefix(r.Type, "Fn::") || strings.HasPrefix(r.Type, rainPrefix) || r.Type == "Ref":
		why = "it is handed to " + r.Address + ", whose type is not known"
	case strings.Contains(r.Type, "::") && !strings.HasPrefix(r.Type, "AWS::") && !strings.HasPrefix(r.Type, "Alexa::"):
		why = "it is handed to " + r.Address + " of the private type " + r.Type + ", whose code is not read"
	default:
		return nil
	}
	return &value.Reason{Text: why}
}
