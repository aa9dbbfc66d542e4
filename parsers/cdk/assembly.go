package cdk

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// newestSchema is the newest major of the assembly schema that was looked at. The
// major rises often and the shape hardly changes, so a newer one is read with a
// warning (https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema).
const newestSchema = 55

// maxStages is how deep assemblies may nest.
const maxStages = 16

// Components makes one component of every assembly of a set. Problems of a
// manifest are among the diagnostics; those of the templates are in the results.
func Components(set *source.Set, options cloudformation.Options) ([]resource.Component, source.Diagnostics) {
	var components []resource.Component
	var diagnostics source.Diagnostics
	beside := newNeighbours(set.Tree)
	for _, unit := range set.Units {
		if unit.Dialect != source.CDK {
			continue
		}
		a := &assembly{tree: set.Tree, root: unit.Path, files: map[string]string{}, images: map[string]string{}, missing: map[string]bool{}, trace: newTrace(set.Tree, unit.Path, beside)}
		a.readContext()
		a.read(unit.Path, 0)
		if len(a.missing) > 0 {
			for i := range a.stacks {
				a.stacks[i].Placeholder = placeholders.Get().MatchString
			}
		}
		slices.SortFunc(a.stacks, func(x, y cloudformation.Stack) int { return strings.Compare(x.Template, y.Template) })
		diagnostics = append(diagnostics, a.diagnostics...)
		component, more := cloudformation.Assembly(unit.Path, a.stacks, set.Tree, options)
		diagnostics = append(diagnostics, more...)
		components = append(components, component)
	}
	return components, diagnostics
}

// assembly is one cdk.out with the assemblies of its stages.
type assembly struct {
	tree   *source.Tree
	root   string
	stacks []cloudformation.Stack
	// files are the assets that are single files, by hash.
	files map[string]string
	// missing are the keys of what the app could not look up. The manifests of
	// nested assemblies repeat them.
	missing map[string]bool
	// images are the image ids that the app looked up, with what it asked for.
	images map[string]string
	// lookups are the subnets that the app looked up.
	lookups     []cloudformation.Lookup
	trace       *trace
	diagnostics source.Diagnostics
}

func (a *assembly) report(severity source.Severity, at source.Range, format string, arguments ...any) {
	a.diagnostics = append(a.diagnostics, source.Diagnostic{Severity: severity, Message: fmt.Sprintf(format, arguments...), Range: at})
}

// load reads a JSON file of the assembly; nil when it cannot be read, which is as
// grave as what is lost without it.
func (a *assembly) load(name string, without source.Severity, lost string) *json.Node {
	file, err := a.tree.Read(name)
	if err != nil {
		a.report(without, source.Range{File: name}, "%v: %s; synthesize the app again with `cdk synth`", err, lost)
		return nil
	}
	node, diagnostics := json.Parse(file)
	a.diagnostics = append(a.diagnostics, diagnostics...)
	return node
}

// read reads the manifest of one folder and of the stages below it.
func (a *assembly) read(dir string, depth int) {
	manifest := a.load(path.Join(dir, "manifest.json"), source.Error, "its stacks are not judged")
	if manifest == nil {
		return
	}
	a.checkVersion(manifest)
	a.checkMissing(manifest.Get("missing"))
	artifacts := manifest.Get("artifacts")
	if artifacts == nil {
		return
	}
	for _, member := range artifacts.Members {
		artifact := member.Value
		properties := artifact.Get("properties")
		switch kind, _ := artifact.Get("type").StringText(); kind {
		case "cdk:asset-manifest":
			a.readAssets(dir, textOf(properties, "file"))
		case "aws:cloudformation:stack":
			a.addStack(dir, member.Key, artifact)
		case "cdk:cloud-assembly":
			if name := textOf(properties, "directoryName"); name != "" && depth < maxStages {
				a.read(path.Join(dir, name), depth+1)
			}
		}
	}
}

func (a *assembly) checkVersion(manifest *json.Node) {
	version := manifest.Get("version")
	text, _ := version.StringText()
	major, _, _ := strings.Cut(text, ".")
	if number, err := strconv.Atoi(major); err != nil || number > newestSchema {
		at := manifest.Range
		if version != nil {
			at = version.Range
		}
		at.End = at.Start
		a.report(source.Warning, at, "assembly schema %q is newer than %d, the newest that was looked at; it is read all the same", text, newestSchema)
	}
}

func textOf(n *json.Node, key string) string {
	text, _ := n.Get(key).StringText()
	return text
}

func (a *assembly) readAssets(dir, name string) {
	if name == "" {
		return
	}
	assets := a.load(path.Join(dir, name), source.Warning, "nested stacks may not be found")
	if assets == nil {
		return
	}
	files := assets.Get("files")
	if files == nil {
		return
	}
	for _, member := range files.Members {
		origin := member.Value.Get("source")
		if textOf(origin, "packaging") == "file" || textOf(origin, "packaging") == "" {
			a.files[member.Key] = path.Join(dir, textOf(origin, "path"))
		}
	}
}

func (a *assembly) addStack(dir, id string, artifact *json.Node) {
	properties := artifact.Get("properties")
	template := textOf(properties, "templateFile")
	if template == "" {
		a.report(source.Error, artifact.Range, "stack %s of the manifest names no template", id)
		return
	}
	stack := cloudformation.Stack{
		Template: path.Join(dir, template), Name: textOf(properties, "stackName"), Parameters: map[string]string{},
		Asset: a.asset, Images: a.images, Lookups: a.lookups,
	}
	root := stack.Template
	stack.Construct = func(template, logicalID string) (string, source.Range) {
		return a.trace.construct(root, template, logicalID)
	}
	stack.Assigned = func(template, logicalID string) map[string]source.Range {
		return a.trace.properties(root, template, logicalID)
	}
	if stack.Name == "" {
		stack.Name = id
	}
	stack.Account, stack.Region = environment(textOf(artifact, "environment"))
	if given := properties.Get("parameters"); given != nil {
		for _, member := range given.Members {
			if member.Value.Kind == json.String || member.Value.Kind == json.Number || member.Value.Kind == json.Bool {
				stack.Parameters[member.Key] = member.Value.Text
			}
		}
	}
	a.stacks = append(a.stacks, stack)
	metadata := artifact.Get("metadata")
	if name := textOf(artifact, "additionalMetadataFile"); name != "" {
		metadata = a.load(path.Join(dir, name), source.Warning, "findings point at the template and not at the app")
	}
	a.trace.add(dir, stack.Template, metadata)
}

// environment reads aws://ACCOUNT/REGION; what the app left open is "".
func environment(text string) (account, region string) {
	account, region, _ = strings.Cut(strings.TrimPrefix(text, "aws://"), "/")
	if account == "unknown-account" || strings.ContainsAny(account, "${}") {
		account = ""
	}
	if region == "unknown-region" || strings.ContainsAny(region, "${}") {
		region = ""
	}
	return account, region
}

// asset finds the file of an asset by the hash at the end of its location.
func (a *assembly) asset(location string) string {
	base := path.Base(location)
	return a.files[strings.TrimSuffix(base, path.Ext(base))]
}
