package main

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func str(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

func list(texts ...string) tftypes.Value {
	var elements []tftypes.Value
	for _, text := range texts {
		elements = append(elements, str(text))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
}

func object(members map[string]tftypes.Value) tftypes.Value {
	types := map[string]tftypes.Type{}
	for name, member := range members {
		types[name] = member.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, members)
}

func blocks(elements ...tftypes.Value) tftypes.Value {
	var types []tftypes.Type
	for _, element := range elements {
		types = append(types, element.Type())
	}
	return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, elements)
}

func TestPoliciesAreWrittenAsDocumented(t *testing.T) {
	t.Parallel()
	statement := func(members map[string]tftypes.Value) tftypes.Value { return blocks(object(members)) }
	anyone := blocks(object(map[string]tftypes.Value{"type": str("*"), "identifiers": list("*")}))
	for name, test := range map[string]struct {
		arguments map[string]tftypes.Value
		want      string
	}{
		"sets fall, one alone stands for itself": {
			map[string]tftypes.Value{"statement": statement(map[string]tftypes.Value{"actions": list("s3:Get*", "s3:List*"), "resources": list("*"), "principals": anyone})},
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:List*","s3:Get*"],"Resource":"*","Principal":"*"}]}`,
		},
		"an account of any kind is not anyone": {
			map[string]tftypes.Value{"statement": statement(map[string]tftypes.Value{"effect": str("Deny"), "not_actions": list("s3:*"), "not_principals": blocks(
				object(map[string]tftypes.Value{"type": str("AWS"), "identifiers": list("*")}),
			)})},
			`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"s3:*","NotPrincipal":{"AWS":"*"}}]}`,
		},
		"conditions keep the order of their values": {
			map[string]tftypes.Value{"statement": statement(map[string]tftypes.Value{"actions": list("s3:*"), "condition": blocks(
				object(map[string]tftypes.Value{"test": str("StringLike"), "variable": str("s3:prefix"), "values": list("", "home/", "home/&{aws:username}/")}),
			)})},
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Condition":{"StringLike":{"s3:prefix":["","home/","home/${aws:username}/"]}}}]}`,
		},
		"documents are merged by Sid": {
			map[string]tftypes.Value{
				"source_policy_documents":   list(`{"Version":"2008-10-17","Statement":{"Sid":"A","Effect":"Allow","Action":"a:*"}}`),
				"statement":                 statement(map[string]tftypes.Value{"sid": str("B"), "actions": list("b:*")}),
				"override_policy_documents": list(`{"Statement":[{"Sid":"A","Effect":"Deny","Action":"c:*"},{"Effect":"Deny","Action":"d:*"}]}`),
			},
			`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"c:*"},{"Sid":"B","Effect":"Allow","Action":"b:*"},{"Effect":"Deny","Action":"d:*"}]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := renderPolicy(test.arguments)
			if err != nil || got["minified_json"] != test.want {
				t.Errorf("got %s (%v), want %s", got["minified_json"], err, test.want)
			}
		})
	}
}
