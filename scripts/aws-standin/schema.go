package main

import (
	_ "embed"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// otherTypes are the types of the networks that repolint's table has no use for,
// and the provider's own configuration, written as that table is.
//
//go:embed schema.txt
var otherTypes string

// secrets are attributes that the provider marks as sensitive.
var secrets = map[string][]string{
	"data aws_ssm_parameter":      {"value"},
	"resource aws_iam_access_key": {"secret", "ses_smtp_password_v4"},
}

// readSchemas reads a table: a head per type (`resource aws_vpc`), then one line a
// name with its type and flags (r required, o optional, c computed); a nested block
// is `name {} mode`, with its lines indented further.
func readSchemas(file string) (map[string]*tfprotov5.Schema, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the provider's schema, which %s must name: %w", table, err)
	}
	schemas := map[string]*tfprotov5.Schema{}
	lines := strings.Split(string(content)+"\n"+otherTypes, "\n")
	for len(lines) > 0 {
		head := lines[0]
		if lines = lines[1:]; head == "" {
			continue
		}
		var block *tfprotov5.SchemaBlock
		if block, lines, err = parseBlock(lines, 1); err != nil {
			return nil, fmt.Errorf("%s: %w", head, err)
		}
		for _, attribute := range block.Attributes {
			attribute.Sensitive = slices.Contains(secrets[head], attribute.Name)
		}
		schemas[head] = &tfprotov5.Schema{Block: block}
	}
	return schemas, nil
}

// parseBlock reads the lines indented by depth, and returns the lines after them.
func parseBlock(lines []string, depth int) (*tfprotov5.SchemaBlock, []string, error) {
	block := &tfprotov5.SchemaBlock{}
	for len(lines) > 0 {
		line := lines[0]
		if len(line)-len(strings.TrimLeft(line, " ")) < depth {
			break
		}
		lines = lines[1:]
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if mode, nested := strings.CutPrefix(rest, "{}"); nested {
			inner, after, err := parseBlock(lines, depth+1)
			if err != nil {
				return nil, nil, err
			}
			lines = after
			block.BlockTypes = append(block.BlockTypes, &tfprotov5.SchemaNestedBlock{TypeName: name, Block: inner, Nesting: nesting(mode)})
			continue
		}
		written, flags, _ := strings.Cut(rest, " ")
		kind, left := parseType(written)
		if kind == nil || left != "" || flags == "" {
			return nil, nil, fmt.Errorf("the line %q is no attribute", line)
		}
		block.Attributes = append(block.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: kind,
			Required: strings.Contains(flags, "r"), Optional: strings.Contains(flags, "o"), Computed: strings.Contains(flags, "c"),
		})
	}
	return block, lines, nil
}

func nesting(mode string) tfprotov5.SchemaNestedBlockNestingMode {
	switch fields := strings.Fields(mode); {
	case slices.Contains(fields, "set"):
		return tfprotov5.SchemaNestedBlockNestingModeSet
	case slices.Contains(fields, "single"):
		return tfprotov5.SchemaNestedBlockNestingModeSingle
	}
	return tfprotov5.SchemaNestedBlockNestingModeList
}

// parseType reads `set(object{a=string,b=list(string)})` and returns what follows
// it. The type is nil where none is written.
func parseType(text string) (tftypes.Type, string) {
	for name, kind := range map[string]tftypes.Type{"string": tftypes.String, "number": tftypes.Number, "bool": tftypes.Bool} {
		if rest, ok := strings.CutPrefix(text, name); ok {
			return kind, rest
		}
	}
	if rest, ok := strings.CutPrefix(text, "object{"); ok {
		members := map[string]tftypes.Type{}
		for !strings.HasPrefix(rest, "}") && rest != "" {
			name, after, _ := strings.Cut(strings.TrimPrefix(rest, ","), "=")
			if members[name], rest = parseType(after); members[name] == nil {
				return nil, text
			}
		}
		return tftypes.Object{AttributeTypes: members}, strings.TrimPrefix(rest, "}")
	}
	mode, inner, ok := strings.Cut(text, "(")
	if !ok {
		return nil, text
	}
	element, rest := parseType(inner)
	if rest, ok = strings.CutPrefix(rest, ")"); !ok || element == nil {
		return nil, text
	}
	switch mode {
	case "list":
		return tftypes.List{ElementType: element}, rest
	case "set":
		return tftypes.Set{ElementType: element}, rest
	case "map":
		return tftypes.Map{ElementType: element}, rest
	}
	return nil, text
}
