// Package ignore holds the inline ignores: comments and metadata by which an
// author accepts a finding.
//
// It takes findings, the files and resources they came from and the day, and
// hands over the findings that stay and diagnostics about the ignores.
//
// It never decides about a path: what is ignored is still blocked.
package ignore
