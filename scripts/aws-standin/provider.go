package main

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// provider answers what a plan asks. The server that it embeds is nil: what only an
// apply or an import asks is not there.
type provider struct {
	tfprotov5.ProviderServer

	schemas map[string]*tfprotov5.Schema
	region  string
	tags    map[string]tftypes.Value
}

func newProvider(file string) (*provider, error) {
	schemas, err := readSchemas(file)
	return &provider{schemas: schemas}, err
}

func (p *provider) schemasOf(mode string) map[string]*tfprotov5.Schema {
	found := map[string]*tfprotov5.Schema{}
	for head, schema := range p.schemas {
		if typ, ok := strings.CutPrefix(head, mode+" "); ok {
			found[typ] = schema
		}
	}
	return found
}

func (p *provider) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	return &tfprotov5.GetMetadataResponse{}, nil
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return &tfprotov5.GetProviderSchemaResponse{
		Provider: p.schemas["provider aws"], ResourceSchemas: p.schemasOf("resource"), DataSourceSchemas: p.schemasOf("data"),
	}, nil
}

func (p *provider) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (p *provider) ConfigureProvider(_ context.Context, r *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	configuration, err := r.Config.Unmarshal(p.schemas["provider aws"].ValueType())
	if err != nil {
		return nil, err
	}
	written := members(configuration)
	if p.region = text(written["region"]); p.region == "" {
		return &tfprotov5.ConfigureProviderResponse{Diagnostics: refusal("a provider without a region would take the machine's: name one")}, nil
	}
	p.tags = map[string]tftypes.Value{}
	for _, block := range items(written["default_tags"]) {
		for key, tag := range members(members(block)["tags"]) {
			p.tags[key] = tag
		}
	}
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (p *provider) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func refusal(summary string) []*tfprotov5.Diagnostic {
	return []*tfprotov5.Diagnostic{{Severity: tfprotov5.DiagnosticSeverityError, Summary: summary}}
}
