package policy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// written is a file, with the policy argument between « and » (which are taken out).
func written(t *testing.T, path, content string) (*source.File, source.Range) {
	t.Helper()
	before, rest, opened := strings.Cut(content, "«")
	argument, after, closed := strings.Cut(rest, "»")
	if !opened || !closed {
		t.Fatal("the file marks no argument")
	}
	file := source.NewFile(path, []byte(before+argument+after))
	return file, file.RangeFromBytes(len(before), len(before)+len(argument))
}

func opening(file *source.File) func(string) (*source.File, error) {
	return func(path string) (*source.File, error) {
		if path != file.Path {
			return nil, errors.New("no such file")
		}
		return file, nil
	}
}

func TestDecisionsPointIntoTheTextOfTheFile(t *testing.T) {
	t.Parallel()
	const guarded = `{
  "Statement": [
    {
      "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::al2023-repos-${region}-de612dc2/*",
      "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    }
  ]
}
`
	for _, test := range []struct {
		name, path, content, text, want, at string
	}{
		{
			"a heredoc", "main.tf", "resource \"aws_vpc_endpoint\" \"s3\" {\n  policy = «<<EOT\n" +
				strings.Replace(guarded, "${region}", "${data.aws_region.current.name}", 1) + "EOT»\n}\n",
			guarded, `"aws:PrincipalAccount"`, "main.tf:7:38",
		},
		{
			"an indented heredoc", "main.tf", "  policy = «<<-EOT\n    " +
				strings.ReplaceAll(strings.TrimSpace(guarded), "\n", "\n    ") + "\n  EOT»\n",
			guarded, `"aws:PrincipalAccount"`, "main.tf:6:42",
		},
		{
			"a block scalar", "t.yaml", "      PolicyDocument: «|\n        " +
				strings.ReplaceAll(strings.TrimSpace(guarded), "\n", "\n        ") + "»\n      VpcId: x\n",
			guarded, `"aws:PrincipalAccount"`, "t.yaml:6:46",
		},
		{
			"a block scalar whose range is its sign", "t.yaml", "      PolicyDocument: «!Sub |-»\n        " +
				strings.ReplaceAll(strings.TrimSpace(guarded), "\n", "\n        ") + "\n      VpcId: x\n",
			guarded, `"aws:PrincipalAccount"`, "t.yaml:6:46",
		},
		{
			"a string in JSON", "t.json", `{"PolicyDocument": «"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"Null\":{\"aws:PrincipalType\":\"true\"}}}}"»}`,
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"Null":{"aws:PrincipalType":"true"}}}}`,
			`\"aws:PrincipalType\"`, "t.json:1:139",
		},
		{
			"code points, not bytes", "main.tf", "policy = «\"{\\\"Statement\\\":{\\\"Sid\\\":\\\"日本\\\",\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"s3:Put*\\\",\\\"Resource\\\":\\\"*\\\"}}\"»\n",
			`{"Statement":{"Sid":"日本","Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"*"}}`,
			`\"s3:Put*\"`, "main.tf:1:94",
		},
		{
			"escaped variables in a heredoc", "main.tf", "policy = «<<EOT\n{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Resource\":\"arn:aws:s3:::*/$${aws:userid}\",\"Action\":\"*\"}}\nEOT»\n",
			`{"Statement":{"Effect":"Allow","Principal":"*","Resource":"arn:aws:s3:::*/${aws:userid}","Action":"*"}}`,
			`"arn:aws:s3:::*/$${aws:userid}"`, "main.tf:2:59",
		},
		{
			"escaped variables in a substitution", "t.yaml", "PolicyDocument: !Sub «'{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Resource\":\"arn:aws:s3:::*/${!aws:userid}\",\"Action\":\"*\"}}'»\n",
			`{"Statement":{"Effect":"Allow","Principal":"*","Resource":"arn:aws:s3:::*/${aws:userid}","Action":"*"}}`,
			`"arn:aws:s3:::*/${!aws:userid}"`, "t.yaml:1:81",
		},
		{
			"a folded scalar", "t.yaml", "PolicyDocument: «>\n  {\"Statement\":\n  {\"Effect\":\"Allow\",\"Principal\":\"*\",\n  \"Resource\":\"*\",\"Action\":\"s3:Put*\"}}»\n",
			"{\"Statement\": {\"Effect\":\"Allow\",\"Principal\":\"*\", \"Resource\":\"*\",\"Action\":\"s3:Put*\"}}\n",
			`"s3:Put*"`, "t.yaml:4:27",
		},
		{
			"line ends written as escapes", "main.tf", "policy = «\"{\\n \\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\n\\t\\\"Resource\\\":\\\"*\\\",\\\"Action\\\":\\\"s3:Put*\\\"}}\"»\n",
			"{\n \"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\n\t\"Resource\":\"*\",\"Action\":\"s3:Put*\"}}",
			`\"s3:Put*\"`, "main.tf:1:105",
		},
		{
			"Windows line ends", "main.tf", "policy = «<<EOT\r\n{\r\n\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\r\n\"Resource\":\"*\",\"Action\":\"s3:Put*\"}}\r\nEOT»\r\n",
			"{\n\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\n\"Resource\":\"*\",\"Action\":\"s3:Put*\"}}\n",
			`"s3:Put*"`, "main.tf:4:25",
		},
		{
			"an expression that is never closed", "main.tf", "policy = «\"{${x»\n",
			`{"Statement":{"Effect":"Allow","Principal":"*","Resource":"*","Action":"s3:Put*"}}`, `"{${x`, "main.tf:1:10",
		},
		{
			"a text that is not written there", "main.tf", "policy = «local.policy»\n",
			guarded, `local.policy`, "main.tf:1:10",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file, at := written(t, test.path, test.content)
			document, problems := policy.Parse(value.OfText(text(test.text), at), opening(file))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			decision := document.Evaluate(policy.AnonymousRead(yum()))
			if got := decision.Range.String(); got != test.at {
				t.Errorf("at %s, want %s", got, test.at)
			}
			if got := string(file.Content[decision.Range.Start.Byte:decision.Range.End.Byte]); got != test.want {
				t.Errorf("points at %q, want %q", got, test.want)
			}
			if document.Range != at {
				t.Errorf("the document is at %s, want %s", document.Range, at)
			}
		})
	}
}

