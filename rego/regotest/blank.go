package regotest

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/repolint/repolint/rego"
)

// schema is the part of a JSON schema that blank rows are made of.
type schema struct {
	Type                 string             `json:"type"`
	Enum                 []json.RawMessage  `json:"enum"`
	Const                json.RawMessage    `json:"const"`
	Ref                  string             `json:"$ref"`
	Properties           map[string]*schema `json:"properties"`
	AdditionalProperties json.RawMessage    `json:"additionalProperties"`
	Definitions          map[string]*schema `json:"$defs"`
}

// blanks is the data of the test library: an empty document and an empty row of
// each table, as the schema has them. A field that facts gains later appears in
// every test's documents by itself.
func blanks(t *testing.T) io.Reader {
	t.Helper()
	root := parse(t, rego.Schema())
	blank := map[string]json.RawMessage{"document": root.blank(root)}
	for name, table := range root.Properties {
		if row := table.rows(t); row != nil {
			blank[name] = row.blank(root)
		}
	}
	text, err := json.Marshal(map[string]map[string]json.RawMessage{"blank": blank})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(text)
}

func parse(t *testing.T, text []byte) *schema {
	t.Helper()
	var parsed schema
	if err := json.Unmarshal(text, &parsed); err != nil {
		t.Fatal(err)
	}
	return &parsed
}

// rows is the schema of a table's rows, nil for what is no table.
func (s *schema) rows(t *testing.T) *schema {
	t.Helper()
	if len(s.AdditionalProperties) == 0 || s.AdditionalProperties[0] != '{' {
		return nil
	}
	return parse(t, s.AdditionalProperties)
}

// blank is the emptiest value that conforms to s.
func (s *schema) blank(root *schema) json.RawMessage {
	switch {
	case s.Ref != "":
		return root.Definitions[s.Ref[len("#/$defs/"):]].blank(root)
	case s.Const != nil:
		return s.Const
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case "string":
		return json.RawMessage(`""`)
	case "boolean":
		return json.RawMessage("false")
	case "integer", "number":
		return json.RawMessage("0")
	case "array":
		return json.RawMessage("[]")
	case "object":
		fields := map[string]json.RawMessage{}
		for name, field := range s.Properties {
			fields[name] = field.blank(root)
		}
		// A map of raw messages always has a JSON form.
		text, _ := json.Marshal(fields)
		return text
	}
	return json.RawMessage("null")
}
