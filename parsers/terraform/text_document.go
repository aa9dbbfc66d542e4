package terraform

import (
	"strings"

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

// layout lines the parts of a template up with the text they make.
type layout struct {
	length   int
	segments []segment
}

// add lays the text of one part out, following the parts inside it.
func (l *layout) add(s *scope, part hclsyntax.Expression) {
	switch e := part.(type) {
	case *hclsyntax.LiteralValueExpr:
		l.addLiteral(s, e)
		return
	case *template:
		for _, inner := range e.Parts {
			l.add(s, inner)
		}
		return
	case *hclsyntax.ParenthesesExpr:
		l.add(s, e.Expression)
		return
	case *conditional:
		if condition := s.eval(e.Condition); condition.IsKnown() && !condition.IsNull() && condition.Type() == cty.Bool {
			if condition.True() {
				l.add(s, e.TrueResult)
			} else {
				l.add(s, e.FalseResult)
			}
			return
		}
	case *joining:
		if l.addLoop(s, e) {
			return
		}
	}
	l.put(s.run.rangeOf(part.Range()), len(s.textOf(part)))
}

func (l *layout) put(at source.Range, length int) {
	l.segments = append(l.segments, segment{start: l.length, at: at})
	l.length += length
}

// addLoop lays the iterations of a %{ for } out.
func (l *layout) addLoop(s *scope, e *joining) bool {
	loop, ok := e.Tuple.(*loop)
	if !ok || loop.CondExpr != nil || loop.KeyExpr != nil {
		return false
	}
	collection := s.eval(loop.CollExpr)
	if !collection.IsKnown() || collection.IsNull() || !collection.CanIterateElements() || collection.LengthInt() > maxLoops {
		return false
	}
	for it := collection.ElementIterator(); it.Next(); {
		key, item := it.Element()
		if collection.Type().IsSetType() {
			key = item
		}
		l.add(s.withLocals(iteration(loop, key, item), nil), loop.ValExpr)
	}
	return true
}

// addLiteral lays literal text out line by line: a heredoc with <<- loses the
// indentation of each line, so every line is the end of a line of the file.
func (l *layout) addLiteral(s *scope, e *hclsyntax.LiteralValueExpr) {
	text, at := s.textOf(e), e.Range()
	file, err := s.run.loader.tree.Read(at.Filename)
	if err != nil || at.End.Byte > len(file.Content) || at.Start.Byte > at.End.Byte {
		l.put(s.run.rangeOf(at), len(text))
		return
	}
	whole := string(file.Content[at.Start.Byte:at.End.Byte])
	offset := at.Start.Byte
	if inside := strings.Index(whole, text); inside >= 0 { // ~ in directives strips space at the ends
		whole = text
		offset += inside
	}
	lines, written := strings.SplitAfter(text, "\n"), strings.SplitAfter(whole, "\n")
	if len(lines) != len(written) {
		l.put(s.run.rangeOf(at), len(text))
		return
	}
	for i, line := range lines {
		one := segment{start: l.length, at: file.RangeFromBytes(offset, offset+len(written[i]))}
		if strings.HasSuffix(written[i], line) {
			one.file, one.offset, one.linear = file, offset+len(written[i])-len(line), true
		}
		l.segments = append(l.segments, one)
		l.length += len(line)
		offset += len(written[i])
	}
}

// textOf is the text a part of a template makes.
func (s *scope) textOf(part hclsyntax.Expression) string {
	v := s.eval(part)
	if !v.IsKnown() {
		return s.run.tokens.text(s.holeOf(part))
	}
	if converted, err := convert.Convert(v, cty.String); err == nil && !converted.IsNull() {
		return converted.AsString()
	}
	return ""
}

// documentOf reads a text as JSON with holes, placing every part.
func (s *scope) documentOf(parts []hclsyntax.Expression, text string, whole source.Range) (value.Value, bool) {
	laid := &layout{}
	for _, part := range parts {
		laid.add(s, part)
	}
	find := func(offset int) segment {
		at := segment{at: whole}
		for _, one := range laid.segments {
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
