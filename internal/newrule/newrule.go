package newrule

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed template
var templates embed.FS

// pattern is a rule that exists: its good example is the ordinary network that a
// new rule's examples start from.
const pattern = "routing/s3_gateway_route_missing"

var name = regexp.MustCompile(`^([a-z][a-z0-9_]*)/([a-z][a-z0-9_]*)$`)

// Create makes the folder rules/<category>/<id> for the rule called
// "<category>/<id>" and returns its path. It fails when the folder, or a rule of
// that id in another category, is there already.
func Create(rules, rule string) (string, error) {
	parts := name.FindStringSubmatch(rule)
	if parts == nil {
		return "", fmt.Errorf("%q is no name of a rule: write <category>/<id> in lower case, such as endpoint/my_defect", rule)
	}
	category, id := parts[1], parts[2]
	existing, err := filepath.Glob(filepath.Join(rules, "*", id))
	if err != nil {
		return "", fmt.Errorf("looking for rules: %w", err)
	}
	if len(existing) > 0 {
		return "", fmt.Errorf("there is a rule %s already: %s", id, existing[0])
	}
	dir := filepath.Join(rules, category, id)
	for _, verdict := range []string{"good", "bad"} {
		network := os.DirFS(filepath.Join(rules, pattern, "testdata", "good"))
		if err := os.CopyFS(filepath.Join(dir, "testdata", verdict), network); err != nil {
			return "", fmt.Errorf("copying the examples of %s: %w", pattern, err)
		}
	}
	replacer := strings.NewReplacer("CATEGORY", category, "RULE", id)
	return dir, errors.Join(
		write(filepath.Join(dir, id+".rego"), "rule.rego.txt", replacer),
		write(filepath.Join(dir, id+"_test.rego"), "rule_test.rego.txt", replacer),
		write(filepath.Join(dir, "README.md"), "readme.txt", replacer),
		write(filepath.Join(dir, "testdata", "bad", "want.txt"), "want.txt", replacer),
	)
}

func write(file, template string, replacer *strings.Replacer) error {
	text, err := fs.ReadFile(templates, "template/"+template)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(replacer.Replace(string(text))), 0o644)
}
