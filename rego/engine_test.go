package rego

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/rules"
	"github.com/repolint/repolint/source"
)

const metadata = `# METADATA
# title: A title
# description: A description
# custom:
#   level: error
#   since: 0.1.0
#   remediation: Do it.
`

// causeRule is a whole rule that speaks about every cause of its kind.
func causeRule(id, extra string) string {
	return metadata + extra + "package rules.custom." + id + `

import data.lib.finding

findings contains finding.on(cause, cause.story) if {
	some cause in input.causes
	cause.kind == "` + facts.CauseEndpointMissing + `"
}
`
}

// body is a rule with its own condition.
func body(id, condition string) string {
	return metadata + "package rules.custom." + id + `

import data.lib.finding

findings contains finding.on(cause, "says so") if {
	some cause in input.causes
	` + condition + `
}
`
}

func user(modules map[string]string) fs.FS {
	files := fstest.MapFS{}
	for name, text := range modules {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func at(file string, line int) source.Range {
	return source.Range{
		File:  file,
		Start: source.Pos{Line: line, Column: 1, Byte: 100 * line},
		End:   source.Pos{Line: line, Column: 10, Byte: 100*line + 9},
	}
}

// document holds one VPC without an endpoint and one host that suffers from it.
func document() *facts.Document {
	d := &facts.Document{
		FactsVersion: facts.Version, Component: "infra",
		Subnets: map[string]facts.Subnet{"s": {Row: facts.Row{ID: "s", Name: "private-a", Declared: true, Root: "infra", Address: "aws_subnet.a", Dialect: "terraform", Type: "aws_subnet"}}},
		Hosts:   map[string]facts.Host{"h": {Row: facts.Row{ID: "h", Name: "app", Root: "infra", Address: "aws_instance.app", Dialect: "terraform", Type: "aws_instance"}}},
		Paths: map[string]facts.Path{"p": {
			ID: "p", Root: "infra", Address: "aws_instance.app", Host: "h", Subnet: "aws_subnet.a", SubnetID: "s", OS: "al2",
			InternetPath: "none", Destination: "al2_repos", Need: "required", Required: true,
			Verdict: "blocked", Hop: "route", Cause: "c", Causes: []string{"c"}, Evidence: "full",
			Hops: []facts.Hop{
				{Kind: "egress", Verdict: "passes", Story: `rule "all" of security group "app" lets TCP 443 out`, Element: "g"},
				{Kind: "route", Verdict: "blocked", Cause: "c", Story: `VPC "main" has no S3 gateway endpoint`, Element: "v"},
				{Kind: "policy", Verdict: "undetermined", Story: "not reached"},
			},
		}},
		Causes: map[string]facts.Cause{"c": {
			ID: "c", Kind: facts.CauseEndpointMissing, Node: "v", Element: "v", Subject: "main", Address: "aws_vpc.main",
			Root: "infra", Dialect: "terraform", Story: `VPC "main" has no S3 gateway endpoint`,
			Detail: map[string]string{"service": "com.amazonaws.REGION.s3"},
			Blocks: true, Evidence: "full", Destinations: []string{"al2_repos"}, OS: []string{"al2"}, Subnets: []string{"s"}, Hosts: []string{"h"},
			Paths: []string{"p"},
		}},
	}
	d.Place("v", at("main.tf", 1))
	d.Place("s", at("main.tf", 5))
	d.Place("h", at("main.tf", 9))
	d.Place("g", at("main.tf", 20))
	return d
}

func load(t *testing.T, options Options) *Engine {
	t.Helper()
	engine, err := Load(options)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func TestEvalPlacesAFinding(t *testing.T) {
	t.Parallel()
	module := causeRule("no_endpoint", "#   symptom: it hangs\n#   fix:\n#     terraform: 'fix {node} with {service}'\n")
	engine := load(t, Options{Rules: []fs.FS{user(map[string]string{"no_endpoint.rego": module})}})
	got, diagnostics := engine.Eval(context.Background(), document())
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	want := []finding.Finding{{
		Rule: "no_endpoint", Cause: "c", Level: finding.Error, Message: `VPC "main" has no S3 gateway endpoint`,
		At: at("main.tf", 1), Root: "infra", Addresses: []string{"aws_vpc.main"},
		Related: []finding.Related{
			{Range: at("main.tf", 5), Message: `subnet "private-a" cannot reach al2_repos`},
			{Range: at("main.tf", 9), Message: `host "app" (Amazon Linux 2) cannot reach al2_repos`},
		},
		Flow: []finding.Step{
			{Range: at("main.tf", 9), Message: `host "app" (Amazon Linux 2) in subnet "private-a" needs al2_repos`},
			{Range: at("main.tf", 20), Message: `rule "all" of security group "app" lets TCP 443 out`, Kind: "egress", Verdict: "passes"},
			{Range: at("main.tf", 1), Message: `VPC "main" has no S3 gateway endpoint`, Kind: "route", Verdict: "blocked"},
		},
		Paths:   []string{"p"},
		Symptom: "it hangs", Fix: "fix aws_vpc.main with com.amazonaws.REGION.s3", Dialect: source.Terraform,
		Fingerprint: "d00529328ec058972637dbe150240653",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAMisspeltFieldIsALoadError(t *testing.T) {
	t.Parallel()
	for condition, field := range map[string]string{
		`cause.knid == "x"`:                                                    "cause.knid",
		`input.pahts[_].verdict == "blocked"`:                                  "input.pahts",
		`some path in input.paths; path.verdit == "x"`:                         "path.verdit",
		`input.paths[cause.paths[_]].hops[_].sotry == "x"`:                     "sotry",
		`some subnet in input.subnets; subnet.adress == "x"`:                   "subnet.adress",
		`some id in cause.paths; hop := input.paths[id].hops[_]; hop.knd == 1`: "hop.knd",
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Options{Rules: []fs.FS{user(map[string]string{"a.rego": body("misspelt", condition)})}})
			if err == nil || !strings.Contains(err.Error(), field) || !strings.Contains(err.Error(), "undefined ref") {
				t.Errorf("Load says %v, want an undefined ref that names %s", err, field)
			}
		})
	}
}

func TestEveryFieldOfTheFactsMayBeRead(t *testing.T) {
	t.Parallel()
	for _, condition := range []string{
		`some path in input.paths; path.required; path.hops[0].verdict == "blocked"`,
		`input.paths[cause.paths[0]].host == "h"`,
		`input.subnets[input.paths[cause.paths[0]].subnet_id].name == "private-a"`,
		`cause.detail.anything == "x"`,
		`cause.detail["anything"] == "x"`,
		`some id, host in input.hosts; id == host.id; host.dialect == "terraform"`,
		`object.get(input.vpcs, cause.node, null) == null`,
		`count(input.destinations) > 0`,
	} {
		load(t, Options{Rules: []fs.FS{user(map[string]string{"a.rego": body("reading", condition)})}})
	}
}

func TestRulesReachNothingButTheirInput(t *testing.T) {
	t.Parallel()
	for _, call := range []string{
		`http.send({"method": "get", "url": "http://localhost"})`, `opa.runtime()`, `net.lookup_ip_addr("localhost")`,
		`time.now_ns()`, `rand.intn("x", 5)`, `uuid.rfc4122("x")`, `io.jwt.decode("x")`,
	} {
		name, _, _ := strings.Cut(call, "(")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Options{Rules: []fs.FS{user(map[string]string{"a.rego": body("reaching", call)})}})
			if err == nil || !strings.Contains(err.Error(), "undefined function "+name) {
				t.Errorf("Load says %v, want an undefined function", err)
			}
		})
	}
}

