// Package rules holds what is checked: one folder per rule, nothing else.
//
// It hands over the rules' Rego and pages as an [embed.FS]; the folder of a rule
// is its registration. Examples and tests stay out of the binary.
//
// It never says how rules are evaluated; that is package rego's.
package rules
