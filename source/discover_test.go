package source_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

const (
	template = "Resources:\n  Network:\n    Type: AWS::EC2::VPC\n"
	plan     = `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{}}`
)

// layout writes files below a new folder. A content "-> x" makes a symbolic link to x.
func layout(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			err = os.Symlink(target, full)
		} else {
			err = os.WriteFile(full, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// discovered gives a line for every unit, diagnostic and count.
func discovered(t *testing.T, root string, paths []string, exclude ...string) string {
	t.Helper()
	full := make([]string, 0, len(paths))
	for _, path := range paths {
		full = append(full, filepath.Join(root, path))
	}
	scope, err := source.Locate("", full)
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	isTemplate := func(f *source.File) bool { return bytes.Contains(f.Content, []byte("AWS::")) }
	set, diagnostics := source.Discover(scope, source.DiscoverOptions{Exclude: exclude, IsTemplate: isTemplate})
	var out strings.Builder
	for _, unit := range set.Units {
		fmt.Fprintf(&out, "%s %s %v", unit.Dialect, unit.Path, unit.Files)
		if unit.Named {
			out.WriteString(" named")
		}
		out.WriteByte('\n')
	}
	for _, d := range diagnostics.Sorted() {
		fmt.Fprintf(&out, "%s %s\n", d.Severity, d.Message)
	}
	files := map[string]bool{}
	for _, unit := range set.Units {
		for _, file := range unit.Files {
			files[file] = true
		}
	}
	fmt.Fprintf(&out, "files %d", len(files))
	if set.NotAnalysed > 0 {
		fmt.Fprintf(&out, ", not analysed %d", set.NotAnalysed)
	}
	return out.String()
}

func TestDiscoverFindsWhatThereIsToJudge(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		files   map[string]string
		paths   []string
		exclude []string
		want    string
	}{
		"a folder with any kind of Terraform file is one unit": {
			files: map[string]string{"a/main.tf": "", "a/more.tf.json": "{}", "b/x.tofu": "", "c/y.tofu.json": "{}", "a/.#main.tf": "", "a/v.tfvars": ""},
			paths: []string{"."},
			want:  "terraform a [a/main.tf a/more.tf.json]\nterraform b [b/x.tofu]\nterraform c [c/y.tofu.json]\nfiles 4",
		},
		"a template is told by its content under any of the usual names": {
			files: map[string]string{
				"a.yaml": template, "b.yml": template, "c.json": `{"Resources":{"N":{"Type":"AWS::EC2::VPC"}}}`, "d.template": template,
				"UPPER.YML": template, "e.cfn": template, "f.cform": template, "plain": template, "g.txt": template, "h.yaml": "Resources: []\n", "i.json": "{}",
			},
			paths: []string{"."},
			want: "cloudformation UPPER.YML [UPPER.YML]\ncloudformation a.yaml [a.yaml]\ncloudformation b.yml [b.yml]\ncloudformation c.json [c.json]\ncloudformation d.template [d.template]\n" +
				"cloudformation e.cfn [e.cfn]\ncloudformation f.cform [f.cform]\ncloudformation plain [plain]\nfiles 8",
		},
		"a binary file without a suffix is passed over": {
			files: map[string]string{"tool": "\x7fELF\x00\x00 Resources AWS::", "main.tf": ""},
			paths: []string{"."},
			want:  "terraform . [main.tf] named\nfiles 1",
		},
		"a plan is told by its content": {
			files: map[string]string{"plan.json": plan, "state.json": `{"version":4,"terraform_version":"1.9.0"}`},
			paths: []string{"."},
			want:  "plan plan.json [plan.json]\nfiles 1",
		},
		"the folders of tools and their copies are passed over": {
			files: map[string]string{
				".git/x.tf": "", "node_modules/p/x.tf": "", ".terraform/modules/m/x.tf": "", ".terragrunt-cache/x/x.tf": "",
				"asset.0123456789abcdef0123456789abcdef/x.yaml": template, "asset.mine/x.yaml": template,
			},
			paths: []string{"."},
			want:  "cloudformation asset.mine/x.yaml [asset.mine/x.yaml]\nfiles 1",
		},
		"what git ignores is passed over, except what it takes back": {
			files: map[string]string{
				".gitignore": "# comment\n*.json\n!keep.json\n/build/\nsecret.tf\n", "sub/.gitignore": "/only-here\n",
				"a.json": template, "keep.json": template, "build/x.tf": "", "sub/build/x.tf": "", "sub/secret.tf": "", "sub/only-here/x.tf": "", "other/only-here/x.tf": "",
			},
			paths: []string{"."},
			want:  "cloudformation keep.json [keep.json]\nterraform other/only-here [other/only-here/x.tf]\nterraform sub/build [sub/build/x.tf]\nfiles 3",
		},
		"a named path is looked at although git ignores it": {
			files: map[string]string{".git/HEAD": "", ".gitignore": "/build/\n*.yaml\n", "build/x.tf": "", "a.yaml": template},
			paths: []string{"build", "a.yaml"},
			want:  "cloudformation a.yaml [a.yaml] named\nterraform build [build/x.tf] named\nfiles 2",
		},
		"patterns leave out files and folders": {
			files:   map[string]string{"a/x.tf": "", "a/b/y.tf": "", "c/test/z.tf": "", "d/z_test.yaml": template, "e/x.yaml": template},
			paths:   []string{"."},
			exclude: []string{"a/b/**", "test", "*_test.yaml"},
			want:    "terraform a [a/x.tf]\ncloudformation e/x.yaml [e/x.yaml]\nfiles 2",
		},
		"an assembly is one unit that owns everything inside, also when ignored": {
			files: map[string]string{
				".gitignore": "cdk.out\n", "cdk.json": "{}",
				"cdk.out/cdk.out": "{}", "cdk.out/manifest.json": "{}", "cdk.out/Net.template.json": template, "cdk.out/tree.json": "{}",
				"cdk.out/assembly-Dev/cdk.out": "{}", "cdk.out/assembly-Dev/manifest.json": "{}", "cdk.out/assembly-Dev/App.template.json": template,
				"cdk.out/asset.0123456789abcdef0123456789abcdef/x.template.json": template,
			},
			paths: []string{"."},
			want: "cdk cdk.out [cdk.out/Net.template.json cdk.out/assembly-Dev/App.template.json cdk.out/assembly-Dev/manifest.json cdk.out/manifest.json]\n" +
				"files 4",
		},
		"an assembly that lost its marker to git is known by its name": {
			files: map[string]string{".gitignore": "*.out\n", "app/cdk.out/manifest.json": "{}", "app/cdk.out/A.template.json": template},
			paths: []string{"."},
			want:  "cdk app/cdk.out [app/cdk.out/A.template.json app/cdk.out/manifest.json]\nfiles 2",
		},
		"an assembly under another name that lost its marker is known by its manifest": {
			files: map[string]string{
				"dist/synth/manifest.json": `{"artifacts":{"A":{"type":"aws:cloudformation:stack"}}}`, "dist/synth/A.template.json": template,
				"stages/manifest.json": `{"artifacts":{"D":{"type":"cdk:cloud-assembly"}}}`, "stages/assembly-D/A.template.json": template,
				"web/manifest.json": `{"name":"app"}`, "web/B.template.json": template,
			},
			paths: []string{"."},
			want: "cdk dist/synth [dist/synth/A.template.json dist/synth/manifest.json]\ncdk stages [stages/assembly-D/A.template.json stages/manifest.json]\n" +
				"cloudformation web/B.template.json [web/B.template.json]\nfiles 5",
		},
		"several assemblies in one tree are units of their own": {
			files: map[string]string{"a/cdk.out/manifest.json": "{}", "b/cdk.out/manifest.json": "{}", "b/cdk.staging.out/cdk.out": "{}", "b/cdk.staging.out/manifest.json": "{}"},
			paths: []string{"."},
			want:  "cdk a/cdk.out [a/cdk.out/manifest.json]\ncdk b/cdk.out [b/cdk.out/manifest.json]\ncdk b/cdk.staging.out [b/cdk.staging.out/manifest.json]\nfiles 3",
		},
		"cdk.json says where the assembly is": {
			files: map[string]string{"app/cdk.json": `{"output":"../dist/synth"}`, ".gitignore": "dist", "dist/synth/cdk.out": "{}", "dist/synth/manifest.json": "{}"},
			paths: []string{"."},
			want:  "cdk dist/synth [dist/synth/manifest.json]\nfiles 1",
		},
		"an app that is not synthesized is counted": {
			files: map[string]string{"app/cdk.json": `{"app":"node app.js"}`},
			paths: []string{".", "app"},
			want: "warning the CDK app of app/cdk.json is not analysed: app/cdk.out holds no synthesized app; run `cdk synth`\n" +
				"files 0, not analysed 1",
		},
		"a named file of Terraform stands for its folder": {
			files: map[string]string{"a/main.tf": "", "a/more.tf": "", "b/x.tf": ""},
			paths: []string{"a/main.tf", "b/x.tf"},
			want:  "terraform a [a/main.tf a/more.tf] named\nterraform b [b/x.tf] named\nfiles 3",
		},
		"a named file that is nothing we know gets a word": {
			files: map[string]string{"README.md": "text", "prod.tfvars": "", "x.tf": ""},
			paths: []string{"README.md", "prod.tfvars"},
			want: "warning README.md is not analysed: it is no Terraform file, CloudFormation template, plan, CDK assembly or snapshot\n" +
				"warning prod.tfvars holds only values: name the folder of the configuration, and pass the file with --var-file\nfiles 0",
		},
		"a manifest stands for its assembly": {
			files: map[string]string{"out/cdk.out": "{}", "out/manifest.json": "{}"},
			paths: []string{"out/manifest.json"},
			want:  "cdk . [manifest.json] named\nfiles 1",
		},
		"a link to a folder of tools that leads out is passed over like the folder": {
			files: map[string]string{"main.tf": "", "app/node_modules": "-> /usr"},
			paths: []string{"."},
			want:  "terraform . [main.tf] named\nfiles 1",
		},
		"links inside the root are followed to files and not to folders": {
			files: map[string]string{"a/main.tf": "", "b/main.tf": "-> ../a/main.tf", "c": "-> a"},
			paths: []string{"."},
			want:  "terraform a [a/main.tf]\nterraform b [b/main.tf]\nfiles 2",
		},
		"links that lead out are named, not followed": {
			files: map[string]string{"main.tf": "-> ../../outside.tf", "out.yaml": "-> /etc/hostname", "folder": "-> /etc", "x.txt": "-> /etc/hostname"},
			paths: []string{"."},
			want: "warning the symbolic link folder is not followed: it leads out of the scan root\n" +
				"error the symbolic link main.tf cannot be followed: it leads out of the scan root\n" +
				"warning the symbolic link out.yaml is not followed: it leads out of the scan root\nfiles 0, not analysed 2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := discovered(t, layout(t, test.files), test.paths, test.exclude...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Discover (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiscoverDoesNotDependOnTheOrderOfPaths(t *testing.T) {
	t.Parallel()
	root := layout(t, map[string]string{"a/x.tf": "", "b/t.yaml": template, "b/u.yaml": template, "c/cdk.json": "{}"})
	want := discovered(t, root, []string{".", "a", "b/t.yaml", "c"})
	for _, paths := range [][]string{{"a", ".", "c", "b/t.yaml"}, {"c", "b/t.yaml", "a", "."}, {"b/t.yaml", "b/t.yaml", "c", ".", "a"}} {
		if diff := cmp.Diff(want, discovered(t, root, paths)); diff != "" {
			t.Errorf("paths %v (-want +got):\n%s", paths, diff)
		}
	}
}

func TestLocateFindsTheScanRoot(t *testing.T) {
	t.Parallel()
	root := layout(t, map[string]string{
		"repo/.git/HEAD": "", "repo/a/x.tf": "", "repo/a/b/y.tf": "", "repo/module/.git": "gitdir: ..", "repo/module/z.tf": "",
		"repo/link": "-> ../other", "other/.git/HEAD": "", "other/x.tf": "", "loose/a/x.tf": "", "loose/b/y.tf": "",
	})
	for name, test := range map[string]struct {
		root  string
		paths []string
		want  string
	}{
		"the repository of a folder":                     {"", []string{"repo/a/b"}, "repo: a/b"},
		"the repository of a file":                       {"", []string{"repo/a/x.tf"}, "repo: a/x.tf"},
		"the repository itself":                          {"", []string{"repo"}, "repo: ."},
		"the inner one of two repositories":              {"", []string{"repo/module/z.tf"}, "repo/module: z.tf"},
		"a repository behind a link is not its own root": {"", []string{"repo/link/x.tf"}, "repo: link/x.tf"},
		"without a repository the folder":                {"", []string{"loose/a"}, "loose/a: ."},
		"without a repository the folder of a file":      {"", []string{"loose/a/x.tf"}, "loose/a: x.tf"},
		"without a repository what holds all paths":      {"", []string{"loose/b/y.tf", "loose/a"}, "loose: a b/y.tf"},
		"the folder the user set":                        {"repo/a", []string{"repo/a/b"}, "repo/a: b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := test.root
			if given != "" {
				given = filepath.Join(root, given)
			}
			var paths []string
			for _, path := range test.paths {
				paths = append(paths, filepath.Join(root, path))
			}
			scope, err := source.Locate(given, paths)
			if err != nil {
				t.Fatal(err)
			}
			defer scope.Tree.Close()
			folder, err := filepath.Rel(root, scope.Tree.Name())
			if err != nil {
				t.Fatal(err)
			}
			if got := filepath.ToSlash(folder) + ": " + strings.Join(scope.Paths, " "); got != test.want {
				t.Errorf("Locate = %q, want %q", got, test.want)
			}
		})
	}
}

func TestLocateRefusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	root := layout(t, map[string]string{"a/x.tf": "", "b/y.tf": ""})
	at := func(name string) string { return filepath.Join(root, name) }
	for name, test := range map[string]struct {
		root, path, want string
	}{
		"an empty path":              {"", "", "a path is empty: leave it out, or write . for the working folder"},
		"a path that does not exist": {"", at("c"), at("c") + " does not exist"},
		"a root that does not exist": {at("c"), at("a"), at("c") + " does not exist"},
		"a root that is a file":      {at("a/x.tf"), at("a"), "the scan root " + at("a/x.tf") + " is not a folder"},
		"a path outside the root":    {at("a"), at("b"), at("b") + " is outside the scan root " + at("a") + ": name paths inside it, or set --root"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := source.Locate(test.root, []string{test.path})
			if err == nil || err.Error() != test.want {
				t.Errorf("Locate: %v, want %s", err, test.want)
			}
		})
	}
}

