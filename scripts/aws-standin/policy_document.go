package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// document is a policy as the provider writes it: members in this order.
type document struct {
	Version    string      `json:",omitempty"`
	ID         string      `json:"Id,omitempty"`
	Statements []statement `json:"Statement,omitempty"`
}

type statement struct {
	Sid          string          `json:",omitempty"`
	Effect       string          `json:",omitempty"`
	Action       json.RawMessage `json:",omitempty"`
	NotAction    json.RawMessage `json:",omitempty"`
	Resource     json.RawMessage `json:",omitempty"`
	NotResource  json.RawMessage `json:",omitempty"`
	Principal    json.RawMessage `json:",omitempty"`
	NotPrincipal json.RawMessage `json:",omitempty"`
	Condition    json.RawMessage `json:",omitempty"`
}

// renderPolicy writes the policy of an aws_iam_policy_document: the documents it
// starts from, its own statements, then the documents that override them.
func renderPolicy(arguments map[string]tftypes.Value) (map[string]string, error) {
	if text(arguments["source_json"])+text(arguments["override_json"]) != "" {
		return nil, fmt.Errorf("source_json and override_json are of earlier versions: use the lists of documents")
	}
	own := document{Version: text(arguments["version"]), ID: text(arguments["policy_id"])}
	if own.Version == "" {
		own.Version = "2012-10-17"
	}
	for _, block := range items(arguments["statement"]) {
		own.Statements = append(own.Statements, newStatement(members(block)))
	}
	var policy document
	for _, source := range texts(arguments["source_policy_documents"]) {
		if err := policy.mergeText(source); err != nil {
			return nil, fmt.Errorf("source_policy_documents: %w", err)
		}
	}
	if err := policy.merge(own); err != nil {
		return nil, err
	}
	for _, override := range texts(arguments["override_policy_documents"]) {
		if err := policy.mergeText(override); err != nil {
			return nil, fmt.Errorf("override_policy_documents: %w", err)
		}
	}
	indented, err := json.MarshalIndent(policy, "", "  ")
	if err != nil {
		return nil, err
	}
	var minified bytes.Buffer
	if err := json.Compact(&minified, indented); err != nil {
		return nil, err
	}
	return map[string]string{
		"json": string(indented), "minified_json": minified.String(), "version": policy.Version,
		"id": strconv.FormatUint(uint64(crc32.ChecksumIEEE(indented)), 10),
	}, nil
}

func (d *document) mergeText(content string) error {
	var other struct {
		Version, ID string
		Statement   json.RawMessage
	}
	if err := json.Unmarshal([]byte(content), &other); err != nil {
		return err
	}
	read := document{Version: other.Version, ID: other.ID}
	if bytes.HasPrefix(bytes.TrimSpace(other.Statement), []byte("{")) {
		other.Statement = slices.Concat([]byte("["), other.Statement, []byte("]"))
	}
	if len(other.Statement) > 0 {
		if err := json.Unmarshal(other.Statement, &read.Statements); err != nil {
			return err
		}
	}
	return d.merge(read)
}

// merge adds the statements of another document; one with the Sid of an earlier
// document's takes its place.
func (d *document) merge(other document) error {
	if other.Version != "" {
		d.Version = other.Version
	}
	if other.ID != "" {
		d.ID = other.ID
	}
	added := map[string]bool{}
	for _, one := range other.Statements {
		if one.Sid != "" && added[one.Sid] {
			return fmt.Errorf("two statements of one document have the Sid %s", one.Sid)
		}
		added[one.Sid] = true
		at := slices.IndexFunc(d.Statements, func(s statement) bool { return one.Sid != "" && s.Sid == one.Sid })
		if at >= 0 {
			d.Statements[at] = one
			continue
		}
		d.Statements = append(d.Statements, one)
	}
	return nil
}

func newStatement(block map[string]tftypes.Value) statement {
	effect := text(block["effect"])
	if effect == "" {
		effect = "Allow"
	}
	return statement{
		Sid: text(block["sid"]), Effect: effect,
		Action: listed(texts(block["actions"])), NotAction: listed(texts(block["not_actions"])),
		Resource: listed(variables(texts(block["resources"]))), NotResource: listed(variables(texts(block["not_resources"]))),
		Principal: principals(items(block["principals"])), NotPrincipal: principals(items(block["not_principals"])),
		Condition: conditions(items(block["condition"])),
	}
}

// variables are texts with the policy's own variables, which are written with & since
// Terraform's have the $.
func variables(written []string) []string {
	for i, one := range written {
		written[i] = strings.ReplaceAll(one, "&{", "${")
	}
	return written
}

// listed is a set in falling order; one alone stands for itself.
func listed(set []string) json.RawMessage {
	slices.Sort(set)
	slices.Reverse(set)
	return inOrder(slices.Compact(set))
}

func inOrder(list []string) json.RawMessage {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return encode(list[0])
	}
	return encode(list)
}

func principals(blocks []tftypes.Value) json.RawMessage {
	named := map[string][]string{}
	for _, block := range blocks {
		written := members(block)
		kind := text(written["type"])
		named[kind] = append(named[kind], variables(texts(written["identifiers"]))...)
	}
	if len(named) == 0 {
		return nil
	}
	if len(named) == 1 && slices.Equal(named["*"], []string{"*"}) {
		return encode("*")
	}
	written := map[string]json.RawMessage{}
	for kind, identifiers := range named {
		written[kind] = listed(identifiers)
	}
	return encode(written)
}

func conditions(blocks []tftypes.Value) json.RawMessage {
	tests := map[string]map[string][]string{}
	for _, block := range blocks {
		written := members(block)
		test, variable := text(written["test"]), text(written["variable"])
		if tests[test] == nil {
			tests[test] = map[string][]string{}
		}
		tests[test][variable] = append(tests[test][variable], variables(texts(written["values"]))...)
	}
	if len(tests) == 0 {
		return nil
	}
	written := map[string]map[string]json.RawMessage{}
	for test, keys := range tests {
		written[test] = map[string]json.RawMessage{}
		for variable, values := range keys {
			written[test][variable] = inOrder(values)
		}
	}
	return encode(written)
}

// encode writes texts, and lists and maps of them, which always have a JSON form.
func encode[T string | []string | map[string]json.RawMessage | map[string]map[string]json.RawMessage](v T) json.RawMessage {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return encoded
}