func TestAFailingRuleIsNamedAndTheOthersSpeak(t *testing.T) {
	t.Parallel()
	engine := load(t, Options{
		TimeLimit: time.Second,
		Rules: []fs.FS{user(map[string]string{
			"a.rego": body("broken_number", `to_number(cause.story) > 0`),
			"b.rego": body("endless", `many := numbers.range(1, 100000); some a in many; some b in many; a * b == -1`),
			"c.rego": causeRule("sound", ""),
			"f.rego": body("long_text", `a := concat("", [s | some _ in numbers.range(1, 2000); s := "0123456789"]); concat(a, [s | some _ in numbers.range(1, 1000); s := a]) != ""`),
			"g.rego": body("wide_text", `sprintf("%1000000d", [1]) != ""`),
			"h.rego": body("replaced_text", `replace(sprintf("%999d", [1]), "", sprintf("%999d", [1])) != ""; a := concat("", [s | some _ in numbers.range(1, 3000); s := "a"]); replace(a, "a", a) != ""`),
			"d.rego": metadata + "package rules.custom.nowhere\n\nfindings contains {\"row\": \"no such row\", \"message\": \"m\"} if true\n",
			"e.rego": metadata + "package rules.custom.shapeless\n\nfindings contains \"text\" if true\n",
		})},
	})
	findings, diagnostics := engine.Eval(context.Background(), document())
	if len(findings) != 1 || findings[0].Rule != "sound" {
		t.Errorf("findings %v, want the one of rule sound", findings)
	}
	want := map[string]string{
		"broken_number": "to_number", "endless": "longer than 1s on component infra",
		"long_text": "concat: it would make a text of more than 4 MiB", "wide_text": "sprintf: it would make a text of more than 4 MiB",
		"replaced_text": "replace: it would make a text of more than 4 MiB",
		"nowhere":       "no such row", "shapeless": "use finding.on",
	}
	if len(diagnostics) != len(want) {
		t.Errorf("%d diagnostics, want %d: %v", len(diagnostics), len(want), diagnostics)
	}
	for id, part := range want {
		found := false
		for _, d := range diagnostics {
			found = found || (d.Severity == source.Error && strings.HasPrefix(d.Message, "rule "+id+" failed: ") && strings.Contains(d.Message, part))
		}
		if !found {
			t.Errorf("no diagnostic names rule %s and %q: %v", id, part, diagnostics)
		}
	}
}

