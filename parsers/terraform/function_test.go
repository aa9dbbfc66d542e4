package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/parsers/terraform"
)

// TestExpressionsEvaluateAsTerraformDoes holds the traps: where the libraries
// differ from Terraform, and where an unknown must not swallow what is known.
// The expectations are written by hand, from Terraform's documentation;
// TestTerraformPlansTheSame compares with what Terraform itself makes.
func TestExpressionsEvaluateAsTerraformDoes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ expression, want string }{
		// The standard library's coalesce keeps empty texts.
		{`coalesce("", "x")`, `"x"`},
		{`coalesce(null, 1, "x")`, `"1"`},
		{`replace("a1b", "/[0-9]/", "")`, `"ab"`},
		{`replace("a/b", "/", "-")`, `"a-b"`},
		{`replace("abc", "/(b)/", "[$1]")`, `"a[b]c"`},
		{`length("é")`, `1`},
		{`length([1, 2])`, `2`},
		{`length({ a = 1 })`, `1`},
		{`lookup({ a = 1 }, "a")`, `1`},
		{`lookup({ a = 1 }, "b", 7)`, `7`},
		{`index(["a", "b"], "b")`, `1`},
		{`cidrsubnet("010.0.0.0/16", 8, 2)`, `"10.0.2.0/24"`},
		{`cidrsubnet("fd00::/56", 8, 3)`, `"fd00:0:0:3::/64"`},
		{`cidrsubnets("10.0.0.0/16", 8, 8, 4)`, `["10.0.0.0/24", "10.0.1.0/24", "10.0.16.0/20"]`},
		{`cidrhost("10.0.0.0/16", -2)`, `"10.0.255.254"`},
		{`cidrnetmask("10.0.0.0/12")`, `"255.240.0.0"`},
		{`try({ a = 1 }.b, "fallback")`, `"fallback"`},
		{`can({ a = 1 }.b)`, `false`},
		{`one([])`, `null`},
		{`one(["x"])`, `"x"`},
		{`alltrue([true, "true"])`, `true`},
		{`alltrue([])`, `true`},
		{`anytrue([])`, `false`},
		{`sum([1, 2.5])`, `3.5`},
		{`matchkeys(["a", "b"], ["x", "y"], ["y"])`, `["b"]`},
		{`transpose({ a = ["x", "y"], b = ["x"] })`, `{x: ["a", "b"], y: ["a"]}`},
		{`startswith("abc", "ab")`, `true`},
		{`strcontains("abc", "bd")`, `false`},
		{`jsonencode({ b = [1, true, null], a = "<&>" })`, `"{\"a\":\"\\u003c\\u0026\\u003e\",\"b\":[1,true,null]}"`},
		{`jsondecode("{\"a\":[1]}").a[0]`, `1`},
		{`yamldecode("a: [1, x]").a[1]`, `"x"`},
		{`format("%03d-%s", 7, "x")`, `"007-x"`},
		{`formatlist("%s-%d", ["a", "b"], [1, 2])`, `["a-1", "b-2"]`},
		{`join(",", ["a", "b"], ["c"])`, `"a,b,c"`},
		{`md5("x")`, `"9dd4e461268c8034f5c8564e155c67a6"`},
		{`base64encode("é")`, `"w6k="`},
		{`base64decode("w6k=")`, `"é"`},
		{`uuidv5("dns", "www.terraform.io")`, `"a5008fae-b28c-5ba5-96cd-82b4c53552d6"`},
		{`toset(["b", "a", "b"])`, `["a", "b"]`},
		{`flatten([["a"], [["b"]], []])`, `["a", "b"]`},
		{`distinct(["a", "a"])`, `["a"]`},
		{`zipmap(["a"], [1])`, `{a: 1}`},
		{`{ for k, v in { a = 1, b = 2 } : upper(k) => v if v > 1 }`, `{B: 2}`},
		{`{ for v in ["a", "b", "a"] : v => v... }`, `{a: ["a", "a"], b: ["b"]}`},
		{`[for o in [{ x = 1 }, { x = 2 }] : o][*].x`, `[1, 2]`},
		{`true ? 1 : "x"`, `"1"`},
		{`"%{ if true ~}  yes  %{ else }no%{ endif }"`, `"yes  "`},
		{`tostring(1.50)`, `"1.5"`},
		{`substr("hello", 1, 3)`, `"ell"`},
		{`element(["a", "b"], 3)`, `"b"`},
		{`merge({ a = 1 }, { a = 2, b = 3 })`, `{a: 2, b: 3}`},
		{`regex("[a-z]+", "12ab")`, `"ab"`},

		// What is unknown keeps what is around it.
		{`"a-${var.unset}-b"`, `"a-${var.unset}-b"`},
		{`join("/", ["a", var.unset])`, `"a/${var.unset}"`},
		{`format("arn:%s:x", var.unset)`, `"arn:${var.unset}:x"`},
		{`jsonencode([var.unset])`, `"[\"${var.unset}\"]"`},
		{`merge({ a = var.unset }, { b = 1 })`, `{a: "${var.unset}", b: 1}`},
		{`try(var.unset, "x")`, `"${var.unset}"`},
		{`concat([var.unset], ["b"])`, `["${var.unset}", "b"]`},
		{`[for v in ["x"] : "${v}-${var.unset}"]`, `["x-${var.unset}"]`},

		// What is decided by an unknown is not known.
		{`upper(var.unset)`, `unknown(variable "unset" has no default)`},
		{`var.unset == "x" ? 1 : 2`, `choice(1 if var.unset is x; 2 if var.unset is another value)`},
		{`var.unset == null ? 1 : 2`, `unknown(variable "unset" has no default)`},
		{`contains(["a"], var.unset)`, `unknown(variable "unset" has no default)`},
		{`{ a = 1 }[var.unset]`, `unknown(variable "unset" has no default)`},
		{`length(var.unset)`, `unknown(variable "unset" has no default)`},
		{`timestamp()`, `unknown(timestamp() is not known before deployment)`},
		{`provider::aws::arn_parse("x")`, `unknown(provider::aws::arn_parse("x") is not known before deployment)`},
		{`split("-", "a-${var.unset}")`, `unknown(variable "unset" has no default)`},
	} {
		t.Run(test.expression, func(t *testing.T) {
			t.Parallel()
			if got := evaluated(t, test.expression, nil); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestWhatIsNewerThanTheOracleFollowsItsDocumentation holds what Terraform 1.5.7
// cannot be asked: the documented examples, or what the release notes say, of
// later versions of Terraform and of OpenTofu.
func TestWhatIsNewerThanTheOracleFollowsItsDocumentation(t *testing.T) {
	t.Parallel()
	files := map[string]string{"more.tf": "locals {\n  template = \"Hello, $${name}!\"\n}\nresource \"terraform_data\" \"other\" {}\n" +
		"variable \"password\" {\n  default   = \"p\"\n  sensitive = true\n}\nlocals {\n  login = { user = \"u\", password = var.password }\n  alias = local.login.password\n}\n"}
	for _, test := range []struct{ since, expression, want string }{
		{"Terraform 1.8", `core::upper("a")`, `"A"`},
		{"Terraform 1.8", `provider::terraform::tfvars_encode({ a = 1 })`, `unknown(provider::terraform::tfvars_encode({ a = 1 }) is not known before deployment)`},
		{"Terraform 1.8", `issensitive(var.password)`, `true`},
		{"Terraform 1.8", `issensitive(sensitive("secret"))`, `true`},
		{"Terraform 1.8", `issensitive("not sensitive")`, `false`},
		{"Terraform 1.8", `issensitive(nonsensitive(var.password))`, `false`},
		{"Terraform 1.8: a member marks itself only", `issensitive(local.login)`, `false`},
		{"Terraform 1.8: a member marks itself only", `[issensitive(local.login.password), issensitive(local.login.user), issensitive(local.alias)]`, `[true, false, true]`},
		{"Terraform 1.8: texts are marked whole", `[issensitive("p=${var.password}"), issensitive(upper(var.password)), issensitive("x")]`, `[true, true, false]`},
		{"Terraform 1.8: a value may become sensitive", `issensitive(terraform_data.other.id)`, `unknown(terraform_data.other.id is known only after apply)`},
		{"OpenTofu 1.13", `convert("5", number)`, `5`},
		{"OpenTofu 1.13", `convert({}, object({ name = optional(string, "OpenTofu") }))`, `{name: "OpenTofu"}`},
		{"Terraform 1.9", `templatestring(local.template, { name = "Jodie" })`, `"Hello, Jodie!"`},
		{"Terraform 1.10", `ephemeralasnull("not ephemeral")`, `"not ephemeral"`},
		{"Terraform 1.6: an id is known not to be null", `terraform_data.other.id == null`, `false`},
		{"Terraform 1.12: && and || stop where they are decided", `terraform_data.other.id == "x" && false`, `false`},
		{"Terraform 1.12: && and || stop where they are decided", `false && tobool("neither")`, `false`},
		{"OpenTofu 1.7", `cidrcontains("192.168.2.0/20", "192.168.2.1")`, `true`},
		{"OpenTofu 1.7", `cidrcontains("192.168.2.0/20", "192.168.2.0/22")`, `true`},
		{"OpenTofu 1.7", `cidrcontains("192.168.2.0/20", "192.126.2.1")`, `false`},
		{"OpenTofu 1.7", `cidrcontains("192.168.2.0/20", "192.126.2.0/18")`, `false`},
		{"OpenTofu 1.7", `cidrcontains("fe80::/48", "fe80::1")`, `true`},
		{"OpenTofu 1.7", `urldecode("Hello%20World")`, `"Hello World"`},
		{"OpenTofu 1.7", `urldecode("foo%3Abar%40localhost%3Ffoo%3Dbar%26bar%3Dbaz")`, `"foo:bar@localhost?foo=bar&bar=baz"`},
		{"OpenTofu 1.7", `base64gunzip(base64gzip("hello"))`, `"hello"`},
	} {
		t.Run(test.since+" "+test.expression, func(t *testing.T) {
			t.Parallel()
			if got := evaluated(t, test.expression, files); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// evaluated is the value of one expression, beside some files.
func evaluated(t *testing.T, expression string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	configuration := fmt.Sprintf("variable \"unset\" { type = string }\nresource \"terraform_data\" \"x\" {\n  input = %s\n}\n", expression)
	all := map[string]string{"main.tf": configuration}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	result := parse(t, dir, ".", terraform.Options{})
	for _, one := range result.Resources {
		if one.Address == "terraform_data.x" {
			return show(one.Attributes.Get("input"))
		}
	}
	t.Fatalf("the resource is missing: %v", result.Diagnostics)
	return ""
}

func TestFilesInsideTheScanRootAreRead(t *testing.T) {
	t.Parallel()
	files := map[string]string{"a/x.txt": "text", "a/b/y.txt": "", "t.tpl": "%{ for v in list }${v};%{ endfor }", ".git/config": "token"}
	for _, test := range []struct{ expression, want string }{
		{`file("a/x.txt")`, `"text"`},
		{`file("${path.module}/a/x.txt")`, `"text"`},
		{`fileexists("a/none")`, `false`},
		{`fileset("a", "**")`, `["b/y.txt", "x.txt"]`},
		{`fileset("a", "*.txt")`, `["x.txt"]`},
		{`templatefile("t.tpl", { list = ["p", var.unset] })`, `"p;${var.unset};"`},
		{`filesha1("a/x.txt")`, `"372ea08cab33e71c02c651dbc83a474d32c676ea"`},
	} {
		t.Run(test.expression, func(t *testing.T) {
			t.Parallel()
			if got := evaluated(t, test.expression, files); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	for _, expression := range []string{`file("../x")`, `file("/etc/hostname")`, `file(".git/config")`, `templatefile("../../x", {})`} {
		t.Run(expression, func(t *testing.T) {
			t.Parallel()
			if got := evaluated(t, expression, files); !strings.HasPrefix(got, "unknown(") {
				t.Errorf("got %s, want an unknown", got)
			}
		})
	}
}
