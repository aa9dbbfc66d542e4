// Package report writes a run's result for people and for machines: text with
// source frames, JSON, GitHub workflow commands and, through report/sarif, SARIF.
//
// It takes a [finding.Report] (or rows of paths, or rules) and hands over bytes.
//
// It never judges, reorders or drops a finding without saying so, and never lets
// what a template contains steer a terminal or a build log: whatever comes from
// outside is escaped on its way out.
package report
