package rego

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// verdict is what a rule says: the row that is at fault and the message. Level
// is zero where the rule leaves it to its metadata. Paths are the paths the
// verdict rests on; nil means all the paths of the row. OptIn verdicts are for
// those who asked for the rule by name.
type verdict struct {
	row, message string
	level        finding.Level
	paths        []string
	optIn        bool
}

// decode reads the set a rule made; nil is none.
func decode(made ast.Value) ([]verdict, error) {
	if made == nil {
		return nil, nil
	}
	plain, err := ast.JSON(made)
	if err != nil {
		return nil, err
	}
	set, ok := plain.([]any)
	if !ok {
		return nil, fmt.Errorf("%s is no set", entryPoint)
	}
	var verdicts []verdict
	for _, element := range set {
		decoded, err := decodeVerdict(element)
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, decoded)
	}
	return verdicts, nil
}

func decodeVerdict(element any) (verdict, error) {
	object, ok := element.(map[string]any)
	if !ok {
		return verdict{}, fmt.Errorf("%s holds %v: use finding.on(row, message)", entryPoint, element)
	}
	var decoded verdict
	for _, key := range slices.Sorted(maps.Keys(object)) {
		var err error
		switch value := object[key]; key {
		case "row":
			decoded.row, err = textOf(key, value)
		case "message":
			decoded.message, err = textOf(key, value)
		case "level":
			decoded.level, err = levelOf(value)
		case "paths":
			decoded.paths, err = textsOf(key, value)
		case "opt_in":
			decoded.optIn = value == true
		default:
			err = fmt.Errorf("%s holds an object with the unknown key %q: use finding.on(row, message)", entryPoint, key)
		}
		if err != nil {
			return verdict{}, err
		}
	}
	if decoded.row == "" || decoded.message == "" {
		return verdict{}, fmt.Errorf("%s holds an object without row or message: use finding.on(row, message)", entryPoint)
	}
	return decoded, nil
}

func levelOf(value any) (finding.Level, error) {
	text, err := textOf("level", value)
	if err != nil {
		return 0, err
	}
	return finding.ParseLevel(text)
}

// symptomsOf reads custom.symptom: one text, or one for each destination or variant of the cause.
func symptomsOf(value any) (symptoms, error) {
	object, ok := value.(map[string]any)
	if !ok {
		text, err := textOf("custom.symptom", value)
		return symptoms{"": text}, err
	}
	read := symptoms{}
	for destination, text := range object {
		seen, err := textOf("custom.symptom."+destination, text)
		if err != nil {
			return nil, err
		}
		read[destination] = seen
	}
	return read, nil
}

// fixesOf reads custom.fix: a text for each dialect, or such an object for each
// kind of cause.
func fixesOf(value any) (fixes, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("custom.fix is no object of terraform, cloudformation and cdk")
	}
	read := fixes{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		kind, dialects := "", object
		if nested, ok := object[key].(map[string]any); ok {
			kind, dialects = key, nested
		}
		codes, err := codesOf(dialects)
		if err != nil {
			return nil, err
		}
		read[kind] = codes
	}
	return read, nil
}

func codesOf(object map[string]any) (map[source.Dialect]string, error) {
	read := map[source.Dialect]string{}
	for key, text := range object {
		code, err := textOf("custom.fix."+key, text)
		if err != nil {
			return nil, err
		}
		switch key {
		case source.Terraform.String():
			read[source.Terraform] = code
		case source.CloudFormation.String():
			read[source.CloudFormation] = code
		case source.CDK.String():
			read[source.CDK] = code
		default:
			return nil, fmt.Errorf("unknown key custom.fix.%s: use terraform, cloudformation or cdk", key)
		}
	}
	return read, nil
}

// showRows rewrites a schema in place, see [typedSchema].
func showRows(schema any) {
	object, ok := schema.(map[string]any)
	if !ok {
		return
	}
	if row, ok := object["additionalProperties"].(map[string]any); ok && (row["type"] == "object" || row["$ref"] != nil) {
		delete(object, "additionalProperties")
		object["properties"] = map[string]any{"*": row}
	}
	for key, value := range object {
		showRows(value)
		// The checker knows types only; lists of names cost time at every start.
		if _, ok := value.([]any); ok {
			delete(object, key)
		}
	}
}
