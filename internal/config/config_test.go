package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/config"
	"github.com/repolint/repolint/source"
)

const mirror = `
  - id: mirror
    title: Our mirror
    service: s3
    signing: anonymous
    needs: [{os: [al2023], need: required}]
    buckets: [{name: "our-mirror-${region}", keys: [repodata/repomd.xml]}]
    ports: [{number: 443, scheme: https, required: true}]
`

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func find(t *testing.T, dir, path string) (*config.Config, error) {
	t.Helper()
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	return config.Find(tree, path)
}

func TestFindReadsEverySetting(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"infra/net/main.tf": "", "infra/.repolint.yaml": `
rules:
  egress_http_missing: {level: note}
  endpoint_policy_too_open:
    enabled: true
  vpc_dns_disabled:
rule_paths: [house-rules, /srv/rules]
exclude:
  - "*_test.yaml"
  - examples/**
region: eu-west-1
environments:
  prod: [prod.tfvars, /srv/prod.tfvars]
  dev: dev.tfvars
destinations:` + mirror})
	got, err := find(t, dir, "infra/net/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{filepath.Join(dir, "infra", "house-rules"), "/srv/rules"}, got.RulePaths); diff != "" {
		t.Errorf("rule paths (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"*_test.yaml", "infra/examples/**"}, got.Exclude); diff != "" {
		t.Errorf("exclude (-want +got):\n%s", diff)
	}
	if len(got.Rules) != 3 || got.Rules["egress_http_missing"].Level != finding.Note || got.Rules["egress_http_missing"].Enabled != nil {
		t.Errorf("rules: %+v", got.Rules)
	}
	if enabled := got.Rules["endpoint_policy_too_open"].Enabled; enabled == nil || !*enabled {
		t.Errorf("endpoint_policy_too_open is not enabled: %+v", got.Rules)
	}
	if at := got.Rules["endpoint_policy_too_open"].At.String(); at != "infra/.repolint.yaml:4:3" {
		t.Errorf("endpoint_policy_too_open is at %s", at)
	}
	if got.Region != "eu-west-1" {
		t.Errorf("region %q", got.Region)
	}
	environments := []config.Environment{
		{Name: "prod", Files: []string{filepath.Join(dir, "infra", "prod.tfvars"), "/srv/prod.tfvars"}},
		{Name: "dev", Files: []string{filepath.Join(dir, "infra", "dev.tfvars")}},
	}
	if diff := cmp.Diff(environments, got.Environments, cmpopts.IgnoreFields(config.Environment{}, "At")); diff != "" {
		t.Errorf("environments (-want +got):\n%s", diff)
	}
	if len(got.Destinations) != 1 || got.Destinations[0].ID != "mirror" || got.Destinations[0].Buckets[0].Name != "our-mirror-${region}" {
		t.Errorf("destinations: %+v", got.Destinations)
	}
}

func TestFindTakesTheNearestFileUpToTheRoot(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		".repolint.yaml": "region: eu-west-1\n", "a/.repolint.yaml": "region: eu-west-2\n", "a/b/x.tf": "", "c/x.tf": "", "d/.repolint.yaml": "",
	})
	for path, want := range map[string]string{"a/b": "eu-west-2", "a": "eu-west-2", "c/x.tf": "eu-west-1", ".": "eu-west-1", "d": ""} {
		got, err := find(t, dir, path)
		if err != nil {
			t.Fatal(err)
		}
		if got.Region != want {
			t.Errorf("%s: region %q, want %q", path, got.Region, want)
		}
	}
	none, err := find(t, write(t, map[string]string{"x.tf": ""}), ".")
	if err != nil || none == nil || len(none.Rules)+len(none.Exclude)+len(none.RulePaths) != 0 {
		t.Errorf("without a file: %+v, %v", none, err)
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"rulez: {}\n":                                         `.repolint.yaml:1:1: unknown key "rulez": did you mean "rules"?`,
		"a: 1\n":                                              `.repolint.yaml:1:1: unknown key "a": use rules, rule_paths, destinations, needs, exclude, region, environments`,
		"rules:\n  x: {severity: error}\n":                    `.repolint.yaml:2:7: unknown setting of a rule "severity": use level, enabled`,
		"rules:\n  x: {level: high}\n":                        `.repolint.yaml:2:14: unknown level "high": use note, warning or error`,
		"rules:\n  x: {enabled: maybe}\n":                     `.repolint.yaml:2:16: expected true or false, not "maybe"`,
		"rules: [x]\n":                                        `.repolint.yaml:1:8: expected a mapping of keys to values`,
		"rules: {x: {}, x: {}}\n":                             `.repolint.yaml:1:16: key "x" is written twice`,
		"exclude: [3]\n":                                      `.repolint.yaml:1:11: expected a text`,
		"exclude: ['a[']\n":                                   `.repolint.yaml:1:11: malformed pattern "a["`,
		"region: Europe\n":                                    `.repolint.yaml:1:9: "Europe" is no region, write one such as eu-west-1`,
		"region: eu-west-1\n\tx: 1\n":                         `.repolint.yaml:2:1: found a tab character that violates indentation`,
		"environments: [a]\n":                                 `.repolint.yaml:1:15: expected a mapping of keys to values`,
		"environments: {dev: }\n":                             `.repolint.yaml:1:16: environment dev: name the files of its variables`,
		"environments: {'a b': x}\n":                          `.repolint.yaml:1:16: "a b" is no name of an environment: use letters, digits, dots, dashes and underscores`,
		"environments: {dev: x, dev: y}\n":                    `.repolint.yaml:1:24: key "dev" is written twice`,
		"destinations: [1]\n":                                 `.repolint.yaml:1:16: destinations: expected a mapping of keys to values, not a number`,
		"destinations: {}\n":                                  `.repolint.yaml:1:15: expected a list of destinations`,
		"destinations:\n  - {id: m, naem: x}\n":               `.repolint.yaml:2:5: reading destinations: json: unknown field "naem"`,
		"x: &a 1\ndestinations:\n  - {id: *a}\n":              `.repolint.yaml:1:1: unknown key "x": use rules, rule_paths, destinations, needs, exclude, region, environments`,
		"region: &a eu-west-1\ndestinations:\n  - {id: *a}\n": `.repolint.yaml:3:10: an alias cannot be used here`,
		"destinations:\n  - " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "\n": `.repolint.yaml:2:26: nested more than 20 levels deep`,
	} {
		_, err := find(t, write(t, map[string]string{".repolint.yaml": text}), ".")
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestCheckRulesNamesTheMisspeltRule(t *testing.T) {
	t.Parallel()
	got, err := find(t, write(t, map[string]string{".repolint.yaml": "rules:\n  egres_http_missing:\n    enabled: false\n"}), ".")
	if err != nil {
		t.Fatal(err)
	}
	want := `.repolint.yaml:2:3: unknown rule "egres_http_missing": did you mean "egress_http_missing"?`
	if err := got.CheckRules([]string{"egress_http_missing"}); err == nil || err.Error() != want {
		t.Errorf("CheckRules: %v, want %s", err, want)
	}
	if err := got.CheckRules([]string{"egres_http_missing"}); err != nil {
		t.Errorf("CheckRules of a known rule: %v", err)
	}
}

func TestLoadReadsANamedFileFromAnywhere(t *testing.T) {
	t.Parallel()
	name := filepath.Join(write(t, map[string]string{"x/house.yaml": "rule_paths: rules\nexclude: a/b\n"}), "x", "house.yaml")
	got, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{filepath.Join(filepath.Dir(name), "rules")}, got.RulePaths); diff != "" {
		t.Errorf("rule paths (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a/b"}, got.Exclude); diff != "" {
		t.Errorf("exclude (-want +got):\n%s", diff)
	}
	if _, err := config.Load(name + "x"); err == nil {
		t.Error("a missing file gives no error")
	}
}

func FuzzConfigNeverPanics(f *testing.F) {
	for _, seed := range []string{"rules:\n  x: {level: note}\n", "destinations:" + mirror, "exclude: [a, b]\n", "a: &a [*a]\n", "? [a]\n: b\n", "\xff"} {
		f.Add(seed)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		name := filepath.Join(dir, "fuzz.yaml")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(name)
		if fault := (*config.Error)(nil); err != nil && (!errors.As(err, &fault) || fault.At.Start.Line < 1 || fault.At.End.Byte > len(text)) {
			t.Errorf("the error has no place in the file: %v", err)
		}
	})
}

func TestNeedsOfHosts(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{".repolint.yaml": "needs:\n  - address: aws_instance.build*\n    tags: {Role: build}\n    destinations: [mirror, emr]\n" +
		"  - tags: {Tier: \"1\"}\n    destinations: [kms]\n    need: optional\ndestinations:\n  - cloudwatch_agent" + mirror})
	got, err := find(t, dir, ".")
	if err != nil {
		t.Fatal(err)
	}
	want := []destination.HostNeed{
		{Address: "aws_instance.build*", Tags: map[string]string{"Role": "build"}, Destinations: []string{"mirror", "emr"}, Need: destination.Required},
		{Tags: map[string]string{"Tier": "1"}, Destinations: []string{"kms"}, Need: destination.Optional},
	}
	if diff := cmp.Diff(want, got.Needs); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"cloudwatch_agent"}, got.Chosen); diff != "" {
		t.Error(diff)
	}
}

func TestWrongNeedsAreErrorsAtTheirPlace(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"needs: {}":                                               ".repolint.yaml:1:8: expected a list of needs",
		"needs:\n  - destinations: [emr]":                         ".repolint.yaml:2:5: a need names no hosts",
		"needs:\n  - address: a":                                  ".repolint.yaml:2:5: a need names no destinations",
		"needs:\n  - {address: a, destinations: emrr}":            ".repolint.yaml:2:32: unknown destination \"emrr\"",
		"needs:\n  - {address: a, destinations: emr, need: much}": ".repolint.yaml:2:43: need \"much\" is unknown",
		"needs:\n  - {adress: a}":                                 ".repolint.yaml:2:6: unknown key of a need \"adress\"",
		"destinations: [cloudwatch]":                              ".repolint.yaml:1:16: unknown destination \"cloudwatch\"",
	} {
		_, err := find(t, write(t, map[string]string{".repolint.yaml": content}), ".")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}
