package terraform

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// evaluated evaluates a root of one file, and says how often each cell was computed.
func evaluated(t *testing.T, content string) (evaluation, map[string]int) {
	t.Helper()
	made, r := attempted(t, content)
	return made, r.evaluations
}

// attempted is [evaluated] that hands over the run.
func attempted(t *testing.T, content string) (evaluation, *run) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	r := newRun(t.Context(), newLoader(tree), ".", inputs{}, &Options{})
	r.evaluations, r.attempts = map[string]int{}, map[hcl.Range]int{}
	made := r.evaluate()
	for _, d := range r.diagnostics {
		t.Errorf("%s: %s", d.Range, d.Message)
	}
	return made, r
}

// independent is a configuration of n endpoints that exist each under a condition
// of its own, in a network that hangs on none.
func independent(n int) string {
	var b strings.Builder
	b.WriteString(`locals { cidr = "10.0.0.0/16" }
resource "aws_vpc" "main" { cidr_block = local.cidr }
`)
	for i := range n {
		fmt.Fprintf(&b, `variable "on%[1]d" { type = bool }
locals { count%[1]d = var.on%[1]d ? 1 : 0 }
resource "aws_subnet" "s%[1]d" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = cidrsubnet(local.cidr, 8, %[1]d)
  map_public_ip_on_launch = var.on%[1]d ? true : false
}
resource "aws_vpc_endpoint" "e%[1]d" {
  count        = local.count%[1]d
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
  tags         = { Subnet = aws_subnet.s%[1]d.cidr_block }
}
`, i)
	}
	return b.String()
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

func TestIndependentConditionsCostWhatTheyAre(t *testing.T) {
	t.Parallel()
	var totals []int
	for _, n := range []int{10, 20, 30} {
		made, counts := evaluated(t, independent(n))
		totals = append(totals, total(counts))
		guarded := 0
		for _, one := range made.resources {
			if one.Symbolic != nil {
				t.Errorf("%d conditions: %s stayed symbolic: %s", n, one.Address, one.Symbolic.Text)
			}
			if one.Type == "aws_vpc_endpoint" && !one.Guard.IsAlways() && len(one.Guard.Atoms()) == 1 {
				guarded++
			}
		}
		if guarded != n {
			t.Errorf("%d of %d endpoints have a guard of their own condition", guarded, n)
		}
	}
	if totals[2]-totals[1] != totals[1]-totals[0] {
		t.Errorf("10, 20 and 30 conditions take %v evaluations, which is not linear", totals)
	}
}

// conditioned are the cells of [independent] that hang on a condition: a subnet as
// a whole does, for one argument; its other arguments do not.
var conditioned = regexp.MustCompile(`^(var\.on\d+|local\.count\d+|instances of aws_vpc_endpoint\.e\d+|aws_vpc_endpoint\.e\d+|aws_subnet\.s\d+(\.map_public_ip_on_launch( described)?)?)$`)

func TestWhatHangsOnNoConditionIsEvaluatedOnce(t *testing.T) {
	t.Parallel()
	_, counts := evaluated(t, independent(8))
	for key, n := range counts {
		want := 1
		if conditioned.MatchString(key) {
			want = 3 // open, true and false
		}
		if n > want {
			t.Errorf("%s was evaluated %d times, want %d", key, n, want)
		}
	}
	for _, key := range []string{"local.cidr", "aws_vpc.main", "var.on7", "aws_subnet.s7.cidr_block"} {
		if counts[key] == 0 {
			t.Errorf("%s was not counted", key)
		}
	}
}

func TestTooManyConditionsOfOneThingLeaveOnlyThatOpen(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	conditions := make([]string, 7)
	for i := range conditions {
		conditions[i] = fmt.Sprintf("var.on%d", i)
		fmt.Fprintf(&b, "variable \"on%d\" { type = bool }\n", i)
	}
	fmt.Fprintf(&b, `variable "name" { type = string }
resource "aws_vpc" "crowded" { count = %s ? 1 : 0 }
resource "aws_vpc" "plain" {
  count = var.on0 ? 1 : 0
  tags  = { Name = var.name }
}
`, strings.Join(conditions, " && "))
	made, _ := evaluated(t, b.String())
	var got []string
	for _, one := range made.resources {
		line := one.Address + " when " + one.Guard.String()
		if one.Symbolic != nil {
			line += ": " + one.Symbolic.Text
		}
		got = append(got, line)
		if tags := one.Attributes.Get("tags"); tags.Kind == value.Map {
			reason, _ := tags.Get("Name").Text.FirstUnknown()
			got = append(got, reason.Text)
		}
	}
	want := []string{
		`aws_vpc.crowded[?] when always: the number of instances of aws_vpc.crowded is not known: variable "on0" has no default, and what hangs on it hangs on more than 64 combinations of undecided variables, too many to judge each`,
		"aws_vpc.plain[0] when var.on0 is true",
		`variable "name" has no default`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestEachPlaceIsEvaluatedOncePerInstance counts evaluations of what is written in
// arguments, nested blocks, dynamic blocks within dynamic blocks and providers,
// where references read them, descriptions follow them and a policy is made of them.
func TestEachPlaceIsEvaluatedOncePerInstance(t *testing.T) {
	t.Parallel()
	content := `provider "aws" {
  region = join("-", ["eu", "west", "1"])
  default_tags { tags = merge({ Team = "net" }, {}) }
}
locals { ports = [80, 443] }
resource "aws_security_group" "twice" {
  count       = 1 + 1
  description = upper("group ${count.index}")
  dynamic "egress" {
    for_each = reverse(local.ports)
    content {
      from_port = egress.value + 0
      to_port   = egress.value - 0
      protocol  = lower("TCP")
    }
  }
  ingress {
    from_port = abs(-22)
    to_port   = abs(22)
    protocol  = lower("tcp")
  }
  timeouts { create = format("%dm", 10) }
}
resource "aws_launch_template" "nested" {
  dynamic "block_device_mappings" {
    for_each = tolist(["a", "b"])
    content {
      device_name = "/dev/${block_device_mappings.value}"
      dynamic "ebs" {
        for_each = [length(block_device_mappings.value), 2, 3]
        content { volume_size = ebs.value * 10 }
      }
    }
  }
}
data "aws_iam_policy_document" "policy" {
  statement {
    actions   = [lower("S3:GetObject")]
    resources = [format("arn:aws:s3:::%s", "b")]
    condition {
      test     = title("stringEquals")
      variable = join(":", ["aws", "SourceVpc"])
      values   = split(",", "vpc-1,vpc-2")
    }
  }
}
output "first" { value = aws_security_group.twice[0] }
output "all" { value = [aws_security_group.twice, aws_launch_template.nested, data.aws_iam_policy_document.policy.json] }
output "more" { value = aws_launch_template.nested.block_device_mappings }
`
	_, r := attempted(t, content)
	instances := map[string]int{
		"upper": 2, "reverse": 2, "egress.value +": 4, "egress.value -": 4, "lower(\"TCP\")": 4, "abs(": 2, "lower(\"tcp\")": 2, "format(\"%dm\"": 2,
		"\"/dev/": 2, "[length": 2, "ebs.value *": 6,
	}
	for at, n := range r.attempts {
		text := content[at.Start.Byte:at.End.Byte]
		want := 1
		for prefix, number := range instances {
			if strings.HasPrefix(text, prefix) {
				want = number
			}
		}
		if n > want {
			t.Errorf("%s was evaluated %d times, want %d", text, n, want)
		}
	}
	for _, text := range []string{"join(\"-\"", "merge(", "ebs.value *", "title("} {
		at := strings.Index(content, text)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(r.attempts)), func(one hcl.Range) bool { return one.Start.Byte == at }) {
			t.Errorf("%s was not counted", text)
		}
	}
}
