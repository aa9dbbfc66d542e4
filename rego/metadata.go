package rego

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// fixes are a rule's smallest changes, by the kind of the cause ("" for all) and
// the dialect they are written in.
type fixes map[string]map[source.Dialect]string

// describe turns a rule's METADATA into what the reports say about it. Id and
// category come from the package's name and are written nowhere else.
func describe(id string, found folder) (Known, error) {
	notes := found.annotations
	if notes == nil {
		return Known{}, fmt.Errorf("rule %s has no METADATA: put a `# METADATA` block above its package line", id+found.place())
	}
	described := Known{Rule: finding.Rule{
		ID: id, Category: found.category, Own: found.set > 0,
		Title: strings.TrimSpace(notes.Title), Description: strings.TrimSpace(notes.Description),
	}}
	for _, reference := range notes.RelatedResources {
		described.References = append(described.References,
			finding.Reference{Title: reference.Description, URL: reference.Ref.String()})
	}
	for _, key := range slices.Sorted(maps.Keys(notes.Custom)) {
		if err := described.set(key, notes.Custom[key]); err != nil {
			return Known{}, fmt.Errorf("metadata of rule %s: %w", id+found.place(), err)
		}
	}
	_, users := found.files.(Folder)
	if missing := described.missing(users); missing != "" {
		return Known{}, fmt.Errorf("metadata of rule %s: %s is missing", id+found.place(), missing)
	}
	return described, nil
}

// missing names the first required key that is not written. Only a built-in rule
// came with a version of repolint.
func (k *Known) missing(users bool) string {
	switch {
	case k.Title == "":
		return "title"
	case k.Description == "":
		return "description"
	case k.Level == 0:
		return "custom.level"
	case k.Since == "" && !users:
		return "custom.since"
	case k.Remediation == "":
		return "custom.remediation"
	}
	return ""
}

// set reads one custom key.
func (k *Known) set(key string, value any) (err error) {
	switch key {
	case "level":
		text, err := textOf("custom."+key, value)
		if err != nil {
			return err
		}
		k.Level, err = finding.ParseLevel(text)
		return err
	case "since":
		k.Since, err = textOf("custom."+key, value)
	case "remediation":
		k.Remediation, err = textOf("custom."+key, value)
	case "symptom":
		k.Symptoms, err = symptomsOf(value)
		k.Symptom = k.Symptoms.all()
	case "opt_in":
		chosen, ok := value.(bool)
		if !ok {
			return fmt.Errorf("custom.opt_in is not true or false")
		}
		k.OptIn = chosen
	case "aliases":
		k.Aliases, err = textsOf("custom."+key, value)
	case "fix":
		k.Fixes, err = fixesOf(value)
	default:
		return fmt.Errorf("unknown key custom.%s", key)
	}
	return err
}

func textOf(name string, value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%s is not text", name)
	}
	return strings.TrimRight(text, "\n"), nil
}

func textsOf(name string, value any) ([]string, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("%s is not a list", name)
	}
	texts := make([]string, len(list))
	for i, element := range list {
		text, err := textOf(name, element)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	return texts, nil
}
