package terraform

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// forget takes the values away that the parser made up where a file is broken:
// of arguments on the broken line, and of one that is written twice.
func forget(body *hclsyntax.Body, d *hcl.Diagnostic) {
	at := d.Subject.Start
	own := body.SrcRange.ContainsPos(at)
	for _, b := range body.Blocks {
		forget(b.Body, d)
		own = own && !b.Body.SrcRange.ContainsPos(at)
	}
	for name, attribute := range body.Attributes {
		written := attribute.SrcRange
		here := written.Start.Line <= at.Line && at.Line <= written.End.Line
		if here || own && d.Summary == "Attribute redefined" && strings.Contains(d.Detail, strconv.Quote(name)) {
			attribute.Expr = &unread{&hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: attribute.Expr.Range()}}
		}
	}
}

// unread is an expression that could not be read in full.
type unread struct{ *hclsyntax.LiteralValueExpr }

// Value is not known.
func (e *unread) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return cty.DynamicVal, hcl.Diagnostics{problem(e, nil, "the file is broken there")}
}
