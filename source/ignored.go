package source

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// skippedFolders never hold anything to judge: copies of other people's code and
// the working folders of tools. What Terraform installed below .terraform is read
// by way of the modules that call it.
var skippedFolders = []string{".git", ".terraform", ".terragrunt-cache", "node_modules"}

// CheckGlob reports a malformed exclude pattern.
func CheckGlob(pattern string) error {
	if !doublestar.ValidatePattern(pattern) {
		return fmt.Errorf("malformed pattern %q", pattern)
	}
	return nil
}

// excluded reports whether a path matches one of the user's patterns. A pattern
// without a slash matches the last element anywhere, as in a .gitignore.
func excluded(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		subject := name
		pattern = strings.TrimPrefix(strings.TrimSuffix(pattern, "/"), "./")
		if !strings.Contains(pattern, "/") {
			subject = path.Base(name)
		}
		return doublestar.MatchUnvalidated(strings.TrimPrefix(pattern, "/"), subject)
	})
}

// Excluded reports whether the user's patterns leave out a file, by its own path or
// that of a folder above it.
func Excluded(patterns []string, name string) bool {
	for ; name != "." && name != "/" && name != ""; name = path.Dir(name) {
		if excluded(patterns, name) {
			return true
		}
	}
	return false
}

// gitIgnore are the .gitignore patterns in force in one folder, outermost first.
type gitIgnore []gitignore.Pattern

// within adds the patterns of the folder's own .gitignore.
func (g gitIgnore) within(tree *Tree, folder string) gitIgnore {
	content, err := tree.readAll(path.Join(folder, ".gitignore"))
	if err != nil {
		return g
	}
	patterns := slices.Clone(g)
	for line := range strings.Lines(string(content)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			patterns = append(patterns, gitignore.ParsePattern(line, segments(folder)))
		}
	}
	return patterns
}

func (g gitIgnore) ignores(name string, isFolder bool) bool {
	return len(g) > 0 && gitignore.NewMatcher(g).Match(segments(name), isFolder)
}

func segments(name string) []string {
	if name == "." {
		return nil
	}
	return strings.Split(name, "/")
}
