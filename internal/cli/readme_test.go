package cli_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the transcript in README.md")

// The transcript that opens the README is what the command really prints.
func TestReadmeShowsTheRealOutput(t *testing.T) {
	t.Chdir("../..")
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), cli.Environment{
		Args: []string{"examples/closed-subnet"}, Stdout: &stdout, Stderr: &stderr,
		Now: func() time.Time { return time.Unix(0, 0) },
	})
	if code != 1 || stderr.Len() > 0 {
		t.Fatalf("exit code %d, stderr %s", code, &stderr)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const opening, closing = "$ repolint examples/closed-subnet\n", "```\n"
	before, rest, opened := strings.Cut(string(readme), opening)
	shown, after, closed := strings.Cut(rest, closing)
	if !opened || !closed {
		t.Fatal("README.md has no transcript")
	}
	if *update {
		text := before + opening + stdout.String() + closing + after
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(stdout.String(), shown); diff != "" {
		t.Errorf("run `go test ./internal/cli -update` (-real +shown):\n%s", diff)
	}
}
