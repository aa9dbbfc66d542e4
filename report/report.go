package report

import (
	"fmt"
	"io"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/report/sarif"
	"github.com/repolint/repolint/source"
)

// Format is a way of writing a report. The zero Format is invalid.
type Format int

// The formats.
const (
	_ Format = iota
	Text
	JSON
	SARIF
	GitHub
)

// String is the name used by --format.
func (f Format) String() string {
	switch f {
	case Text:
		return "text"
	case JSON:
		return "json"
	case SARIF:
		return "sarif"
	case GitHub:
		return "github"
	}
	return "invalid"
}

// ParseFormat reads a format's name.
func ParseFormat(name string) (Format, error) {
	for _, format := range []Format{Text, JSON, SARIF, GitHub} {
		if format.String() == name {
			return format, nil
		}
	}
	return 0, fmt.Errorf("unknown format %q: use text, json, sarif or github", name)
}

// Options say how to write. The zero Options write plain text without source
// frames.
type Options struct {
	// Color switches ANSI colours on in text.
	Color bool
	// Width is the terminal's width in columns. Frames and tables use all of it,
	// prose at most 120. 0 means that there is no terminal: 80 columns, but
	// tables keep each row on one line, for grep and its like.
	Width int
	// Source reads a file by its path relative to the scan root; nil, or an
	// error, leaves out what needs the file's content: frames and line hashes.
	Source func(path string) (*source.File, error)
	// Locate turns a path relative to the scan root into the one that text shows,
	// such as one relative to the working folder, which terminals make clickable;
	// nil shows it as it is. The other formats keep to the scan root.
	Locate func(path string) string
	// ShowInconclusive lists the inconclusive paths in text; otherwise they are
	// only counted.
	ShowInconclusive bool
}

// Write writes the whole report. Text leaves the diagnostics to
// [WriteDiagnostics], because they belong on another stream; the other formats
// include them.
func Write(w io.Writer, format Format, r *finding.Report, options Options) error {
	switch format {
	case Text:
		return writeText(w, r, options)
	case JSON:
		return writeJSON(w, r)
	case SARIF:
		return sarif.Write(controlled{w}, r, options.Source)
	case GitHub:
		return writeGitHub(w, r)
	}
	return unsupported(format)
}

func unsupported(format Format) error {
	return fmt.Errorf("writing the report: format %q is not supported here", format)
}
