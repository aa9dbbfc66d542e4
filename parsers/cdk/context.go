package cdk

import (
	"path"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// readContext reads cdk.context.json, where the CDK keeps what it looked up: the
// template holds only the image's id, its key there what was asked for
// (https://docs.aws.amazon.com/cdk/v2/guide/context.html).
func (a *assembly) readContext() {
	for dir := a.root; ; dir = path.Dir(dir) {
		file, err := a.tree.Read(path.Join(dir, "cdk.context.json"))
		if err == nil {
			a.addImages(file)
			return
		}
		if dir == "." || dir == "/" {
			return
		}
	}
}

func (a *assembly) addImages(file *source.File) {
	context, diagnostics := json.Parse(file)
	a.diagnostics = append(a.diagnostics, diagnostics...)
	if context == nil {
		return
	}
	for _, member := range context.Members {
		id, ok := member.Value.StringText()
		if !ok || !strings.HasPrefix(id, "ami-") {
			continue
		}
		for _, mark := range []string{"parameterName=", "filters.name.0="} {
			if _, asked, found := strings.Cut(member.Key, mark); found {
				asked, _, _ = strings.Cut(asked, ":")
				a.images[id] = asked
			}
		}
	}
}
