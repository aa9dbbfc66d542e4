// Package cloudformation reads CloudFormation templates, YAML and JSON, into the
// graph: it evaluates every stack instance with its parameters, conditions and
// nested stacks, and lowers the resources that say something about the network.
//
// It takes a source.Set and hands over components; the cdk package hands it the
// stacks of an assembly. It is the home of yaml.v3, which it uses for nodes only:
// decoding into Go values would lose tags, positions and repeated keys.
//
// It never guesses what the template leaves open, and never reads outside the
// scan root.
package cloudformation
