package rego

import (
	"testing"

	"github.com/repolint/repolint/finding"
)

func TestInstancesOfOneBlockHaveOneFix(t *testing.T) {
	t.Parallel()
	endpoint := func(key string) string {
		return "resource \"aws_vpc_endpoint\" \"s3\" {\n  vpc_id          = aws_vpc.main" + key + ".id\n  route_table_ids = [aws_route_table.main" + key + ".id]\n}\n"
	}
	for name, test := range map[string]struct {
		fix  func(key string) string
		keys []string
		want string
	}{
		"what is new gets the keys": {endpoint, []string{`["a"]`, `["b"]`}, `resource "aws_vpc_endpoint" "s3" {
  for_each        = toset(["a", "b"])
  vpc_id          = aws_vpc.main[each.key].id
  route_table_ids = [aws_route_table.main[each.key].id]
}
`},
		"what is new gets the count": {endpoint, []string{"[0]", "[1]"}, `resource "aws_vpc_endpoint" "s3" {
  count           = 2
  vpc_id          = aws_vpc.main[count.index].id
  route_table_ids = [aws_route_table.main[count.index].id]
}
`},
		"numbers with a gap":    {endpoint, []string{"[0]", "[2]"}, endpoint("[0]")},
		"a block without a key": {endpoint, []string{"", ""}, endpoint("")},
		"an argument of the block": {
			func(key string) string {
				return "# in aws_vpc_endpoint.s3" + key + "\nvpc_endpoint_type = \"Gateway\"\n"
			},
			[]string{`["a"]`, `["b"]`}, "# in aws_vpc_endpoint.s3\nvpc_endpoint_type = \"Gateway\"\n",
		},
		"fixes that differ in more": {
			func(key string) string { return "service_name = " + key + endpoint(`["a"]`) },
			[]string{`["a"]`, `["b"]`}, `service_name = ["a"]` + endpoint(`["a"]`),
		},
		"a fix that repeats itself": {
			func(key string) string {
				return "resource \"a\" \"b\" {\n  for_each = toset([\"ssm\"])\n  vpc_id   = aws_vpc.main" + key + ".id\n}\n"
			},
			[]string{`["a"]`, `["b"]`}, "resource \"a\" \"b\" {\n  for_each = toset([\"ssm\"])\n  vpc_id   = aws_vpc.main[\"a\"].id\n}\n",
		},
	} {
		var instances []finding.Finding
		for _, key := range test.keys {
			instances = append(instances, finding.Finding{Addresses: []string{"aws_vpc.main" + key}, Fix: test.fix(key)})
		}
		if got := fixForAll(instances); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}
