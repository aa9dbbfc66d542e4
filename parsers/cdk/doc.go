// Package cdk reads assemblies, the folders that `cdk synth` writes: the manifest
// names the stacks, their templates are CloudFormation, and the metadata tells
// which construct and which line of the app made each resource.
//
// It takes a source.Set and hands over one component for each assembly,
// evaluated and lowered by the cloudformation package.
//
// It never runs the app, never scans an asset, and never points outside the scan root.
package cdk