func TestLoadSaysWhichRuleCannotBeUsed(t *testing.T) {
	t.Parallel()
	sound := causeRule("sound", "")
	for name, test := range map[string]struct {
		modules map[string]string
		want    string
	}{
		"no metadata":         {map[string]string{"a.rego": strings.TrimPrefix(sound, metadata)}, "rule sound has no METADATA"},
		"missing key":         {map[string]string{"a.rego": strings.Replace(sound, "#   since: 0.1.0\n", "", 1)}, "custom.since is missing"},
		"missing title":       {map[string]string{"a.rego": strings.Replace(sound, "# title: A title\n", "", 1)}, "title is missing"},
		"unknown key":         {map[string]string{"a.rego": causeRule("sound", "#   severity: high\n")}, "unknown key custom.severity"},
		"unknown level":       {map[string]string{"a.rego": strings.Replace(sound, "level: error", "level: fatal", 1)}, `unknown level "fatal"`},
		"unknown fix dialect": {map[string]string{"a.rego": causeRule("sound", "#   fix:\n#     pulumi: x\n")}, "custom.fix.pulumi"},
		"two of one id":       {map[string]string{"a/a.rego": sound, "b/b.rego": sound}, "already a rule sound"},
		"two categories": {
			map[string]string{"a/a.rego": sound, "b/b.rego": strings.Replace(sound, "rules.custom.", "rules.other.", 1)},
			"already a rule sound in category custom",
		},
		"package elsewhere": {map[string]string{"a.rego": "package main\n\na := 1\n"}, "package main is no rule"},
		"package of ours":   {map[string]string{"a.rego": "package lib.finding\n\na := 1\n"}, "package lib.finding is repolint's own"},
		"name with capital": {map[string]string{"a.rego": causeRule("Sound", "")}, `"Sound" in the package's name`},
		"no findings":       {map[string]string{"a.rego": strings.Replace(sound, "findings contains", "deny contains", 1)}, `makes no set "findings"`},
		"syntax":            {map[string]string{"a.rego": "package"}, "a.rego:1"},
		"empty file":        {map[string]string{"a.rego": ""}, "a.rego"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Options{Rules: []fs.FS{user(test.modules)}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Load says %v, want %q", err, test.want)
			}
		})
	}
}

