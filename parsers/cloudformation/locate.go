package cloudformation

import (
	"path"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// unknownPart stands for a hole in the path of a nested template.
const unknownPart = "\x00"

// locate finds the file of a nested template: an assembly's asset, a path
// relative to the template, or the longest end of the URL's path that exists in
// the template's folder or one above it. Ambiguity is not resolved by guessing.
func (s *stack) locate(d *declaration, v value.Value) (string, *value.Reason) {
	location, fixed := spelled(v)
	name := strings.ReplaceAll(location, unknownPart, "…")
	if v.Secret != "" {
		name = "…"
	}
	missing := &value.Reason{Text: "the template of nested stack " + s.prefix + d.id + " is not in the scanned files: " + name}
	if location == "" || v.Kind == value.NotKnown || v.Kind == value.Map {
		missing.Text = "the template of nested stack " + s.prefix + d.id + " is not known"
		missing.Settle = v.Reason.Settle
		s.run.report(source.Warning, d.keyAt, "%s; what it contains is not judged", missing.Text)
		return "", missing
	}
	if s.environment.Asset != nil {
		if file := s.environment.Asset(location); file != "" {
			return file, nil
		}
	}
	remote := strings.Contains(location, "://") || strings.HasPrefix(location, unknownPart)
	if fixed && !remote {
		if file := path.Join(path.Dir(s.template.file.Path), strings.ReplaceAll(location, `\`, "/")); s.run.scan.isFile(file) {
			return file, nil
		}
		s.run.report(source.Error, d.location().where(), "nested stack %s: %s does not exist; correct its TemplateURL", s.prefix+d.id, name)
		return "", missing
	}
	file, ambiguous := s.run.scan.nearest(path.Dir(s.template.file.Path), parts(location))
	switch {
	case file != "":
		return file, nil
	case ambiguous:
		missing.Text = "the template of nested stack " + s.prefix + d.id + " could be one of several files: " + name
	}
	s.run.report(source.Warning, d.keyAt, "%s; what it contains is not judged", missing.Text)
	missing.Settle = "put the nested template beside its parent, or scan the folder that holds it"
	return "", missing
}

// spelled is a location with its holes as unknownPart; fixed means that it has none.
func spelled(v value.Value) (location string, fixed bool) {
	fixed = true
	var b strings.Builder
	for _, piece := range text(v).Pieces() {
		switch {
		case piece.Hole == nil:
			b.WriteString(piece.Literal)
		default:
			fixed = false
			b.WriteString(unknownPart)
		}
	}
	location, _, _ = strings.Cut(b.String(), "?")
	return location, fixed
}

// parts are the elements of a location's path, without scheme and host.
func parts(location string) []string {
	if _, rest, ok := strings.Cut(location, "://"); ok {
		if _, rest, ok = strings.Cut(rest, "/"); ok {
			location = rest
		}
	}
	var list []string
	for _, part := range strings.Split(location, "/") {
		if part != "" && part != "." && part != ".." {
			list = append(list, part)
		}
	}
	return list
}

// nearest looks for the longest end of the path, first below dir, then below the
// folders above it up to the scan root.
func (c *scan) nearest(dir string, elements []string) (file string, ambiguous bool) {
	if len(elements) == 0 || strings.Trim(elements[len(elements)-1], unknownPart+".") == "" {
		return "", len(elements) > 0
	}
	for base := dir; ; base = path.Dir(base) {
		for i := range elements {
			found := c.match(base, elements[i:])
			if len(found) == 1 {
				return found[0], false
			}
			if len(found) > 1 {
				return "", true
			}
		}
		if base == "." || base == "/" {
			return "", false
		}
	}
}

// match lists the files below base whose path fits the elements.
func (c *scan) match(base string, elements []string) []string {
	if !strings.Contains(elements[0], unknownPart) {
		next := path.Join(base, elements[0])
		switch {
		case len(elements) > 1 && c.isFolder(next):
			return c.match(next, elements[1:])
		case len(elements) == 1 && c.isFile(next):
			return []string{next}
		}
		return nil
	}
	pattern := strings.ReplaceAll(globEscaper.Replace(elements[0]), unknownPart, "*")
	entries, err := c.tree.List(base)
	if err != nil {
		return nil
	}
	var found []string
	for _, entry := range entries {
		if ok, err := path.Match(pattern, entry.Name()); err != nil || !ok {
			continue
		}
		next := path.Join(base, entry.Name())
		switch {
		case len(elements) > 1 && entry.IsDir() && entry.Name() != ".git":
			found = append(found, c.match(next, elements[1:])...)
		case len(elements) == 1 && entry.Type().IsRegular():
			found = append(found, next)
		}
	}
	return found
}

var globEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

func (c *scan) isFile(name string) bool {
	info, err := c.tree.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func (c *scan) isFolder(name string) bool {
	info, err := c.tree.Stat(name)
	return err == nil && info.IsDir()
}