// utf16Text is a text as UTF-16, the lower byte first, without a mark.
func utf16Text(text string) string {
	var out strings.Builder
	for _, r := range text {
		out.WriteRune(r)
		out.WriteByte(0)
	}
	return out.String()
}

func TestDiscoverIsNotSilentAboutATemplateItCannotRead(t *testing.T) {
	t.Parallel()
	root := layout(t, map[string]string{
		".git/HEAD":   "",
		"marked.yaml": "\xff\xfe" + utf16Text(template), "plan.json": "\xff\xfe" + utf16Text(plan), "unmarked.yaml": utf16Text(template),
		"empty.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResource: {}\n", "quoted.yaml": "a: |\n  AWSTemplateFormatVersion: x\n",
		"stray.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nDescription: a\x00b\n", "program": "AWSTemplateFormatVersion: " + strings.Repeat("\x00abcd", 100),
	})
	large := template + strings.Repeat("#\n", source.MaxFileSize/2)
	if err := os.WriteFile(filepath.Join(root, "large.yaml"), []byte(large), 0o644); err != nil {
		t.Fatal(err)
	}
	want := `cloudformation marked.yaml [marked.yaml]
plan plan.json [plan.json]
warning empty.yaml is not analysed: it says that it is a CloudFormation template, and no resource with a type can be found in it
error large.yaml cannot be read: 33554478 bytes are more than the limit of 33554432
warning stray.yaml is not analysed: it holds a NUL byte: save it as text
warning unmarked.yaml is not analysed: it seems to be UTF-16 without a byte order mark: save it as UTF-8
files 2, not analysed 3`
	if diff := cmp.Diff(want, discovered(t, root, []string{"."})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
