package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in the transcripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"repolint": main})
}

func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// What the machine sets must not show in a transcript.
			env.Setenv("NO_COLOR", "")
			env.Setenv("CLICOLOR_FORCE", "")
			modules, err := filepath.Abs("../../testdata/modules")
			if err != nil {
				return err
			}
			env.Setenv("MODULES", modules)
			return os.Mkdir(env.WorkDir+"/.git", 0o755)
		},
	})
}
