package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/value"
)

// statementMembers are what the provider reads of a statement in a merged
// document, in the order in which it writes them again.
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_model.go
var statementMembers = []string{"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"}

// rewritten is a statement of a merged document as the provider writes it again.
func (r *run) rewritten(statement value.Value) value.Value {
	if statement.Kind != value.Map {
		return statement
	}
	made := statement
	made.Entries = nil
	for _, member := range statementMembers {
		for _, entry := range statement.Entries {
			if !strings.EqualFold(entry.Key, member) || entry.Value.Kind == value.Absent {
				continue
			}
			entry.Key = member
			switch member {
			case "Sid":
				if text, ok := entry.Value.Text.Literal(); ok && text == "" {
					continue
				}
			case "Principal", "NotPrincipal":
				entry.Value = r.rewrittenPrincipals(entry.Value)
			case "Condition":
				entry.Value = rewrittenMembers(entry.Value, func(v value.Value) value.Value {
					return rewrittenMembers(v, conditionValues)
				})
			}
			made.Entries = append(made.Entries, entry)
		}
	}
	return made
}

func (r *run) rewrittenPrincipals(v value.Value) value.Value {
	v = rewrittenMembers(v, func(identifiers value.Value) value.Value {
		if identifiers.Kind == value.List {
			identifiers.Items = slices.Clone(identifiers.Items)
			slices.SortStableFunc(identifiers.Items, func(a, b value.Value) int {
				return strings.Compare(r.render(b, "", ""), r.render(a, "", ""))
			})
		}
		return identifiers
	})
	if v.Kind == value.Map && len(v.Entries) == 1 && v.Entries[0].Key == "*" {
		if only := bareOne(v.Entries[0].Value); only.Kind == value.String && only.Text.String() == "*" {
			return only
		}
	}
	return v
}

// conditionValues are the values of one key of a condition: text, and a single
// one bare.
func conditionValues(v value.Value) value.Value {
	v = bareOne(v)
	if v.Kind == value.Bool {
		v.Kind, v.Text = value.String, value.Literal(strconv.FormatBool(v.Bool))
	}
	return v
}

func bareOne(v value.Value) value.Value {
	if v.Kind == value.List && len(v.Items) == 1 && v.More == nil {
		return v.Items[0]
	}
	return v
}

// rewrittenMembers changes each member of a map, and sorts them by name.
func rewrittenMembers(v value.Value, change func(value.Value) value.Value) value.Value {
	if v.Kind != value.Map {
		return v
	}
	v.Entries = slices.Clone(v.Entries)
	for i := range v.Entries {
		v.Entries[i].Value = change(v.Entries[i].Value)
	}
	slices.SortStableFunc(v.Entries, func(a, b value.Entry) int { return strings.Compare(a.Key, b.Key) })
	return v
}
