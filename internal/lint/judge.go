package lint

import (
	"context"
	"slices"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/ignore"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// judgement is what stays of a component when it is judged.
type judgement struct {
	findings     []finding.Finding
	inconclusive []finding.Inconclusive
	paths        []finding.PathRow
	traces       []finding.Trace
	ignores      *ignore.Ignores
	// ignored are the rules and places of findings that were switched off.
	ignored []string
	// hosts are the ids of the declared hosts.
	hosts []string
	// files are those the component was read from, nested and called ones too.
	files  []string
	unread []graph.Unread
	// parameters are the names of the component's parameters.
	parameters  []string
	diagnostics source.Diagnostics
	absences    absences
}

// judge takes one component through the rooms. elsewhere are the unresolved
// endpoints of other components.
func judge(ctx context.Context, component resource.Component, tree *source.Tree, options *Options, elsewhere missed) judgement {
	parsed := component.Parse(ctx)
	wanted := options.facts(title(component.Name, component.Environment), tree, elsewhere)
	wanted.RolesUnread = !options.Engine.Reads("roles")
	document := facts.Derive(parsed.Graph, wanted)
	findings, diagnostics := options.Engine.Eval(ctx, document)
	ignores := ignore.New(options.Today)
	files := filesOf(parsed, tree)
	// The files of a judged component are read again only where a finding
	// points; kept, they would make memory grow with the tree.
	defer forget(files, tree)
	applied := ignores.Apply(files, ignorable(parsed.Resources), findings)
	dropped := ignored(findings, applied)
	kept := options.wanted(applied)
	for i := range kept {
		kept[i] = kept[i].AsWritten()
	}
	return judgement{
		paths:        pathRows(document, findings, options.Engine.Own),
		traces:       traces(document, findings, component.Environment, options),
		inconclusive: inconclusive(document),
		findings:     kept,
		ignored:      dropped,
		ignores:      ignores,
		hosts:        hosts(document),
		files:        parsed.Graph.Files,
		unread:       parsed.Graph.Unread,
		parameters:   parsed.Parameters,
		diagnostics:  append(perCall(parsed.Diagnostics), diagnostics...),
		absences:     absencesOf(document, parsed),
	}
}

// ignored are the rules and places of the findings that did not pass the ignores.
func ignored(findings, applied []finding.Finding) []string {
	left := map[string]bool{}
	for _, found := range applied {
		left[found.Rule+" "+found.Cause] = true
	}
	var dropped []string
	for _, found := range findings {
		if !left[found.Rule+" "+found.Cause] {
			dropped = append(dropped, found.Rule+" "+found.At.String())
		}
	}
	return dropped
}

// wanted leaves out the findings in excluded files. What judged parts need of such
// a file, as of a nested template, is read all the same.
func (o *Options) wanted(findings []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(findings, func(f finding.Finding) bool { return source.Excluded(o.Exclude, f.At.File) })
}

func (o *Options) facts(component string, tree *source.Tree, elsewhere missed) facts.Options {
	return facts.Options{
		Component: component, Destinations: o.Destinations, Needs: o.Needs, Region: o.Region, Elsewhere: elsewhere.gateway,
		ElsewhereAgent: elsewhere.agent, ReadFile: tree.Read,
	}
}

// judgeAll judges every component, and once more those that rest on the absence
// of an endpoint where another component has one that nobody can place. That is
// rare, so it is cheaper than to keep every graph until all are read.
func judgeAll(ctx context.Context, components []resource.Component, tree *source.Tree, options *Options) ([]judgement, error) {
	judged := make([]judgement, len(components))
	err := each(ctx, len(components), func(ctx context.Context, i int) {
		judged[i] = judge(ctx, components[i], tree, options, missed{})
	})
	if err != nil {
		return nil, err
	}
	all := make([]absences, len(components))
	for i := range judged {
		all[i] = judged[i].absences
	}
	again := missedBy(all, environmentsOf(components))
	err = each(ctx, len(components), func(ctx context.Context, i int) {
		if again[i] != (missed{}) {
			judged[i] = judge(ctx, components[i], tree, options, again[i])
		}
	})
	return judged, err
}

// gather brings together what all judgements say, the environments joined.
func (e environments) gather(judged []judgement, result *Result) {
	findings, paths := make([][]finding.Finding, len(judged)), make([][]finding.PathRow, len(judged))
	inconclusive, diagnostics := make([][]finding.Inconclusive, len(judged)), make([]source.Diagnostics, len(judged))
	for i := range judged {
		j := &judged[i]
		findings[i], paths[i], inconclusive[i], diagnostics[i] = j.findings, j.paths, j.inconclusive, j.diagnostics
	}
	report := result.Report
	report.Findings = e.findings(findings)
	report.Inconclusive = e.inconclusive(inconclusive)
	report.Diagnostics = append(report.Diagnostics, e.diagnostics(diagnostics)...)
	result.Paths = e.paths(paths)
	for i := range judged {
		result.Traces = append(result.Traces, judged[i].traces...)
	}
}

// filesOf are the files a component was read from, and those of the program that
// made it. One that cannot be read has its diagnostic already.
func filesOf(parsed resource.Result, tree *source.Tree) []*source.File {
	var files []*source.File
	for _, name := range append(programFiles(parsed.Resources), parsed.Graph.Files...) {
		if file, err := tree.Read(name); err == nil {
			files = append(files, file)
		}
	}
	return files
}

// programFiles are the files of an app in which a person wrote a resource or set
// a property of one.
func programFiles(resources []resource.Resource) []string {
	var names []string
	for i := range resources {
		r := &resources[i]
		if r.Dialect != source.CDK {
			continue
		}
		names = append(names, r.Source.File)
		for _, at := range r.Assigned {
			names = append(names, at.File)
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

func forget(files []*source.File, tree *source.Tree) {
	for _, file := range files {
		tree.Forget(file.Path)
	}
}

func ignorable(resources []resource.Resource) []ignore.Resource {
	list := make([]ignore.Resource, 0, len(resources))
	for i := range resources {
		r := &resources[i]
		list = append(list, ignore.Resource{Root: r.Root, Address: r.Address, Header: r.Range, Body: r.Body, Written: r.Source, Ignores: r.Ignores})
	}
	return list
}

// hosts are the declared ones: a hypothetical host is nobody's.
func hosts(document *facts.Document) []string {
	var ids []string
	for id, host := range document.Hosts {
		if host.Declared {
			ids = append(ids, id)
		}
	}
	return ids
}

// summarize accounts for everything.
func summarize(result *Result, set *source.Set, components []resource.Component, judged []judgement) {
	summary := &result.Report.Summary
	summary.Files = filesRead(set, judged)
	e := environmentsOf(components)
	roots, hosts := make([][]string, len(judged)), make([][]string, len(judged))
	for i := range judged {
		roots[i], hosts[i] = components[i].Roots, judged[i].hosts
	}
	summary.Roots, summary.Hosts = e.count(roots), e.count(hosts)
	summary.Paths = len(result.Paths)
	result.Report.Unreported = unreported(result.Paths)
	switchedOff := map[string]bool{}
	for i := range judged {
		for _, place := range judged[i].ignored {
			switchedOff[place] = true
		}
	}
	result.Report.Ignored = len(switchedOff)
	summary.Findings = len(result.Report.Findings)
	summary.Inconclusive = len(result.Report.Inconclusive)
	summary.NotAnalysed = set.NotAnalysed + notAnalysed(result.Report.Diagnostics, judged)
	for _, unit := range set.Units {
		whole := source.Range{File: unit.Path}
		if unit.Dialect == source.TerraformPlan && slices.ContainsFunc(result.Report.Diagnostics, func(d source.Diagnostic) bool {
			return d.Severity == source.Warning && d.Range == whole
		}) {
			summary.NotAnalysed++ // a warning about a whole plan: it is none that can be read
		}
	}
}

// filesRead counts the distinct files that were found, and those that they led to:
// nested templates, and modules that are no root.
func filesRead(set *source.Set, judged []judgement) int {
	files := map[string]bool{}
	for _, unit := range set.Units {
		for _, name := range unit.Files {
			files[name] = true
		}
	}
	for i := range judged {
		for _, name := range judged[i].files {
			files[name] = true
		}
	}
	return len(files)
}

// unreported are the hops of blocked paths that no rule speaks for.
func unreported(rows []finding.PathRow) []string {
	var hops []string
	for i := range rows {
		if rows[i].Verdict == "blocked" && rows[i].Rule == "" {
			hops = append(hops, rows[i].Hop)
		}
	}
	return hops
}

// notAnalysed counts what could not be read: the unread parts of components, each
// once however many instances use it, and the files with an error that no unread
// part stands for.
func notAnalysed(diagnostics source.Diagnostics, judged []judgement) int {
	unread, files := map[source.Range]bool{}, map[string]bool{}
	for i := range judged {
		for _, part := range judged[i].unread {
			unread[part.Range] = true
			files[part.Range.File] = true
		}
	}
	count := len(unread)
	for _, d := range diagnostics {
		if d.Severity == source.Error && d.Range.File != "" && !files[d.Range.File] {
			files[d.Range.File] = true
			count++
		}
	}
	return count
}
