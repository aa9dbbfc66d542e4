package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// PlanResourceChange plans a resource that is yet to be created.
func (p *provider) PlanResourceChange(_ context.Context, r *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	schema := p.schemas["resource "+r.TypeName]
	proposed, err := r.ProposedNewState.Unmarshal(schema.ValueType())
	if err != nil || proposed.IsNull() {
		return &tfprotov5.PlanResourceChangeResponse{PlannedState: r.ProposedNewState}, err
	}
	configuration, err := r.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	written := members(configuration)
	planned := members(computed(proposed, schema.Block))
	if region, ok := written["region"]; ok && region.IsNull() {
		planned["region"] = tftypes.NewValue(tftypes.String, p.region)
	}
	if all, ok := planned["tags_all"]; ok {
		planned["tags_all"] = p.tagged(written["tags"], all)
	}
	state, err := tfprotov5.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), planned))
	return &tfprotov5.PlanResourceChangeResponse{PlannedState: &state}, err
}

// tagged are the tags of a resource with the provider's. They are known after apply
// where there are none, or where one of the resource's is not known yet.
func (p *provider) tagged(own, unknown tftypes.Value) tftypes.Value {
	all := map[string]tftypes.Value{}
	for key, tag := range p.tags {
		all[key] = tag
	}
	for key, tag := range members(own) {
		all[key] = tag
	}
	if len(all) == 0 || !own.IsFullyKnown() {
		return unknown
	}
	return tftypes.NewValue(unknown.Type(), all)
}

// computed makes what is computed and not written known after apply.
func computed(written tftypes.Value, block *tfprotov5.SchemaBlock) tftypes.Value {
	if !written.IsKnown() || written.IsNull() {
		return written
	}
	values := members(written)
	for _, attribute := range block.Attributes {
		if attribute.Computed && values[attribute.Name].IsNull() {
			values[attribute.Name] = tftypes.NewValue(attribute.Type, tftypes.UnknownValue)
		}
	}
	for _, nested := range block.BlockTypes {
		value := values[nested.TypeName]
		if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSingle {
			values[nested.TypeName] = computed(value, nested.Block)
			continue
		}
		blocks := items(value)
		if blocks == nil {
			continue
		}
		for i := range blocks {
			blocks[i] = computed(blocks[i], nested.Block)
		}
		values[nested.TypeName] = tftypes.NewValue(value.Type(), blocks)
	}
	return tftypes.NewValue(written.Type(), values)
}

// members are those of an object or a map that is known.
func members(v tftypes.Value) map[string]tftypes.Value {
	found := map[string]tftypes.Value{}
	if v.IsKnown() && !v.IsNull() && v.As(&found) != nil {
		return nil
	}
	return found
}

// items are those of a list or a set that is known.
func items(v tftypes.Value) []tftypes.Value {
	var found []tftypes.Value
	if !v.IsKnown() || v.IsNull() || v.As(&found) != nil {
		return nil
	}
	return found
}

// text is a string, "" where it is not known or null.
func text(v tftypes.Value) string {
	var found string
	if !v.IsKnown() || v.IsNull() || v.As(&found) != nil {
		return ""
	}
	return found
}

func texts(v tftypes.Value) []string {
	var found []string
	for _, item := range items(v) {
		found = append(found, text(item))
	}
	return found
}
