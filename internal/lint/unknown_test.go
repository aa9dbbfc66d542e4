package lint_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/source"
)

var (
	// argument is a line with one argument whose value is written out.
	argument = regexp.MustCompile(`^(\s+)([a-z_0-9]+)(\s*=\s*)("[^"]*"|-?[0-9]+|\[[^\[\]]*\]|[a-z_0-9]+(?:\.[a-z_0-9\[\]"*]+)+)\s*$`)
	topLevel = regexp.MustCompile(`^(resource|data|locals|module)\b`)
	block    = regexp.MustCompile(`^[a-z]+\b.*\{$`)
)

// unknown is what stands in place of a value: something that may be that value and
// may be another. What comes from outside alone could never be a resource of the root.
func unknown(value string) string {
	switch isReference := strings.Contains(value, ".") && value[0] != '"'; {
	case isReference && value[0] == '[':
		return "concat(var.unset, " + value + ")"
	case isReference:
		return "coalesce(var.unset, " + value + ")"
	}
	return "var.unset"
}

// TestWhatIsNotKnownNeverTurnsAVerdict takes away what one argument of a network
// says. Whatever was blocked or passed is so still, or nobody knows. Every 13th
// argument is tried, and all of them where REPOLINT_ARGUMENTS is set.
func TestWhatIsNotKnownNeverTurnsAVerdict(t *testing.T) {
	t.Parallel()
	every := 13
	if os.Getenv("REPOLINT_ARGUMENTS") != "" {
		every = 1
	}
	folders, err := filepath.Glob(networks + "/../*/*/terraform")
	if err != nil || len(folders) < 35 {
		t.Fatalf("found %d networks (%v)", len(folders), err)
	}
	position := 0
	for _, folder := range folders {
		from := position
		written := argumentsOf(t, folder)
		position += len(written)
		t.Run(filepath.Base(filepath.Dir(folder)), func(t *testing.T) {
			t.Parallel()
			known := verdictsOf(t, folder)
			for i, at := range written {
				if (from+i)%every != 0 || at.name == "default_route_table_id" {
					continue // that a default table is not adopted leaves it as AWS makes it
				}
				for path, verdict := range verdictsOf(t, at.takenAway(t, folder)) {
					if was := known[path]; was != "" && verdict != was && verdict != "undetermined" {
						t.Errorf("%s:%d: %s: %s, was %s", at.file, at.line+1, path, verdict, was)
					}
				}
			}
		})
	}
}

// written is an argument by its place.
type written struct {
	file, name string
	line       int
}

func argumentsOf(t *testing.T, folder string) []written {
	t.Helper()
	var found []written
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".tf") {
			return err
		}
		content, err := os.ReadFile(path)
		file, _ := filepath.Rel(folder, path)
		inside := false
		for i, line := range strings.Split(string(content), "\n") {
			if block.MatchString(line) {
				inside = topLevel.MatchString(line)
			}
			if parts := argument.FindStringSubmatch(line); parts != nil && inside && parts[2] != "source" && parts[2] != "provider" {
				found = append(found, written{file, parts[2], i})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// takenAway is a copy of a network in which the argument says nothing certain.
func (w written) takenAway(t *testing.T, folder string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, w.file)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	parts := argument.FindStringSubmatch(lines[w.line])
	lines[w.line] = parts[1] + parts[2] + parts[3] + unknown(parts[4])
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\nvariable \"unset\" {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// verdictsOf are the verdicts of all paths of a folder. A path that hangs on an
// answer has one for each.
func verdictsOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope, Engine: builtIn(t), Version: "test", Today: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]string{}
	for _, component := range inspection.Components {
		for _, path := range component.Document.Paths {
			if path.When == "" {
				verdicts[withoutRoot(path, component.Document)] = path.Verdict
			}
		}
	}
	return verdicts
}

func withoutRoot(path facts.Path, document *facts.Document) string {
	return strings.ReplaceAll(path.Host+" in "+path.Subnet+" to "+path.Destination, document.Component+"#", "")
}
