package terraform

import (
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/zclconf/go-cty/cty"
)

// jsonBody turns a .tf.json file into the blocks that native syntax would have
// made: hcl/json cannot, because it needs the schema of every block to tell
// arguments from nested blocks
// (https://developer.hashicorp.com/terraform/language/syntax/json).
func jsonBody(file *source.File) (*hclsyntax.Body, source.Diagnostics) {
	root, diagnostics := json.Parse(file)
	if root == nil {
		return nil, diagnostics
	}
	j := &jsonSyntax{file: file}
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: j.at(root.Range)}
	for _, member := range root.Members {
		labels, known := map[string]int{
			"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0,
		}[member.Key]
		if known {
			body.Blocks = append(body.Blocks, j.blocks(member, labels, nil)...)
		}
	}
	return body, append(diagnostics, j.deep...)
}

type jsonSyntax struct {
	file *source.File
	// deep are the texts that are nested too deep to be read.
	deep source.Diagnostics
}

// at turns a range back into HCL's, of which only the bytes are used.
func (j *jsonSyntax) at(r source.Range) hcl.Range {
	pos := func(p source.Pos) hcl.Pos { return hcl.Pos{Line: p.Line, Column: p.Column, Byte: p.Byte} }
	return hcl.Range{Filename: j.file.Path, Start: pos(r.Start), End: pos(r.End)}
}

// blocks reads the blocks of one type: labels are nested objects, several bodies
// a list.
func (j *jsonSyntax) blocks(member json.Member, labels int, names []string) []*hclsyntax.Block {
	var made []*hclsyntax.Block
	bodies := []*json.Node{member.Value}
	if member.Value.Kind == json.Array {
		bodies = member.Value.Items
	}
	for _, body := range bodies {
		if labels > 0 {
			for _, inner := range body.Members {
				all := append(append([]string{}, names...), inner.Key)
				for _, b := range j.blocks(inner, labels-1, all) {
					if len(names) == 0 {
						b.Type = member.Key
					}
					made = append(made, b)
				}
			}
			continue
		}
		b := &hclsyntax.Block{Type: member.Key, Labels: names, TypeRange: j.at(member.KeyRange), OpenBraceRange: j.at(member.KeyRange), CloseBraceRange: j.at(body.Range)}
		b.Body = j.body(body, j.schema(names))
		made = append(made, b)
	}
	return made
}

func (j *jsonSyntax) schema(names []string) *schema {
	if len(names) != 2 {
		return nil
	}
	if known := schemaOf(names[0]); known != nil {
		return known
	}
	return schemaOf("data." + names[0])
}

// jsonBlocks are nested blocks that no provider's schema lists.
var jsonBlocks = map[string]bool{"lifecycle": true, "connection": true, "provisioner": true, "timeouts": true, "validation": true, "statement": true, "default_tags": true}

func (j *jsonSyntax) body(node *json.Node, known *schema) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: j.at(node.Range), EndRange: j.at(node.Range)}
	for _, member := range node.Members {
		switch {
		case member.Key == "//":
		case member.Key == "dynamic" && member.Value.Kind == json.Object:
			for _, dynamic := range member.Value.Members {
				body.Blocks = append(body.Blocks, j.dynamic(dynamic, known.block(dynamic.Key))...)
			}
		case known.block(member.Key) != nil || jsonBlocks[member.Key] && (member.Value.Kind == json.Object || member.Value.Kind == json.Array):
			for _, b := range j.blocks(member, 0, nil) {
				body.Blocks = append(body.Blocks, b)
			}
			if inner := known.block(member.Key); inner != nil {
				j.reread(body, member, inner)
			}
		default:
			body.Attributes[member.Key] = &hclsyntax.Attribute{
				Name: member.Key, Expr: j.argument(member), NameRange: j.at(member.KeyRange), SrcRange: j.at(member.Value.Range), EqualsRange: j.at(member.KeyRange),
			}
		}
	}
	return body
}

// reread gives the blocks just added the bodies that their schema makes.
func (j *jsonSyntax) reread(body *hclsyntax.Body, member json.Member, inner *schema) {
	bodies := []*json.Node{member.Value}
	if member.Value.Kind == json.Array {
		bodies = member.Value.Items
	}
	first := len(body.Blocks) - len(bodies)
	for i, one := range bodies {
		body.Blocks[first+i].Body = j.body(one, inner)
	}
}

