package plan_test

import "testing"

// A program that learns of a route table may write routes into it, though the plan
// does not show what it learns.
func TestARouteTableThatAProgramLearnsOfIsOpen(t *testing.T) {
	t.Parallel()
	for references, open := range map[string]bool{
		`["aws_route_table.a.id", "aws_route_table.a"]`:     true,
		`["aws_route_table.a.vpc_id", "aws_route_table.a"]`: false,
	} {
		configuration := `{"resources": [{"address": "aws_lambda_function.f", "expressions": {"environment": [{"variables": {"references": ` + references + `}}]}},
			{"address": "aws_route_table.a", "expressions": {"vpc_id": {"references": ["aws_vpc.v.id", "aws_vpc.v"]}}}]}`
		results, _, _ := parse(t, write(t, map[string]string{"plan.json": document(configuration,
			[4]string{"aws_lambda_function.f", `{"environment": [{}]}`, `{"environment": [{"variables": true}]}`, `{}`},
			[4]string{"aws_route_table.a", `{}`, `{"id": true, "vpc_id": true}`, `{}`}, [4]string{"aws_vpc.v", `{}`, `{"id": true}`, `{}`})}))
		found := false
		for _, table := range results[0].Graph.RouteTables {
			if table.Address == "aws_route_table.a" {
				found = true
				if isOpen := table.Incomplete() != nil; isOpen != open {
					t.Errorf("%s: open %t", references, isOpen)
				}
			}
		}
		if !found {
			t.Error("no route table")
		}
	}
}
