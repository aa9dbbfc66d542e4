package graph

import (
	"path"

	"github.com/repolint/repolint/source"
)

// Written is the line of the CDK app behind what stands at a range inside the
// node: the line that set the property it belongs to, else the line that made the
// node. It is the call's line or argument for what an installed Terraform module
// makes, and the zero Range for what a person wrote in place.
func (o *Origin) Written(at source.Range) source.Range {
	if o.Dialect == source.Terraform && path.Dir(at.File) == path.Dir(o.Source.File) {
		return source.Range{} // an argument of the call, written beside it
	}
	line, nearest := o.Source, source.Range{}
	for property, assigned := range o.Assigned {
		written, ok := o.Arguments[property]
		if !ok || written.File != at.File || written.Start.Byte > at.Start.Byte {
			continue
		}
		if nearest.IsZero() || written.Start.Byte > nearest.Start.Byte {
			nearest, line = written, assigned
		}
	}
	for _, other := range o.Arguments {
		// The property that at belongs to is the last one that begins before it.
		if other.File == at.File && other.Start.Byte <= at.Start.Byte && other.Start.Byte > nearest.Start.Byte {
			return o.Source
		}
	}
	return line
}
