package report

import (
	"io"

	"github.com/repolint/repolint/source"
)

// WriteDiagnostics writes what could not be read as written, as text with
// source frames. Nothing is written for no diagnostics.
func WriteDiagnostics(w io.Writer, diagnostics source.Diagnostics, options Options) error {
	p := newPrinter(options)
	p.diagnostic = true
	for _, d := range diagnostics {
		s := yellow
		if d.Severity == source.Error {
			s = red
		}
		p.headline(d.Severity.String()+":", d.Message, s)
		if !d.Range.IsZero() {
			p.line(indent, p.paint(cyan, "--> "+p.at(d.Range)))
			p.frame(d.Range, s)
		}
	}
	return p.flush(w)
}