func TestDecisionsPointIntoStructures(t *testing.T) {
	t.Parallel()
	line := func(n int) source.Range {
		return source.Range{File: "t.yaml", Start: source.Pos{Line: n, Column: 1, Byte: n * 10}, End: source.Pos{Line: n, Column: 5, Byte: n*10 + 4}}
	}
	entry := func(n int, key string, v value.Value) value.Entry {
		v.Range = line(n + 100)
		return value.Entry{Key: key, KeyRange: line(n), Value: v}
	}
	object := func(entries ...value.Entry) value.Value { return value.Value{Kind: value.Map, Entries: entries} }
	star := value.OfString("*", source.Range{})
	statement := object(
		entry(3, "Effect", value.OfString("Allow", source.Range{})), entry(4, "Principal", star), entry(5, "Action", star), entry(6, "Resource", star),
		entry(7, "Condition", object(entry(8, "StringEquals", object(entry(9, "aws:PrincipalAccount", value.OfString("1", source.Range{})))))),
	)
	document := object(entry(1, "Statement", statement))
	document.Range = line(100)
	inText := value.Value{Kind: value.String, Document: &document, Range: line(99)}
	for _, v := range []value.Value{document, inText} {
		parsed, _ := policy.Parse(v, nil)
		decision := parsed.Evaluate(policy.AnonymousRead(yum()))
		want := policy.Decision{
			Outcome: policy.Denied, Element: policy.ElementCondition, Operator: "StringEquals", Key: "aws:PrincipalAccount",
			Value: "1", Range: line(9), Why: "`aws:PrincipalAccount` reads `anonymous` on an unsigned request",
		}
		if diff := cmp.Diff(want, decision, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Resource" }, cmp.Ignore())); diff != "" {
			t.Error(diff)
		}
	}
	empty := object(entry(1, "Statement", value.Value{Kind: value.List}))
	parsed, _ := policy.Parse(empty, nil)
	if got := parsed.Evaluate(policy.AnonymousRead(yum())).Range; got != line(101) {
		t.Errorf("a policy that allows nothing is at %s, want its statements", got)
	}
}

