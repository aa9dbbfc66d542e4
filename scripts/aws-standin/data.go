package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// account is one that AWS's documentation uses.
const account = "111122223333"

// invent makes an id that nobody has, another one for every question: its digits
// begin with 0fa15e.
func (p *provider) invent(kind string, arguments map[string]tftypes.Value) string {
	digest := sha256.New()
	fmt.Fprintln(digest, kind, p.region)
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		fmt.Fprintln(digest, name, arguments[name])
	}
	return kind + "-0fa15e" + hex.EncodeToString(digest.Sum(nil))[:11]
}

// ReadDataSource reads a data source whose arguments are known.
func (p *provider) ReadDataSource(_ context.Context, r *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	schema := p.schemas["data "+r.TypeName]
	configuration, err := r.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	values := members(configuration)
	found, err := p.find(r.TypeName, values)
	if err != nil {
		return &tfprotov5.ReadDataSourceResponse{Diagnostics: refusal(r.TypeName + ": " + err.Error())}, nil
	}
	for name, value := range found {
		values[name] = tftypes.NewValue(tftypes.String, value)
	}
	if region, ok := values["region"]; ok && region.IsNull() {
		values["region"] = tftypes.NewValue(tftypes.String, p.region)
	}
	if r.TypeName == "aws_availability_zones" {
		values["names"] = zones(p.region, "a", "b", "c")
	}
	state, err := tfprotov5.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), values))
	return &tfprotov5.ReadDataSourceResponse{State: &state}, err
}

// find answers with the texts that a data source has beyond its arguments.
func (p *provider) find(typ string, arguments map[string]tftypes.Value) (map[string]string, error) {
	switch typ {
	case "aws_region":
		return map[string]string{"id": p.region, "name": p.region, "endpoint": "ec2." + p.region + ".amazonaws.com"}, nil
	case "aws_partition":
		return map[string]string{"id": "aws", "partition": "aws", "dns_suffix": "amazonaws.com", "reverse_dns_prefix": "com.amazonaws"}, nil
	case "aws_availability_zones":
		return map[string]string{"id": p.region}, nil
	case "aws_caller_identity":
		return map[string]string{"id": account, "account_id": account, "arn": "arn:aws:iam::" + account + ":root", "user_id": account}, nil
	case "aws_ami":
		image := p.invent("ami", arguments)
		return map[string]string{"id": image, "image_id": image, "state": "available"}, nil
	case "aws_prefix_list":
		list := p.invent("pl", arguments)
		return map[string]string{"id": list, "prefix_list_id": list}, nil
	case "aws_subnet":
		return map[string]string{"id": p.invent("subnet", arguments), "vpc_id": p.invent("vpc", arguments), "state": "available"}, nil
	case "aws_ssm_parameter":
		name := text(arguments["name"])
		if !strings.HasPrefix(name, "/aws/service/") || !strings.Contains(name, "ami") {
			return nil, fmt.Errorf("the stand-in has no parameter %s", name)
		}
		image := p.invent("ami", arguments)
		return map[string]string{"id": name, "type": "String", "value": image, "insecure_value": image}, nil
	case "aws_iam_policy_document":
		return renderPolicy(arguments)
	}
	return nil, errors.New("the stand-in does not answer for it")
}

func zones(region string, letters ...string) tftypes.Value {
	var names []tftypes.Value
	for _, letter := range letters {
		names = append(names, tftypes.NewValue(tftypes.String, region+letter))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, names)
}
