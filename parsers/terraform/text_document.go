package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// segment is a stretch of an evaluated text and where it was written. start is
// its offset in the text; linear says that its bytes are those of the file.
type segment struct {
	start  int
	at     source.Range
	file   *source.File
	offset int
	linear bool
}

// segments lines the parts of a template up with the text they made.
func (s *scope) segments(parts []hclsyntax.Expression) []segment {
	var found []segment
	length := 0
	for _, part := range parts {
		text := ""
		if v := s.eval(part); v.IsKnown() && !v.IsNull() {
			if converted, err := convert.Convert(v, cty.String); err == nil {
				text = converted.AsString()
			}
		} else {
			text = s.run.tokens.text(s.holeOf(part))
		}
		one := segment{start: length, at: s.run.rangeOf(part.Range())}
		if file, err := s.run.loader.tree.Read(part.Range().Filename); err == nil {
			start, end := part.Range().Start.Byte, part.Range().End.Byte
			if _, literal := part.(*hclsyntax.LiteralValueExpr); literal && end <= len(file.Content) && start <= end {
				// A heredoc with <<- cuts the indentation off at the front.
				if written := string(file.Content[start:end]); len(written) >= len(text) && written[len(written)-len(text):] == text {
					one.file, one.offset, one.linear = file, end-len(text), true
				}
			}
		}
		found = append(found, one)
		length += len(text)
	}
	return found
}

// documentOf reads a text as JSON with holes, placing every part.
func (s *scope) documentOf(parts []hclsyntax.Expression, text string, whole source.Range) (value.Value, bool) {
	segments := s.segments(parts)
	find := func(offset int) segment {
		at := segment{at: whole}
		for _, one := range segments {
			if one.start > offset {
				break
			}
			at = one
		}
		return at
	}
	reader := &jsonReader{text: text, tokens: &s.run.tokens, place: func(start, end int) source.Range {
		first, last := find(start), find(max(start, end-1))
		switch {
		case first.linear && last.linear && first.file == last.file:
			return first.file.RangeFromBytes(first.offset+start-first.start, last.offset+end-last.start)
		case first.linear:
			return first.file.RangeFromBytes(first.offset+start-first.start, max(first.offset+start-first.start, last.at.End.Byte))
		case !first.at.IsZero() && first.at.File == last.at.File:
			return source.Range{File: first.at.File, Start: first.at.Start, End: last.at.End}
		}
		return whole
	}}
	return reader.document()
}

func (s *scope) locateTemplateFile(e *call, v cty.Value) value.Value {
	described := s.plain(e, v)
	if described.Kind != value.String || described.Document != nil || !hasDocument(s, v) {
		return described
	}
	parsed, inner := s.templateScope(e)
	if parsed == nil {
		return described
	}
	wrapped, ok := parsed.(*template)
	if !ok {
		return described
	}
	if document, ok := inner.documentOf(wrapped.Parts, v.AsString(), described.Range); ok {
		described.Document = &document
	}
	return described
}
