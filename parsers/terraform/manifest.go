package terraform

import (
	"encoding/json"
	"path"

	"github.com/repolint/repolint/source"
)

// manifest is .terraform/modules/modules.json: where `terraform init` put the
// code of called modules, by key ("net", "net.inner").
type manifest struct{ dirs map[string]string }

func readManifest(tree *source.Tree, root string) *manifest {
	m := &manifest{dirs: map[string]string{}}
	file, err := tree.Read(path.Join(root, ".terraform/modules/modules.json"))
	if err != nil {
		return m
	}
	var content struct {
		Modules []struct{ Key, Dir string }
	}
	if json.Unmarshal(file.Content, &content) != nil {
		return m
	}
	for _, one := range content.Modules {
		m.dirs[one.Key] = one.Dir
	}
	return m
}

// dir is the folder of a module relative to the root module, or "".
func (m *manifest) dir(key string) string { return m.dirs[key] }
