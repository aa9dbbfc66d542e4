package rego

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/rules"
)

// town is a document of n hosts, of which every tenth has a fault of its own.
func town(n int) *facts.Document {
	d := document()
	host, path, cause := d.Hosts["h"], d.Paths["p"], d.Causes["c"]
	for i := range n {
		host.ID, path.ID = fmt.Sprint("h", i), fmt.Sprint("p", i)
		path.Host = host.ID
		d.Hosts[host.ID], d.Paths[path.ID] = host, path
		if i%10 == 0 {
			cause.ID, cause.Paths = fmt.Sprint("c", i), []string{path.ID}
			cause.Address = fmt.Sprint("aws_vpc.v", i)
			d.Causes[cause.ID] = cause
		}
	}
	return d
}

func TestEvalSaysTheSameEveryTimeAndSideBySide(t *testing.T) {
	t.Parallel()
	engine := load(t, Options{Rules: []fs.FS{rules.FS}})
	said := make([][]finding.Finding, 8)
	var all sync.WaitGroup
	for i := range said {
		all.Go(func() { said[i], _ = engine.Eval(context.Background(), town(50)) })
	}
	all.Wait()
	if len(said[0]) != 6 {
		t.Fatalf("%d findings, want 6", len(said[0]))
	}
	for i := range said {
		if diff := cmp.Diff(said[0], said[i]); diff != "" {
			t.Errorf("run %d (-first +it):\n%s", i, diff)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Options{Rules: []fs.FS{rules.FS}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	engine, err := Load(Options{Rules: []fs.FS{rules.FS}})
	if err != nil {
		b.Fatal(err)
	}
	for _, hosts := range []int{1, 100, 10000} {
		b.Run(fmt.Sprintf("hosts=%d", hosts), func(b *testing.B) {
			document := town(hosts)
			b.ReportAllocs()
			for b.Loop() {
				if _, diagnostics := engine.Eval(context.Background(), document); len(diagnostics) > 0 {
					b.Fatal(diagnostics)
				}
			}
		})
	}
}
