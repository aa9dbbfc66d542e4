package source

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"strings"
)

// isAssembly reports whether a folder is a CDK cloud assembly.
func (w *walker) isAssembly(folder string) bool {
	entries, err := w.tree.List(folder)
	return err == nil && w.holdsAssembly(folder, entries)
}

// holdsAssembly looks for the manifest and the marker file. The folder's usual
// name stands in for the marker, which "*.out" in a .gitignore often loses, and so
// does a manifest that speaks of the templates beside it.
func (w *walker) holdsAssembly(folder string, entries []fs.DirEntry) bool {
	manifest, marker, templates := false, path.Base(folder) == "cdk.out", false
	for _, entry := range entries {
		manifest = manifest || entry.Name() == "manifest.json" && !entry.IsDir()
		marker = marker || entry.Name() == "cdk.out" && !entry.IsDir()
		templates = templates || strings.HasSuffix(entry.Name(), ".template.json") || strings.HasPrefix(entry.Name(), "assembly-")
	}
	if manifest && templates && !marker {
		file, err := w.tree.Peek(path.Join(folder, "manifest.json"))
		marker = err == nil && (bytes.Contains(file.Content, []byte(`"aws:cloudformation:stack"`)) || bytes.Contains(file.Content, []byte(`"cdk:cloud-assembly"`)))
	}
	return manifest && marker
}

// addAssembly adds an assembly as one unit: its manifest and templates and those
// of the assemblies nested in it.
func (w *walker) addAssembly(folder string, named bool) {
	w.add(CDK, folder, named)
	w.assemblyFiles(folder, folder)
}

func (w *walker) assemblyFiles(assembly, folder string) {
	entries, err := w.tree.List(folder)
	if err != nil {
		w.report(Error, folder, "%s cannot be listed: %s", folder, pathReason(err))
		return
	}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		switch {
		case entry.IsDir() && !isAsset(entry.Name()):
			w.assemblyFiles(assembly, name)
		case entry.Type().IsRegular() && (entry.Name() == "manifest.json" || strings.HasSuffix(entry.Name(), ".template.json")):
			w.add(CDK, assembly, false, name)
		}
	}
}

// isAsset holds for the folders into which CDK stages files: asset.<hash>.
func isAsset(base string) bool {
	hash, ok := strings.CutPrefix(base, "asset.")
	return ok && len(hash) >= 32 && strings.Trim(hash, "0123456789abcdef") == ""
}

// app looks for what a CDK app was synthesized to, also where cdk.json sends the
// output elsewhere. An app without its assembly cannot be judged.
func (w *walker) app(name string) {
	var settings struct {
		Output string `json:"output"`
	}
	if file, err := w.tree.Read(name); err == nil {
		_ = json.Unmarshal(file.Content, &settings) // whatever else it holds, the default output stands
	}
	if settings.Output == "" {
		settings.Output = "cdk.out"
	}
	output := path.Join(path.Dir(name), settings.Output)
	switch {
	case w.isAssembly(output):
		w.addAssembly(output, false)
	case !w.unsynthesized[name]:
		w.unsynthesized[name] = true
		w.notAnalysed++
		w.report(Warning, name, "the CDK app of %s is not analysed: %s holds no synthesized app; run `cdk synth`", name, output)
	}
}
