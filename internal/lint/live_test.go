package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers"
)

// TestSnapshotsGiveTheSameAsTemplates judges what EC2 says of the reference
// networks when they are deployed. What the templates know and EC2 does not (the
// rights of roles) is left open: there want-live.txt differs from want.txt.
func TestSnapshotsGiveTheSameAsTemplates(t *testing.T) {
	t.Parallel()
	snapshots, err := filepath.Glob(networks + "/*/live")
	if err != nil || len(snapshots) < 20 {
		t.Fatalf("found %d snapshots (%v)", len(snapshots), err)
	}
	for _, snapshot := range snapshots {
		folder := filepath.Dir(snapshot)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(folder, "want-live.txt")
			if _, err := os.Stat(file); err != nil {
				file = filepath.Join(folder, "want.txt")
			}
			got := judgeFolder(t, snapshot, parsers.Options{})
			if diff := cmp.Diff(wanted(t, file), got.summary()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(got.report.Diagnostics) > 0 {
				t.Errorf("diagnostics %v", got.report.Diagnostics)
			}
			for _, found := range got.report.Findings {
				if !strings.HasSuffix(found.At.File, "vpc.json") || found.At.Start.Line < 2 {
					t.Errorf("%s points at %s", found.Rule, found.At)
				}
			}
		})
	}
}
