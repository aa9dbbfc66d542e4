package rego

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

// findings places a rule's verdicts in files. Verdicts on one cause are one
// finding, which says what the worst of them says.
func (r *rule) findings(verdicts []verdict, document *facts.Document) ([]finding.Finding, error) {
	placed := map[string][]finding.Finding{}
	paths := map[string][]string{}
	for _, v := range verdicts {
		found, err := r.place(v, document)
		if err != nil {
			return nil, err
		}
		placed[v.row] = append(placed[v.row], found)
		paths[v.row] = append(paths[v.row], r.scope(v, document)...)
	}
	var findings []finding.Finding
	for _, row := range slices.Sorted(maps.Keys(placed)) {
		alternatives := placed[row]
		worst := slices.MaxFunc(alternatives, func(a, b finding.Finding) int {
			return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(b.Message, a.Message))
		})
		if cause, ok := document.Causes[row]; ok && len(alternatives) > 1 {
			worst.Related = suffering(document, cause, paths[row])
			worst.Paths = union(paths[row], nil)
		}
		findings = append(findings, worst)
	}
	return findings, nil
}

// scope are the paths a verdict rests on.
func (*rule) scope(v verdict, document *facts.Document) []string {
	if v.paths != nil {
		return v.paths
	}
	return document.Causes[v.row].Paths
}

// place turns one verdict into a finding.
func (r *rule) place(v verdict, document *facts.Document) (finding.Finding, error) {
	cause, ok := document.Causes[v.row]
	if !ok {
		return r.placeRow(v, document)
	}
	for _, path := range v.paths {
		if _, ok := document.Paths[path]; !ok {
			return finding.Finding{}, fmt.Errorf("it names path %q of cause %q, which is no path", path, v.row)
		}
	}
	scope := r.scope(v, document)
	example, shown := worstPath(document, cause, scope)
	evidence, when := cause.Evidence, cause.When
	if v.paths != nil && shown {
		evidence = example.Evidence
		if example.Cause == cause.ID {
			// Another cause decides the path's verdict, and then its worlds are not
			// those of this one.
			when = example.When
		}
	}
	found := finding.Finding{
		Rule: r.ID, Cause: cause.ID, Message: oneLine(v.message),
		Level: lowered(r.levelOf(v), evidence),
		At:    rangeOf(document, cause.Element, cause.Node),
		Root:  cause.Root, Addresses: []string{cause.Address},
		When: when, Dialect: dialectOf(cause.Dialect),
		Related:     suffering(document, cause, scope),
		Paths:       union(scope, nil),
		Symptom:     inRegion(cmp.Or(cause.Detail["symptom"], r.Symptoms.pick(cause.Detail["fix"], example.Destination)), cause.Detail["region"]),
		Fingerprint: fingerprint(r.ID, cause.Root, cause.Address, elementKind(cause)),
		Purpose:     cause.Detail["purpose"],
	}
	found.Written = writtenOf(document, cause.Element, cause.Node)
	if found.At.IsZero() && len(found.Related) > 0 {
		// What is at fault is declared elsewhere or made by AWS: the place to look
		// at is what suffers.
		found.At = found.Related[0].Range
	}
	if shown {
		found.Flow = flow(document, cause, example)
	}
	found.Fix = r.fix(document, cause, scope, found.Dialect)
	return found, nil
}

// placeRow places a verdict of a user's rule on a row that is no cause.
func (r *rule) placeRow(v verdict, document *facts.Document) (finding.Finding, error) {
	row, ok := document.Row(v.row)
	path, isPath := document.Paths[v.row]
	var paths []string
	switch {
	case isPath:
		paths = []string{path.ID}
		row = facts.Row{ID: path.ID, Address: path.Address, Root: path.Root}
		if host, ok := document.Row(cmp.Or(path.Host, path.SubnetID)); ok {
			row.ID, row.Dialect = host.ID, host.Dialect
		}
	case !ok:
		return finding.Finding{}, fmt.Errorf("it names row %q, which is in no table", v.row)
	}
	return finding.Finding{
		Rule: r.ID, Cause: v.row, Message: oneLine(v.message), Level: r.levelOf(v),
		At: document.Range(row.ID), Written: writtenOf(document, row.ID), Root: row.Root, Addresses: []string{row.Address},
		When: row.When, Dialect: dialectOf(row.Dialect), Symptom: r.Symptoms.pick(),
		Fix: r.Fixes.of(dialectOf(row.Dialect), ""), Paths: paths,
		Fingerprint: fingerprint(r.ID, row.Root, row.Address, row.Type),
	}, nil
}

// levelOf is the level before the evidence: a rule may speak below its highest
// level, never above it.
func (r *rule) levelOf(v verdict) finding.Level {
	if v.level == 0 {
		return r.Level
	}
	return min(v.level, r.Level)
}

// lowered applies what a finding rests on to its level: one step, never below
// note, nor below warning for a host that is there.
func lowered(level finding.Level, evidence string) finding.Level {
	switch evidence {
	case "expected":
		return min(level, finding.Warning)
	case "lowered":
		return max(level-1, finding.Note)
	case "note":
		return finding.Note
	}
	return level
}

// rangeOf is the range of the first of ids that has one.
func rangeOf(document *facts.Document, ids ...string) source.Range {
	for _, id := range ids {
		if at := document.Range(id); !at.IsZero() {
			return at
		}
	}
	return source.Range{}
}

// writtenRange is the place of the first of ids that has one, in the app where an
// app made it.
func writtenRange(document *facts.Document, ids ...string) source.Range {
	for _, id := range ids {
		if at := document.Written(id).At; !at.IsZero() {
			return at
		}
		if at := document.Range(id); !at.IsZero() {
			return at
		}
	}
	return source.Range{}
}

// writtenOf is what an app's own text says of the first of ids that has a place.
func writtenOf(document *facts.Document, ids ...string) finding.Written {
	for _, id := range ids {
		if !document.Range(id).IsZero() {
			return finding.Written(document.Written(id))
		}
	}
	return finding.Written{}
}

func dialectOf(name string) source.Dialect {
	for _, dialect := range []source.Dialect{source.Terraform, source.TerraformPlan, source.CloudFormation, source.CDK, source.Live} {
		if dialect.String() == name {
			return dialect
		}
	}
	return 0
}

// oneLine keeps a message on the line that every format gives it.
func oneLine(message string) string { return strings.Join(strings.Fields(message), " ") }

var (
	instanceKey = lazyregexp.New(`\[[^\]]*\]`)
	counter     = lazyregexp.New(`\d+`)
)

// elementKind is what kind of place inside the node is at fault. Positions in
// lists are left out, so that a statement put before another changes nothing.
func elementKind(cause facts.Cause) string {
	return counter.Get().ReplaceAllString(strings.TrimPrefix(cause.Element, cause.Node), "")
}

// fingerprint names a finding by what the author calls things, and by no line.
// The instances of one declaration share it, as they share the finding.
func fingerprint(rule, root, address, element string) string {
	text := strings.Join([]string{rule, root, instanceKey.Get().ReplaceAllString(address, ""), element}, "\x00")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