func (j *jsonSyntax) dynamic(member json.Member, inner *schema) []*hclsyntax.Block {
	made := j.blocks(member, 0, nil)
	bodies := []*json.Node{member.Value}
	if member.Value.Kind == json.Array {
		bodies = member.Value.Items
	}
	for i, b := range made {
		b.Type, b.Labels = "dynamic", []string{member.Key}
		delete(b.Body.Attributes, "content")
		content := bodies[i].Get("content")
		if content == nil {
			continue
		}
		b.Body.Blocks = append(b.Body.Blocks, &hclsyntax.Block{
			Type: "content", Body: j.body(content, inner), TypeRange: j.at(content.Range), OpenBraceRange: j.at(content.Range), CloseBraceRange: j.at(content.Range),
		})
	}
	return made
}

// bareArguments hold references or types as plain texts.
var bareArguments = map[string]bool{"provider": true, "type": true, "iterator": true}

func (j *jsonSyntax) argument(member json.Member) hclsyntax.Expression {
	if text, ok := member.Value.StringText(); ok && bareArguments[member.Key] && !isDeepExpression(text) {
		expr, diagnostics := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
		if _, isName := expr.(*hclsyntax.ScopeTraversalExpr); !diagnostics.HasErrors() && (isName && member.Key != "type" || member.Key == "type" && isTypeExpr(expr)) {
			return expr
		}
	}
	if member.Key == "providers" && member.Value.Kind == json.Object {
		object := &hclsyntax.ObjectConsExpr{SrcRange: j.at(member.Value.Range), OpenRange: j.at(member.Value.Range)}
		for _, pair := range member.Value.Members {
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{
				KeyExpr:   j.argument(json.Member{Key: "provider", Value: &json.Node{Kind: json.String, Text: pair.Key, Range: pair.KeyRange}}),
				ValueExpr: j.argument(json.Member{Key: "provider", Value: pair.Value}),
			})
		}
		return object
	}
	return j.expression(member.Value)
}

// isTypeExpr tells a type constraint from the type argument of a rule.
func isTypeExpr(expr hclsyntax.Expression) bool {
	switch hcl.ExprAsKeyword(expr) {
	case "string", "number", "bool", "any", "list", "map", "set":
		return true
	}
	_, isCall := expr.(*hclsyntax.FunctionCallExpr)
	return isCall
}

// expression reads a value: texts are templates.
func (j *jsonSyntax) expression(node *json.Node) hclsyntax.Expression {
	at := j.at(node.Range)
	literal := func(v cty.Value) hclsyntax.Expression { return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at} }
	switch node.Kind {
	case json.Bool:
		return literal(cty.BoolVal(node.Text == "true"))
	case json.Number:
		if number, _, err := big.ParseFloat(node.Text, 10, 512, big.ToNearestEven); err == nil {
			return literal(cty.NumberVal(number))
		}
	case json.String:
		return j.template(node)
	case json.Array:
		tuple := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: at}
		for _, item := range node.Items {
			tuple.Exprs = append(tuple.Exprs, j.expression(item))
		}
		return tuple
	case json.Object:
		object := &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: at}
		for _, member := range node.Members {
			key := &json.Node{Kind: json.String, Text: member.Key, Range: member.KeyRange}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{
				KeyExpr: &hclsyntax.ObjectConsKeyExpr{Wrapped: j.template(key), ForceNonLiteral: true}, ValueExpr: j.expression(member.Value),
			})
		}
		return object
	case json.Null:
	}
	return literal(cty.NullVal(cty.DynamicPseudoType))
}

// template reads a text as a template. Its parts stand where they stand in the
// file unless the text has escapes; then positions inside it are those of the text.
func (j *jsonSyntax) template(node *json.Node) hclsyntax.Expression {
	at := j.at(node.Range)
	start := at.Start
	start.Byte++
	start.Column++
	if node.Range.End.Byte-node.Range.Start.Byte != len(node.Text)+2 {
		start = at.Start
	}
	if isDeepTemplate(node.Text) {
		j.deep = append(j.deep, source.Diagnostic{Severity: source.Error, Message: errTooDeep.Error(), Range: node.Range})
		return &hclsyntax.LiteralValueExpr{Val: cty.UnknownVal(cty.String), SrcRange: at}
	}
	expr, diagnostics := hclsyntax.ParseTemplate([]byte(node.Text), j.file.Path, start)
	if diagnostics.HasErrors() {
		return &hclsyntax.LiteralValueExpr{Val: cty.UnknownVal(cty.String), SrcRange: at}
	}
	return expr
}
