package facts

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// Schema is the JSON schema of [Document], made from the structs: the same bytes
// in every run. rego/schemas/facts.json is its copy.
func Schema() []byte {
	root := schemaOf(reflect.TypeFor[Document](), "")
	root.Draft, root.Title = "http://json-schema.org/draft-07/schema#", "facts of repolint"
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		// Nothing in a schema lacks a JSON form.
		panic(err)
	}
	return append(text, '\n')
}

// schema is the part of JSON schema that the document needs.
type schema struct {
	Draft      string             `json:"$schema,omitempty"`
	Title      string             `json:"title,omitempty"`
	Type       string             `json:"type"`
	Enum       []string           `json:"enum,omitempty"`
	Items      *schema            `json:"items,omitempty"`
	Properties map[string]*schema `json:"properties,omitempty"`
	Required   []string           `json:"required,omitempty"`
	Additional *additional        `json:"additionalProperties,omitempty"`
}

// additional is what an object may hold besides its properties: rows, or nothing.
type additional struct{ row *schema }

// MarshalJSON implements [json.Marshaler].
func (a *additional) MarshalJSON() ([]byte, error) {
	if a.row == nil {
		return []byte("false"), nil
	}
	return json.Marshal(a.row)
}

// schemaOf is the schema of a field: its type, and the names its `enum` tag allows.
func schemaOf(t reflect.Type, enum string) *schema {
	switch t.Kind() { //nolint:exhaustive // a document holds no other kinds, which the last line says
	case reflect.String:
		s := &schema{Type: "string"}
		if enum != "" {
			s.Enum = strings.Split(enum, ",")
		}
		return s
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int:
		return &schema{Type: "integer"}
	case reflect.Slice:
		return &schema{Type: "array", Items: schemaOf(t.Elem(), enum)}
	case reflect.Map:
		return &schema{Type: "object", Additional: &additional{schemaOf(t.Elem(), enum)}}
	case reflect.Struct:
		object := &schema{Type: "object", Properties: map[string]*schema{}, Additional: &additional{}}
		object.addFields(t)
		return object
	}
	panic("a document holds no " + t.String())
}

// addFields describes the fields of a struct, those of embedded structs among them.
func (s *schema) addFields(t reflect.Type) {
	for field := range fields(t) {
		if field.Anonymous {
			s.addFields(field.Type)
			continue
		}
		name := field.Tag.Get("json")
		s.Properties[name] = schemaOf(field.Type, field.Tag.Get("enum"))
		s.Required = append(s.Required, name)
	}
	slices.Sort(s.Required)
}

func fields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if field := t.Field(i); (field.IsExported() || field.Anonymous) && !yield(field) {
				return
			}
		}
	}
}
