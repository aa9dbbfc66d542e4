package live

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// recording is a snapshot that answers again what EC2 once did.
type recording struct {
	region  string
	vpcs    []string
	answers map[Call]answer
}

// Ask implements [API]: it knows one answer to each question.
func (r *recording) Ask(_ context.Context, call Call, _ ...string) ([]*json.Node, error) {
	kept := r.answers[call]
	if kept.refused != nil {
		return nil, kept.refused
	}
	return kept.items, nil
}

// reader reads a snapshot and gathers what is wrong with it.
type reader struct {
	recording   recording
	diagnostics source.Diagnostics
}

func (r *reader) report(severity source.Severity, at source.Range, format string, arguments ...any) {
	r.diagnostics = append(r.diagnostics, source.Diagnostic{Severity: severity, Message: "reading the snapshot: " + fmt.Sprintf(format, arguments...), Range: at})
}

// read reads a snapshot. The recording is nil where nothing of it can be used.
func read(file *source.File) (*recording, source.Diagnostics) {
	root, diagnostics := json.Parse(file)
	r := &reader{recording: recording{answers: map[Call]answer{}}, diagnostics: diagnostics}
	if root == nil || !r.header(root) {
		return nil, r.diagnostics
	}
	r.refusals(root.Get("refused"))
	answers := root.Get("answers")
	if answers == nil || answers.Kind != json.Object {
		r.report(source.Error, at(root, answers), `"answers" holds what EC2 answered to each call: write the snapshot again with repolint snapshot`)
		return nil, r.diagnostics
	}
	for _, member := range answers.Members {
		r.answer(member)
	}
	r.missing(answers)
	return &r.recording, r.diagnostics
}

// at is the place of a node, or of the one around it where there is none.
func at(around, node *json.Node) source.Range {
	if node != nil {
		return node.Range
	}
	start := around.Range
	start.End = source.Pos{Line: start.Start.Line, Column: start.Start.Column + 1, Byte: start.Start.Byte + 1}
	return start
}

func (r *reader) header(root *json.Node) bool {
	version := root.Get(source.SnapshotKey)
	number, err := 0, error(nil)
	if version != nil {
		number, err = strconv.Atoi(version.Text)
	}
	switch {
	case version == nil || version.Kind != json.Number || err != nil || number < 1:
		r.report(source.Error, at(root, version), "%q is the number of the format: write the snapshot again with repolint snapshot", source.SnapshotKey)
		return false
	case number > format:
		r.report(source.Error, version.Range, "it has format %d, and this repolint knows formats up to %d: update repolint, or write the snapshot again", number, format)
		return false
	}
	region, ok := root.Get("region").StringText()
	if !ok || region == "" {
		r.report(source.Error, at(root, root.Get("region")), `"region" names the region that was read`)
		return false
	}
	r.recording.region = region
	if vpcs := root.Get("vpcs"); vpcs != nil {
		for _, item := range vpcs.Items {
			r.recording.vpcs = append(r.recording.vpcs, item.Text)
		}
	}
	return true
}

func (r *reader) refusals(refused *json.Node) {
	if refused == nil {
		return
	}
	for _, member := range refused.Members {
		code, ok := member.Value.StringText()
		call, known := callNamed(member.Key)
		switch {
		case !known:
			r.report(source.Warning, member.KeyRange, "%q is no call that repolint makes; it is left out", member.Key)
		case !ok:
			r.report(source.Error, member.Value.Range, "the reason why %s was refused is no text", member.Key)
		default:
			r.recording.answers[call] = answer{refused: &Refusal{call, code}}
		}
	}
}

func (r *reader) answer(member json.Member) {
	call, known := callNamed(member.Key)
	switch {
	case !known:
		r.report(source.Warning, member.KeyRange, "%q is no call that repolint makes; it is left out", member.Key)
		return
	case member.Value.Kind != json.Array:
		r.report(source.Error, member.Value.Range, "the answer to %s is no list", member.Key)
		return
	}
	var items []*json.Node
	for _, item := range member.Value.Items {
		if item.Kind != json.Object || identity[call] != "" && textOf(item.Get(identity[call])) == "" {
			r.report(source.Error, item.Range, "a thing of %s has no %s; it is left out", member.Key, identity[call])
			continue
		}
		items = append(items, item)
	}
	r.recording.answers[call] = answer{items: items}
}

// missing treats a call that has no answer as one that was refused: nobody asked.
func (r *reader) missing(answers *json.Node) {
	var unanswered []string
	for _, call := range Calls() {
		if _, ok := r.recording.answers[call]; ok {
			continue
		}
		if answers.Get(call.String()) == nil {
			unanswered = append(unanswered, call.String())
		}
		r.recording.answers[call] = answer{refused: &Refusal{call, notRecorded}}
	}
	if len(unanswered) > 0 {
		r.report(source.Warning, at(answers, nil), "it has no answer to %s, and what they would tell is not known: write the snapshot again", strings.Join(unanswered, ", "))
	}
}

// identity is the field by which the things of an answer are known.
var identity = [callEnd]string{
	DescribeVpcs: "VpcId", DescribeVpcAttribute: "VpcId", DescribeSubnets: "SubnetId", DescribeRouteTables: "RouteTableId",
	DescribeInternetGateways: "InternetGatewayId", DescribeEgressOnlyInternetGateways: "EgressOnlyInternetGatewayId",
	DescribeNatGateways: "NatGatewayId", DescribeVpnGateways: "VpnGatewayId", DescribeVpcPeeringConnections: "VpcPeeringConnectionId",
	DescribeTransitGatewayVpcAttachments: "TransitGatewayAttachmentId", DescribeVpcEndpoints: "VpcEndpointId",
	DescribeSecurityGroups: "GroupId", DescribeSecurityGroupRules: "SecurityGroupRuleId", DescribeNetworkAcls: "NetworkAclId",
	DescribeManagedPrefixLists: "PrefixListId", GetManagedPrefixListEntries: "PrefixListId", DescribeDhcpOptions: "DhcpOptionsId",
	DescribeVpcBlockPublicAccessExclusions: "ExclusionId", DescribeNetworkInterfaces: "NetworkInterfaceId",
	DescribeInstances: "InstanceId", DescribeImages: "ImageId",
}

// notRecorded stands for EC2's code where nobody asked.
const notRecorded = "not in the snapshot"
