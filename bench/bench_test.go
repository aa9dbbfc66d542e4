package bench_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

const networks = "../testdata/networks"

func load(b *testing.B) *rego.Engine {
	b.Helper()
	engine, err := rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules()}})
	if err != nil {
		b.Fatal(err)
	}
	return engine
}

func locate(b *testing.B, folder string) *source.Scope {
	b.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = scope.Tree.Close() })
	return scope
}

// largeTree writes the reference network once per root, Terraform and
// CloudFormation in turn: stacks that have nothing to do with each other.
func largeTree(b *testing.B, roots int) string {
	b.Helper()
	terraform := read(b, filepath.Join(networks, "article-002", "terraform", "main.tf"))
	template := read(b, filepath.Join(networks, "article-002", "cloudformation", "template.yaml"))
	folder := b.TempDir()
	for i := range roots {
		root := filepath.Join(folder, fmt.Sprintf("root-%04d", i))
		if err := os.Mkdir(root, 0o755); err != nil {
			b.Fatal(err)
		}
		name, content := "main.tf", terraform
		if i%2 == 1 {
			name, content = "template.yaml", template
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return folder
}

// largeRoot writes one Terraform root with many subnets and hosts.
func largeRoot(b *testing.B, hosts int) string {
	b.Helper()
	content := read(b, filepath.Join(networks, "article-000-account-condition", "terraform", "main.tf"))
	content = strings.Replace(content, "resource \"aws_instance\" \"host\" {\n", fmt.Sprintf("resource \"aws_instance\" \"host\" {\n  count = %d\n", hosts), 1)
	folder := b.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(content), 0o644); err != nil {
		b.Fatal(err)
	}
	return folder
}

func read(b *testing.B, file string) string {
	b.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	return string(content)
}

func BenchmarkPipeline(b *testing.B) {
	inputs := []struct {
		name, folder string
	}{
		{"small/terraform", filepath.Join(networks, "article-000-account-condition", "terraform")},
		{"small/cloudformation", filepath.Join(networks, "article-000-account-condition", "cloudformation")},
		{"small/cdk", filepath.Join(networks, "article-000-account-condition", "cdk")},
		{"roots=100", largeTree(b, 100)},
		{"roots=1000", largeTree(b, 1000)},
		{"hosts=1000", largeRoot(b, 1000)},
	}
	engine := load(b)
	for _, input := range inputs {
		b.Run(input.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				// A tree keeps what it read, so every turn opens its own.
				scope := locate(b, input.folder)
				result, err := lint.Run(context.Background(), lint.Options{Scope: scope, Engine: engine, Today: time.Unix(0, 0)})
				if err != nil || len(result.Paths) == 0 {
					b.Fatalf("no paths: %v", err)
				}
			}
		})
	}
}

func BenchmarkLoadRules(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}

func BenchmarkRules(b *testing.B) {
	for _, hosts := range []int{1, 1000} {
		inspection, err := lint.Facts(context.Background(), lint.Options{Scope: locate(b, largeRoot(b, hosts))})
		if err != nil {
			b.Fatal(err)
		}
		var document *facts.Document
		for _, component := range inspection.Components {
			document = component.Document
		}
		engine := load(b)
		b.Run(fmt.Sprintf("hosts=%d", hosts), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if findings, _ := engine.Eval(context.Background(), document); len(findings) == 0 {
					b.Fatal("no findings")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, dialect := range []string{"terraform", "cloudformation", "cdk"} {
		folder := filepath.Join(networks, "article-003", dialect)
		b.Run(dialect, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				inspection, err := lint.Resources(context.Background(), lint.Options{Scope: locate(b, folder), Parsers: parsers.Options{}})
				if err != nil || len(inspection.Components) == 0 || len(inspection.Components[0].Resources) == 0 {
					b.Fatalf("no resources: %v", err)
				}
			}
		})
	}
}
