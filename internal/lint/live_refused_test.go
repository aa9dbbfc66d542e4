package lint_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/live"
)

// refuse writes a snapshot as if a call had been refused.
func refuse(t *testing.T, file string, call live.Call) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var snapshot struct {
		Format  int                        `json:"repolint_snapshot"`
		Region  string                     `json:"region"`
		Refused map[string]string          `json:"refused"`
		Answers map[string]json.RawMessage `json:"answers"`
	}
	if err := json.Unmarshal(content, &snapshot); err != nil {
		t.Fatal(err)
	}
	delete(snapshot.Answers, call.String())
	snapshot.Refused = map[string]string{call.String(): "UnauthorizedOperation"}
	content, err = json.Marshal(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "vpc.json"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What the credentials may not ask never changes a verdict into another one: it is
// the same, or undetermined, and the reason names the permission.
func TestWhatIsRefusedIsNeverJudged(t *testing.T) {
	t.Parallel()
	snapshots, err := filepath.Glob(networks + "/*/live/vpc.json")
	if err != nil || len(snapshots) < 20 {
		t.Fatalf("found %d snapshots (%v)", len(snapshots), err)
	}
	opened := map[live.Call]int{}
	for _, snapshot := range snapshots {
		known := map[string]finding.PathRow{}
		for _, row := range judgeFolder(t, filepath.Dir(snapshot), parsers.Options{}).paths {
			known[row.Address+" "+row.Subnet+" "+row.Destination] = row
		}
		for _, call := range live.Calls() {
			if call == live.DescribeVpcs || call == live.DescribeImages {
				continue // without VPCs nothing is judged, without images another system is
			}
			for _, row := range judgeFolder(t, refuse(t, snapshot, call), parsers.Options{}).paths {
				before, ok := known[row.Address+" "+row.Subnet+" "+row.Destination]
				switch {
				case !ok && call != live.DescribeInstances && call != live.DescribeSubnets:
					t.Errorf("%s without %s: there is a new path from %s to %s", snapshot, call, row.Address, row.Destination)
				case ok && row.Verdict != before.Verdict && row.Verdict != "undetermined":
					t.Errorf("%s without %s: %s to %s is %s, and was %s: %s", snapshot, call, row.Address, row.Destination, row.Verdict, before.Verdict, row.Reason)
				case ok && row.Verdict != before.Verdict:
					opened[call]++
					// Of a subnet, facts tell which of its attributes is not known.
					if !strings.Contains(row.Reason, call.Permission()) && call != live.DescribeSubnets {
						t.Errorf("%s without %s: %s to %s is open because %s", snapshot, call, row.Address, row.Destination, row.Reason)
					}
				}
			}
		}
	}
	for _, call := range []live.Call{
		live.DescribeVpcAttribute, live.DescribeSubnets, live.DescribeRouteTables, live.DescribeVpcEndpoints, live.DescribeSecurityGroups,
		live.DescribeSecurityGroupRules, live.DescribeNetworkAcls, live.DescribeNatGateways, live.DescribeVpcBlockPublicAccessOptions,
		live.DescribeDhcpOptions,
	} {
		if opened[call] == 0 {
			t.Errorf("no path rests on %s", call)
		}
	}
	t.Logf("paths left open: %v", opened)
}
