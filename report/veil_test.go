package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

func TestFramesHideWhatMayBeSecret(t *testing.T) {
	t.Parallel()
	filler := `"Description":"` + strings.Repeat("x", 200) + `"`
	cases := []struct {
		name, file, content, marked string
		diagnostic                  bool
		want                        []string
	}{
		{
			"a neighbour in a minified template", "t.json", `{` + filler + `,"A":{"UserData":"hunter4"}},"SG":{"Type":"x"}}`, `SG`, false,
			[]string{`   1 │ …"SG"…`, `     │   ^^`},
		},
		{
			"a marked statement of a minified template that holds a secret", "t.json", `{` + filler + `,"A":{"UserData":"hunter4"}}`, `{"UserData":"hunter4"}`, false,
			[]string{`   1 │ …{"…":"…"}…`, `     │  ^^^^^^^^^`},
		},
		{
			"a quoted place in a minified template that nobody can read", "t.json", `{` + filler + `,"UserData":"hunter4" oops}`, `hunter4`, true,
			[]string{`   1 │ …"…"…`, `     │   ^`},
		},
		{
			"a variable's value", "x.tfvars", `db_password = "hunter2" oops`, `oops`, true,
			[]string{`   1 │ db_password = "…" …`, `     │                   ^`},
		},
		{
			"the value of a variable with a harmless name", "x.auto.tfvars", `login = "hunter2" oops`, `login`, true,
			[]string{`   1 │ login = "…" …`, `     │ ^^^^^`},
		},
		{
			"a line of a variable's list", "x.tfvars", "logins = [\n  hunter2 oops\n]", `oops`, true,
			[]string{`   2 │   … …`, `     │     ^`},
		},
		{
			"a variable's value in JSON", "x.tfvars.json", `{"login": "hunter2" oops}`, `oops`, true,
			[]string{`   1 │ {"…": "…" …}`, `     │           ^`},
		},
		{
			"user data", "main.tf", `  user_data = "export PW=hunter10" oops`, `oops`, true,
			[]string{`   1 │   user_data = "…" …`, `     │                   ^`},
		},
		{
			"a marked secret", "main.tf", `  apiKey = "hunter10`, `hunter10`, true,
			[]string{`   1 │   apiKey = "…`, `     │             ^`},
		},
		{
			"an escaped quote", "main.tf", `  token = "a\"hunter10" oops`, `oops`, true,
			[]string{`   1 │   token = "…" …`, `     │               ^`},
		},
		{
			"a secret without quotes", "t.yaml", `      MasterUserPassword: hunter5 {`, `{`, true,
			[]string{`   1 │       MasterUserPassword: … {`, `     │                             ^`},
		},
		{
			"a line of a heredoc", "main.tf", "  user_data = <<-EOT\nexport PW=hunter2 ${\n  EOT\n", `${`, true,
			[]string{`   2 │ … …=… …{`, `     │       ^^`},
		},
		{
			"the line after a heredoc", "main.tf", "  user_data = <<-EOT\nexport\n  EOT\n  ami = \"x\" oops", `oops`, true,
			[]string{`   4 │   ami = "x" oops`, `     │             ^^^^`},
		},
		{
			"the default of a variable", "main.tf", "variable \"db_password\" {\n  default = \"hunter2\" oops\n}", `oops`, true,
			[]string{`   2 │   … = "…" …`, `     │           ^`},
		},
		{
			"the lines of a block", "t.yaml", "UserData:\n  Fn::Base64: |\n    export PW=hunter2\n", `export`, true,
			[]string{`   3 │     … …=…`, `     │     ^`},
		},
		{
			"a value named by its neighbour", "t.yaml", "- Value: hunter2 ]\n  Name: DB_PASSWORD\n", `]`, true,
			[]string{`   1 │ - Value: … ]`, `     │            ^`},
		},
		{
			"a value named harmlessly is shown", "t.yaml", "- Value: main ]\n  Name: MODE\n", `]`, true,
			[]string{`   1 │ - Value: main ]`, `     │               ^`},
		},
		{
			"what a finding does not mark", "main.tf", `user_data = "hunter2", egress = []`, `egress`, false,
			[]string{`   1 │ user_data = "…", egress = []`, `     │                  ^^^^^^`},
		},
		{
			"the first lines of a long place", "main.tf", "resource \"aws_instance\" \"a\" {\n  password = \"hunter2\"\n}", "resource \"aws_instance\" \"a\" {\n  password = \"hunter2\"\n}", false,
			[]string{`   1 │ resource "aws_instance" "a" {`, `     │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`, `   2 │   password = "…"`, `   3 │ }`},
		},
		{
			"a marked header is shown", "main.tf", `resource "aws_security_group" "token_service" {`, `resource "aws_security_group" "token_service"`, false,
			[]string{`   1 │ resource "aws_security_group" "token_service" {`, `     │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`},
		},
		{
			"a marked condition key is shown", "t.json", `"aws:TokenIssueTime": "2030"`, `"aws:TokenIssueTime"`, false,
			[]string{`   1 │ "aws:TokenIssueTime": "…"`, `     │ ^^^^^^^^^^^^^^^^^^^^`},
		},
		{
			"an ordinary line is shown", "main.tf", `vpc_id = "vpc-1" oops`, `oops`, true,
			[]string{`   1 │ vpc_id = "vpc-1" oops`, `     │                  ^^^^`},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := source.NewFile(c.file, []byte(c.content))
			from := strings.LastIndex(c.content, c.marked)
			p := newPrinter(Options{Source: func(string) (*source.File, error) { return file, nil }})
			p.diagnostic = c.diagnostic
			p.frame(file.RangeFromBytes(from, from+len(c.marked)), red)
			want := "     │\n" + strings.Join(c.want, "\n") + "\n"
			if diff := cmp.Diff(want, p.buffer.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPlaceBeyondItsLineHasAFrame(t *testing.T) {
	t.Parallel()
	got := drawn(strings.Repeat("hunter2 ", 1000), 40, func(*source.File) source.Range {
		return source.Range{File: "f", Start: source.Pos{Line: 1, Column: 20000}, End: source.Pos{Line: 1, Column: 20001}}
	})
	if strings.Contains(got, "hunter2") || !strings.Contains(got, "^") {
		t.Errorf("got %q", got)
	}
}

func TestDiagnosticsHideValues(t *testing.T) {
	t.Parallel()
	file := source.NewFile("x.tfvars", []byte("db_password = \"hunter2\" oops\n"))
	var out bytes.Buffer
	diagnostics := source.Diagnostics{{Severity: source.Error, Range: file.RangeAt(1, 25, 4), Message: "unexpected word"}}
	if err := WriteDiagnostics(&out, diagnostics, Options{Source: func(string) (*source.File, error) { return file, nil }}); err != nil {
		t.Fatal(err)
	}
	want := "error: unexpected word\n  --> x.tfvars:1:25\n     │\n   1 │ db_password = \"…\" …\n     │                   ^\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSecretWordsAreFoundInLettersOfAnyCase(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"Password = x": true, "API_KEY: x": true, "ſecret = x": true, "acceſſKey": true, "UserData: x": true,
		"passenger = x": false, "keynote = x": false, "datum = é": false, "": false,
	} {
		if got := namesSecret(line); got != want || secretWords.Get().MatchString(line) != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}