func TestHolesOutsideOfStrings(t *testing.T) {
	t.Parallel()
	const allow = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
	for _, test := range []struct {
		name, document string
		want           policy.Outcome
		reason         string
	}{
		{"a statement", `{"Statement":[` + allow + `,${var.more}]}`, policy.Undetermined, "var.more is not set"},
		{"a statement after another without a comma", `{"Statement":[` + allow + `${var.more}]}`, policy.Undetermined, "var.more is not set"},
		{"the first statement", `{"Statement":[${var.more},` + allow + `]}`, policy.Undetermined, "var.more is not set"},
		{"all resources", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":${var.list}}}`, policy.Undetermined, "var.list is not set"},
		{"some resources", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":["arn:aws:s3:::al2023-*",${var.list}]}}`, policy.Allowed, ""},
		{"a condition", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":${var.c}}}`, policy.Undetermined, "var.c is not set"},
		{"a member", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"${var.c}}}`, policy.Undetermined, "var.c is not set"},
		{"the account as a number", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":${account}}}}}`, policy.Denied, ""},
		{"in the way of the syntax", `{"Statement":[${var.x} "a" ]]`, policy.Undetermined, "var.x is not set"},
		{"the key of a condition", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"${var.k}":"a"}}}}`, policy.Undetermined, "var.k is not set"},
		{"the effect", `{"Statement":{"Effect":"${var.e}","Principal":"*","Action":"*","Resource":"*"}}`, policy.Undetermined, "var.e is not set"},
		{"the whole", `${var.p}`, policy.Undetermined, "var.p is not set"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision := judge(t, test.document, yum())
			if decision.Outcome != test.want || decision.Reason.Text != test.reason {
				t.Errorf("got %s (%s), want %s (%s)", decision.Outcome, decision.Reason.Text, test.want, test.reason)
			}
		})
	}
}

func TestWhatAWSRejectsIsAProblemAndLeavesItOpen(t *testing.T) {
	t.Parallel()
	const rest = `"Principal":"*","Action":"*","Resource":"*"`
	for _, test := range []struct{ document, want string }{
		{``, "the policy is no valid JSON: it ends too early"},
		{`{"Statement":`, "the policy is no valid JSON: it ends too early"},
		{`{"Statement":[{},]}`, "the policy is no valid JSON: a value is missing"},
		{`{"Statement" [] }`, "the policy is no valid JSON: a colon is missing"},
		{`{"a":1 "b":2}`, "the policy is no valid JSON: a comma is missing"},
		{`{a:1}`, "the policy is no valid JSON: a key is missing"},
		{`{"a":"b`, "the policy is no valid JSON: a string has no end"},
		{`{"a":"\x"}`, "the policy is no valid JSON: an escape sequence is wrong"},
		{`{} {}`, "the policy is no valid JSON: text follows the JSON object"},
		{`{"a":1.2.3}`, `the policy is no valid JSON: "1.2.3" is no number`},
		{strings.Repeat("[", 100), "the policy is no valid JSON: it is nested too deeply"},
		{`[]`, "the policy is no JSON object"},
		{`{}`, "the policy has no statement"},
		{`{"Statement":["a"]}`, "a statement is no JSON object"},
		{`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`, "the statement has no Principal"},
		{`{"Statement":{"Effect":"allow",` + rest + `}}`, `the Effect "allow" is neither Allow nor Deny`},
		{`{"Statement":{"Effect":"Allow","effect":"Allow",` + rest + `}}`, `a statement has no element "effect"`},
		{`{"Statement":{"Effect":"Allow",` + rest + `,"Condition":{"stringEquals":{"aws:userid":"anonymous"}}}}`, `there is no condition operator "stringEquals"`},
		{`{"Statement":{"Effect":"Allow",` + rest + `,"Condition":{"NullIfExists":{"aws:userid":"true"}}}}`, `there is no condition operator "NullIfExists"`},
		{`{"Statement":{"Effect":"Allow",` + rest + `,"Condition":"x"}}`, "the Condition is no JSON object"},
		{`{"Statement":{"Effect":"Allow","Principal":"123456789012","Action":"*","Resource":"*"}}`, `the principal "123456789012" does not say of which kind it is`},
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":{"a":1},"Resource":"*"}}`, "an object stands where a text belongs"},
	} {
		document, problems := policy.Parse(value.OfString(test.document, source.Range{}), nil)
		if len(problems) != 1 || problems[0].Text != test.want {
			t.Errorf("%s: problems %v, want %q", test.document, problems, test.want)
		}
		decision := document.Evaluate(policy.AnonymousRead(yum()))
		if want := policy.Undetermined; decision.Outcome != want && !strings.Contains(test.document, `"Principal":"123`) {
			t.Errorf("%s: %s, want %s", test.document, decision.Outcome, want)
		}
		if decision.Outcome == policy.Undetermined && decision.Reason.Text == "" {
			t.Errorf("%s: nothing says why", test.document)
		}
	}
}

func TestATextWithEscapesReadsAsJSON(t *testing.T) {
	t.Parallel()
	document := "\n\t{\"Statement\":{\"Effect\":\"\\u0041llow\",\"Principal\":\"*\",\"Action\":\"s3\\u003aGet*\",\"Resource\":\"arn:aws:s3:::al2023-*\\/*\",\"Sid\":\"\\ud83d\\ude00\"}}\r\n"
	decision := judge(t, document, yum())
	if decision.Outcome != policy.Allowed || decision.Sid != "😀" {
		t.Errorf("got %+v", decision)
	}
}

func TestAPolicyOverTheLimitIsAProblem(t *testing.T) {
	t.Parallel()
	long := `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}` + strings.Repeat(" ", 20480)
	document, problems := policy.Parse(value.OfString(long, source.Range{}), nil)
	if len(problems) != 1 || problems[0].Text != "the policy is longer than 20,480 characters" {
		t.Errorf("got %v", problems)
	}
	if got := document.Evaluate(policy.AnonymousRead(yum())).Outcome; got != policy.Allowed {
		t.Errorf("got %s", got)
	}
}

func TestAProblemInATextHasItsLine(t *testing.T) {
	t.Parallel()
	file, at := written(t, "main.tf", "policy = «<<EOT\n{\n  \"Statement\": [\n    {}},\n  ]\n}\nEOT»\n")
	_, problems := policy.Parse(value.OfString("{\n  \"Statement\": [\n    {}},\n  ]\n}\n", at), opening(file))
	if len(problems) != 1 || problems[0].Range.String() != "main.tf:4:7" {
		t.Errorf("got %v", problems)
	}
}
