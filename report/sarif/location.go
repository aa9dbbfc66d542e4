package sarif

import (
	"fmt"
	"path"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/repolint/repolint/source"
)

// location is a place in a file of the repository.
func location(at source.Range) *sarif.Location {
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewArtifactLocation().WithUri(uri(at.File)))
	physical.Region = region(at)
	return sarif.NewLocationWithPhysicalLocation(physical)
}

// region has all four numbers, as GitHub requires: the end column is the one
// after the last, and a file known without a line is shown at its beginning.
func region(at source.Range) *sarif.Region {
	if at.Start.Line < 1 {
		return &sarif.Region{StartLine: number(1), StartColumn: number(1), EndLine: number(1), EndColumn: number(1)}
	}
	start, end := at.Start, at.End
	start.Column = max(start.Column, 1)
	if end.Line < start.Line || end.Line == start.Line && end.Column < start.Column {
		end = start
	}
	return &sarif.Region{
		StartLine: number(start.Line), StartColumn: number(start.Column),
		EndLine: number(end.Line), EndColumn: number(max(end.Column, 1)),
	}
}

func number(n int) *int { return &n }

// uri is the file's path as a relative URI reference that cannot leave the
// repository: percent-encoded byte by byte, without a leading slash, and with
// the colon encoded that would otherwise read as a scheme.
func uri(file string) string {
	clean := strings.TrimPrefix(path.Clean("/"+file), "/")
	if clean == "" {
		return "."
	}
	var b strings.Builder
	for i := range len(clean) {
		if c := clean[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// unreserved says which bytes stand for themselves in a path.
// https://www.rfc-editor.org/rfc/rfc3986#section-3.3
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~/!$&'()*+,;=@", c) >= 0
}