func TestUsersRulesStandBesideOurs(t *testing.T) {
	t.Parallel()
	mine := user(map[string]string{
		"mine.rego":      causeRule("mine", "#   aliases: [older_name]\n"),
		"mine_test.rego": "package nonsense that is never parsed",
		"helper.rego":    "package lib.mine\n\nkind := \"x\"\n",
	})
	engine := load(t, Options{Rules: []fs.FS{rules.FS, mine}, Levels: map[string]finding.Level{"older_name": finding.Note}})
	found, _ := engine.Eval(context.Background(), document())
	var got []string
	for _, f := range found {
		got = append(got, f.Rule+" "+f.Level.String())
	}
	if diff := cmp.Diff([]string{"mine note", "s3_gateway_route_missing error"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err := Load(Options{Rules: []fs.FS{rules.FS, user(map[string]string{"a.rego": causeRule("egress_http_missing", "")})}})
	if err == nil || !strings.Contains(err.Error(), "already a rule egress_http_missing") {
		t.Errorf("a user's rule with the id of ours: %v", err)
	}
}

func TestOptionsChooseRules(t *testing.T) {
	t.Parallel()
	files := user(map[string]string{
		"a.rego": causeRule("a", ""), "b.rego": causeRule("b", "#   aliases: [old_b]\n"), "c.rego": causeRule("c", "#   opt_in: true\n"),
	})
	for name, test := range map[string]struct {
		options Options
		want    []string
	}{
		"by default all but opt-in rules": {Options{}, []string{"a", "b"}},
		"only":                            {Options{Only: []string{"b"}}, []string{"b"}},
		"only an opt-in rule":             {Options{Only: []string{"c"}}, []string{"c"}},
		"only by alias":                   {Options{Only: []string{"old_b"}}, []string{"b"}},
		"skip":                            {Options{Skip: []string{"a"}}, []string{"b"}},
		"enable":                          {Options{Enable: []string{"c"}}, []string{"a", "b", "c"}},
		"skip wins":                       {Options{Enable: []string{"c"}, Skip: []string{"c"}}, []string{"a", "b"}},
		"only wins over enable":           {Options{Only: []string{"a"}, Enable: []string{"c"}}, []string{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.options.Rules = []fs.FS{files}
			engine := load(t, test.options)
			var selected []string
			for _, rule := range engine.Rules() {
				if engine.Selected(rule.ID) {
					selected = append(selected, rule.ID)
				}
			}
			if diff := cmp.Diff(test.want, selected); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, err := Load(Options{Rules: []fs.FS{files}, Skip: []string{"d"}}); err == nil || !strings.Contains(err.Error(), `unknown rule "d"`) {
		t.Errorf("skipping an unknown rule: %v", err)
	}
}

func TestErrorsNameTheFolderOfUsersRules(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"syntax":      {"package rules.custom.a\n\nfindings contains x if { x := }\n", "house/a.rego:3"},
		"package":     {"package foo.bar\n", "loading house/a.rego"},
		"no metadata": {"package rules.custom.a\n\nfindings contains 1 if true\n", "rule a in house has no METADATA"},
		"no level":    {"# METADATA\n# title: T\n# description: D.\npackage rules.custom.a\n\nfindings contains 1 if true\n", "metadata of rule a in house: custom.level is missing"},
		"no version": {"# METADATA\n# title: T\n# description: D.\n# custom:\n#   level: note\n#   remediation: fix it\n" +
			"package rules.custom.a\n\nfindings contains 1 if true\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Options{Rules: []fs.FS{Folder{FS: user(map[string]string{"a.rego": test.text}), Path: "house"}}})
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("Load says %v, want %q", err, test.want)
			}
		})
	}
}
