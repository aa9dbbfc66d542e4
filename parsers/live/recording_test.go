package live_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/live"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// parse reads a text as a snapshot.
func parse(t *testing.T, content string) resource.Result {
	t.Helper()
	tree, err := source.OpenTree(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	tree.Admit(source.NewFile("vpc.json", []byte(content)))
	components, diagnostics := live.Components(&source.Set{Tree: tree, Units: []source.Unit{{Dialect: source.Live, Path: "vpc.json"}}})
	if len(components) != 1 || len(diagnostics) > 0 {
		t.Fatalf("%d components, diagnostics %v", len(components), diagnostics)
	}
	return components[0].Parse(context.Background())
}

func TestWhatIsWrongWithASnapshotIsSaidAtItsPlace(t *testing.T) {
	t.Parallel()
	const header = `{"repolint_snapshot": 1, "region": "eu-west-1", `
	for name, test := range map[string]struct{ content, want string }{
		"no object":              {`[]`, `error 1:1 "repolint_snapshot" is the number of the format: write the snapshot again with repolint snapshot`},
		"no format":              {`{"region": "eu-west-1"}`, `error 1:1 "repolint_snapshot" is the number of the format: write the snapshot again with repolint snapshot`},
		"a format of letters":    {`{"repolint_snapshot": "one"}`, `error 1:23 "repolint_snapshot" is the number of the format: write the snapshot again with repolint snapshot`},
		"a newer format":         {`{"repolint_snapshot": 7}`, `error 1:23 it has format 7, and this repolint knows formats up to 1: update repolint, or write the snapshot again`},
		"no region":              {`{"repolint_snapshot": 1, "answers": {}}`, `error 1:1 "region" names the region that was read`},
		"a region of numbers":    {`{"repolint_snapshot": 1, "region": 1}`, `error 1:36 "region" names the region that was read`},
		"no answers":             {header + `"refused": {}}`, `error 1:1 "answers" holds what EC2 answered to each call: write the snapshot again with repolint snapshot`},
		"answers that are none":  {header + `"answers": []}`, `error 1:60 "answers" holds what EC2 answered to each call: write the snapshot again with repolint snapshot`},
		"an answer that is none": {header + `"answers": {"DescribeVpcs": {}}}`, `error 1:77 the answer to DescribeVpcs is no list`},
		"a thing without an id":  {header + `"answers": {"DescribeVpcs": [{}]}}`, `error 1:78 a thing of DescribeVpcs has no VpcId; it is left out`},
		"a refusal of what":      {header + `"refused": {"Fly": ""}, "answers": {}}`, `warning 1:61 "Fly" is no call that repolint makes; it is left out`},
		"a refusal without code": {header + `"refused": {"DescribeVpcs": 1}, "answers": {}}`, `error 1:77 the reason why DescribeVpcs was refused is no text`},
	} {
		var got []string
		for _, d := range parse(t, test.content).Diagnostics {
			message := strings.TrimPrefix(d.Message, "reading the snapshot: ")
			got = append(got, fmt.Sprintf("%s %d:%d %s", d.Severity, d.Range.Start.Line, d.Range.Start.Column, message))
		}
		if len(got) == 0 || got[0] != test.want {
			t.Errorf("%s: %s", name, cmp.Diff([]string{test.want}, got))
		}
	}
}

// snapshots are those of the reference networks.
func snapshots(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(networks + "/*/live/vpc.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d snapshots (%v)", len(files), err)
	}
	var contents []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, string(content))
	}
	return contents
}

// A snapshot that is read and written again is the same snapshot, so that the
// answers of EC2 and the recorded ones are one thing.
func TestASnapshotSaysWhatWasReadAndNothingElse(t *testing.T) {
	for _, content := range snapshots(t)[:3] {
		first := parse(t, content)
		if len(first.Diagnostics) > 0 {
			t.Errorf("diagnostics %v", first.Diagnostics)
		}
		for _, r := range first.Resources {
			if r.Range.IsZero() || !strings.Contains(content, r.Address) && !strings.HasPrefix(r.Address, "block public access") {
				t.Errorf("%s is at %s", r.Address, r.Range)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, content := range snapshots(f)[:2] {
		var compact bytes.Buffer // long inputs are slow to vary
		if err := json.Compact(&compact, []byte(content)); err != nil {
			f.Fatal(err)
		}
		f.Add(compact.String())
	}
	f.Add(`{"repolint_snapshot": 1, "region": "eu-west-1", "refused": {"DescribeRouteTables": "UnauthorizedOperation"}, "answers": {"DescribeVpcs": [{"VpcId": "vpc-1", "CidrBlockAssociationSet": [1, {"CidrBlock": []}]}]}}`)
	f.Add(`{"repolint_snapshot": 1, "region": "", "answers": {"DescribeSubnets": [{"SubnetId": "vpc-1", "VpcId": null}], "DescribeVpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-1"}]}}`)
	f.Fuzz(func(t *testing.T, content string) {
		first := parse(t, content)
		if second := parse(t, content); graph.DumpWithRanges(first.Graph) != graph.DumpWithRanges(second.Graph) {
			t.Error("two readings differ")
		}
		for _, d := range first.Diagnostics {
			within(t, d.Range, len(content))
		}
		for _, node := range first.Graph.Nodes() {
			within(t, node.Head().Range, len(content))
			for _, at := range node.Head().Arguments {
				within(t, at, len(content))
			}
		}
	})
}

func within(t *testing.T, at source.Range, size int) {
	t.Helper()
	if at.Start.Byte < 0 || at.End.Byte > size || at.End.Byte < at.Start.Byte {
		t.Errorf("%s, bytes %d to %d, is not within %d bytes", at, at.Start.Byte, at.End.Byte, size)
	}
}

// EC2 leaves out what is empty: a table on no subnet has no associations at all.
func TestThingsMayConsistOfTheirIDsOnly(t *testing.T) {
	t.Parallel()
	content := snapshots(t)[0]
	ids := regexp.MustCompile(`(?m)^    "(\w+)": \[\n      \{\n        "(\w+)"`).FindAllStringSubmatch(content, -1)
	if len(ids) < 12 {
		t.Fatalf("the snapshot has things of %d kinds", len(ids))
	}
	var answers []string
	for _, id := range ids {
		answers = append(answers, fmt.Sprintf("%q: [{%q: \"x-1\"}]", id[1], id[2]))
	}
	result := parse(t, `{"repolint_snapshot": 1, "region": "eu-west-1", "answers": {`+strings.Join(answers, ", ")+`}}`)
	if result.Diagnostics.HasErrors() || len(result.Resources) < 10 {
		t.Errorf("%d resources, diagnostics %v", len(result.Resources), result.Diagnostics)
	}
}
