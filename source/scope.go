package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Scope is what the user asked for: a scan root, and below it the files and
// folders to look at, slash-separated and relative to the root.
type Scope struct {
	Tree  *Tree
	Paths []string
	// First is the path that was given first; Paths are in their own order.
	First string
}

// Locate finds the scan root of some paths and opens it. The root is the folder
// given as root; when that is "", the nearest folder at or above all paths that
// holds ".git"; when there is none, the folder that holds all paths. No path at
// all means the working folder. Every error is one of usage: a path that does
// not exist or lies outside the root.
func Locate(root string, paths []string) (*Scope, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	absolute := make([]string, 0, len(paths))
	for _, path := range paths {
		full, err := existing(path)
		if err != nil {
			return nil, err
		}
		absolute = append(absolute, full)
	}
	folder, err := scanRoot(root, absolute)
	if err != nil {
		return nil, err
	}
	scope := &Scope{}
	for i, full := range absolute {
		relative, err := filepath.Rel(folder, full)
		if err != nil || !filepath.IsLocal(relative) {
			return nil, fmt.Errorf("%s is outside the scan root %s: name paths inside it, or set --root", paths[i], folder)
		}
		scope.Paths = append(scope.Paths, filepath.ToSlash(relative))
	}
	scope.First = scope.Paths[0]
	slices.Sort(scope.Paths)
	scope.Paths = slices.Compact(scope.Paths)
	scope.Tree, err = OpenTree(folder)
	return scope, err
}

func existing(path string) (string, error) {
	if path == "" {
		return "", errors.New("a path is empty: leave it out, or write . for the working folder")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", path, err)
	}
	if _, err := os.Stat(full); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s does not exist", path)
		}
		return "", fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return full, nil
}

func scanRoot(root string, paths []string) (string, error) {
	if root != "" {
		full, err := existing(root)
		if err == nil && !isFolder(full) {
			err = fmt.Errorf("the scan root %s is not a folder", root)
		}
		return full, err
	}
	common := folderOf(paths[0])
	for _, path := range paths[1:] {
		common = commonFolder(common, folderOf(path))
	}
	if repository := repositoryOf(common); repository != "" {
		return repository, nil
	}
	return common, nil
}

func folderOf(path string) string {
	if isFolder(path) {
		return path
	}
	return filepath.Dir(path)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func commonFolder(a, b string) string {
	for a != b && !strings.HasPrefix(b, strings.TrimSuffix(a, string(filepath.Separator))+string(filepath.Separator)) {
		parent := filepath.Dir(a)
		if parent == a {
			return a
		}
		a = parent
	}
	return a
}

// repositoryOf is the nearest folder at or above dir that holds ".git", or "".
// A repository that is only reached through a symbolic link of an outer one does
// not count: else a link committed to the outer one could move the scan root away.
func repositoryOf(dir string) string {
	nearest := ""
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil && nearest == "" {
			nearest = dir
		}
		if info, err := os.Lstat(dir); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			if outer := repositoryOf(filepath.Dir(dir)); outer != "" {
				return outer
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nearest
		}
		dir = parent
	}
}
