package cdk

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/internal/lazyregexp"
)

// frame is one line of a stack trace, as the app's machine called it. The column
// is 0 where the language tells none; it counts as the language does.
type frame struct {
	file         string
	line, column int
}

var (
	parenthesized = lazyregexp.New(`^([^(]*)\((.+?):(\d+)(?::(\d+))?\)\s*$`)
	bare          = lazyregexp.New(`^\s*(?:at )?()([^()\s][^()]*?):(\d+)(?::(\d+))?(?: \+0x[0-9a-f]+)?\s*$`)
	python        = lazyregexp.New(`()File "([^"]+)", line (\d+)`)
	dotnet        = lazyregexp.New(`() in (.+?):line (\d+)\s*$`)
)

// libraries mark the files that are not the app's own.
var libraries = []string{
	"node_modules/", "node:", "site-packages/", "dist-packages/", "/usr/lib/", "/pkg/mod/",
	"internal/modules", "jsii-kernel", "jsii-runtime", "jsii/package-cache/", "software/amazon/awscdk/", "software/amazon/jsii/",
}

// jsiiProgram is where the runtimes of other languages unpack the library's engine.
var jsiiProgram = lazyregexp.New(`/(tmp\w*|jsii-[^/]*)/lib/program\.js$`)

// parseFrame reads one line of a stack trace of any language. Frames of libraries
// and of the runtime are no frames of the app.
func parseFrame(text string) (frame, bool) {
	for _, pattern := range []*lazyregexp.Regexp{python, dotnet, parenthesized, bare} {
		match := pattern.Get().FindStringSubmatch(text)
		if match == nil {
			continue
		}
		f := frame{file: strings.ReplaceAll(fromURL(match[2]), `\`, "/")}
		f.line, _ = strconv.Atoi(match[3])
		if len(match) > 4 && match[4] != "" {
			f.column, _ = strconv.Atoi(match[4])
		}
		if !strings.Contains(f.file, "/") {
			f.file = path.Join(packageFolder(match[1], path.Ext(f.file)), f.file)
		}
		if jsiiProgram.Get().MatchString(f.file) || slices.ContainsFunc(libraries, func(mark string) bool { return strings.Contains(f.file, mark) }) {
			return frame{}, false
		}
		return f, f.line > 0 && path.Ext(f.file) != ""
	}
	return frame{}, false
}

// fromURL is the path of a file URL, by which frames of JavaScript modules go.
func fromURL(file string) string {
	escaped, ok := strings.CutPrefix(file, "file://")
	if plain, err := url.PathUnescape(escaped); ok && err == nil {
		return plain
	}
	return escaped
}

// sourceFolders are where the build tools of a language keep its sources.
var sourceFolders = map[string][]string{
	".java": {"src/main/java"}, ".kt": {"src/main/kotlin", "src/main/java"}, ".scala": {"src/main/scala"},
}

// packageFolder is the folder of a Java frame's file, of which a trace gives the
// bare name: that of the package before class and method.
func packageFolder(called, extension string) string {
	if sourceFolders[extension] == nil {
		return ""
	}
	called = strings.TrimPrefix(strings.TrimSpace(called), "at ")
	called = called[strings.LastIndexByte(called, '/')+1:]
	parts := strings.Split(called, ".")
	return strings.Join(parts[:max(len(parts)-2, 0)], "/")
}
