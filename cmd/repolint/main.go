// Command repolint finds out whether closed networks reach what they need.
package main

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	"github.com/repolint/repolint/internal/cli"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// A run is short: half the collections save a third of its time.
		debug.SetGCPercent(200)
	}
	os.Exit(cli.Main(context.Background(), cli.Environment{
		Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(), Now: time.Now,
	}))
}
