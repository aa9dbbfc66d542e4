package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func run(t *testing.T, stdout io.Writer, arguments ...string) (code int, stderr string) {
	t.Helper()
	var errors bytes.Buffer
	code = Main(context.Background(), Environment{
		Args: arguments, Stdout: stdout, Stderr: &errors, Now: func() time.Time { return time.Unix(0, 0) },
	})
	return code, errors.String()
}

// closedPipe is what stdout is when its reader has gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestAReaderWhoHasGoneIsNoFailure(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"version"}, {"rules"}, {"paths", t.TempDir()}, {t.TempDir()}} {
		if code, stderr := run(t, closedPipe{}, arguments...); code == exitFailure || strings.Contains(stderr, "pipe") {
			t.Errorf("%v: exit code %d, stderr %q", arguments, code, stderr)
		}
	}
}

// fullDisk is what stdout is when nothing more can be written.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"version"}, {"rules"}, {"explain", "s3_gateway_route_missing"}, {"paths", t.TempDir()}, {t.TempDir()}} {
		if code, stderr := run(t, fullDisk{}, arguments...); code != exitFailure || !strings.Contains(stderr, "repolint: no space left on device") {
			t.Errorf("%v: exit code %d, stderr %q", arguments, code, stderr)
		}
	}
}

func TestAnInterruptedRunIsAFailure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte("resource \"aws_vpc\" \"x\" {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stderr bytes.Buffer
	code := Main(ctx, Environment{Args: []string{dir}, Stdout: io.Discard, Stderr: &stderr, Now: time.Now})
	if code != exitFailure || stderr.String() != "repolint: context canceled\n" {
		t.Errorf("exit code %d, stderr %q", code, stderr.String())
	}
}

func TestErrorsNeverDriveATerminalOrABuildLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	settings := "rule_paths: [\"nowhere\\n::error::gotcha\\e[31m\"]\n"
	if err := os.WriteFile(filepath.Join(dir, ".repolint.yaml"), []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	code, stderr := run(t, io.Discard, dir)
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "repolint: ") && !strings.HasPrefix(line, "Run ") || strings.Contains(line, "\x1b") {
			t.Errorf("line %q", line)
		}
	}
	if code != exitUsage || !strings.Contains(stderr, "gotcha") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestResourcesMarkWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	region := value.SymbolText(value.Region)
	atom := value.Atom{ID: "x", Name: "Big", Cases: []string{"false", "true"}}
	reason := value.Reason{Text: "nobody knows"}
	entries := func(pairs ...any) (list []value.Entry) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, value.Entry{Key: pairs[i].(string), Value: pairs[i+1].(value.Value)})
		}
		return list
	}
	none := source.Range{}
	attributes := value.Value{Kind: value.Map, More: &reason, Entries: entries(
		"number", value.OfNumber("10", none),
		"flag", value.OfBool(true, none),
		"absent", value.Value{},
		"own", value.OfRef(value.Ref{Node: "a#x.y", Attribute: "id"}, none),
		"other", value.OfRef(value.Ref{Node: "b#x.y", Attribute: "id"}, none),
		"service", value.OfText(value.Concat(value.Literal("com.<amazonaws>."), region, value.Literal(".s3")), none),
		"list", value.Value{Kind: value.List, More: &reason, Items: []value.Value{value.OfString("a\n", none)}},
		"secret", value.Value{Kind: value.String, Text: value.Literal("hunter2"), Secret: "user data"},
		"size", value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{
			{Guard: value.When(atom, "true"), Value: value.OfNumber("2", none)},
			{Guard: value.When(atom, "false"), Value: value.OfNumber("1", none)},
		}},
	)}
	components := []lint.Component{
		{Resources: []resource.Resource{{Root: "a", Address: "x.z", Type: "x", Attributes: attributes, Symbolic: &reason, Guard: value.When(atom, "true")}}},
		{Resources: []resource.Resource{{Root: "b", Address: "x.y", Type: "x", Attributes: value.Value{Kind: value.Map}}}},
	}
	var out bytes.Buffer
	if err := writeResourcesJSON(&out, components); err != nil {
		t.Fatal(err)
	}
	want := `{"a#x.z":{"type":"x","file":"","line":0,"column":0,"end_line":0,"end_column":0,"when":"Big is true",` +
		`"instances":{"$unknown":"nobody knows"},"attributes":{"absent":null,"flag":true,` +
		`"list":["a\n",{"$unknown":"nobody knows"}],"number":10,"other":{"$ref":"b#x.y.id"},"own":{"$ref":"x.y.id"},` +
		`"secret":{"$redacted":"user data"},` +
		`"service":{"$join":["com.<amazonaws>.",{"$unknown":"the region is not fixed"},".s3"]},` +
		`"size":{"$choice":[{"when":"Big is true","value":2},{"when":"Big is false","value":1}]},"$unknown":"nobody knows"}},` +
		`"b#x.y":{"type":"x","file":"","line":0,"column":0,"end_line":0,"end_column":0,"attributes":{}}}`
	compact := strings.NewReplacer("\n", "", "  ", "", `": `, `":`).Replace(out.String())
	if diff := cmp.Diff(want, compact); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestColorsFollowTheStreamAndTheEnvironment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		flag    string
		environ []string
		toFile  bool
		want    bool
	}{
		"no terminal":              {"auto", nil, false, false},
		"asked for":                {"always", nil, false, true},
		"asked for but to a file":  {"always", nil, true, false},
		"forced":                   {"auto", []string{"CLICOLOR_FORCE=1"}, false, true},
		"forced with 0":            {"auto", []string{"CLICOLOR_FORCE=0"}, false, false},
		"forced and refused":       {"auto", []string{"CLICOLOR_FORCE=1", "NO_COLOR=1"}, false, false},
		"refused by an empty text": {"auto", []string{"CLICOLOR_FORCE=1", "NO_COLOR="}, false, true},
		"the flag wins":            {"always", []string{"NO_COLOR=1"}, false, true},
		"the flag wins over force": {"never", []string{"CLICOLOR_FORCE=1"}, false, false},
	} {
		a := &app{environment: Environment{Environ: test.environ}, color: choice{value: test.flag}}
		var stream io.Writer = &bytes.Buffer{}
		if test.toFile {
			stream = nil
		}
		if got := a.colors(stream); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestAValueForAnUndeclaredVariableIsAUsageError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte("variable \"vpc_id\" {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stderr := run(t, io.Discard, "--var", "vpc_idd=vpc-1", dir); code != exitUsage {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}
