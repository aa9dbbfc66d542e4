// Package config holds the settings of a .repolint.yaml.
//
// It takes a scan root and a path, or a named file, and hands over a [Config].
//
// It never applies a setting: what a rule's level means is for lint.
package config
