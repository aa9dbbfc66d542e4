// Command repolint finds out whether closed networks reach what they need.
package main

import (
	"context"
	"os"
	"time"

	"github.com/repolint/repolint/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), cli.Environment{
		Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(), Now: time.Now,
	}))
}
