package lint_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/parsers"
)

// TestSnapshotsGiveTheSameAsTemplates judges what EC2 says of the reference
// networks when they are deployed. Where the templates know more than EC2 (the
// rights of roles, user data, what Systems Manager is meant to do) there is a want-live.txt.
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
			knowsLess(t, wanted(t, filepath.Join(folder, "want.txt")), wanted(t, file))
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

// knowsLess holds the expectation of a snapshot against that of the templates: less
// is known, and nothing else.
func knowsLess(t *testing.T, templates, snapshot []string) {
	t.Helper()
	for _, line := range snapshot {
		parts := strings.Fields(line)
		if !slices.ContainsFunc(templates, func(known string) bool {
			other := strings.Fields(known)
			if parts[0] == "finding" {
				return other[0] == "finding" && other[2] == parts[2] && level(t, parts[1]) <= level(t, other[1])
			}
			same := slices.Equal(parts[:6], other[:min(6, len(other))])
			return same && (slices.Equal(parts, other) || parts[6] == "undetermined")
		}) {
			t.Errorf("the templates do not give %q", line)
		}
	}
}

func level(t *testing.T, name string) finding.Level {
	t.Helper()
	level, err := finding.ParseLevel(name)
	if err != nil {
		t.Fatal(err)
	}
	return level
}
