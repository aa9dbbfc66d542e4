// Package diagram draws networks: each VPC with its subnets, hosts, security
// groups, network ACLs, route tables and endpoints, and on the way of every path
// the hop that breaks it.
//
// It takes the documents that package facts derives and hands over the text of a
// drawing, for Mermaid (https://mermaid.js.org/syntax/flowchart.html) or for
// Graphviz (https://graphviz.org/doc/info/lang.html).
//
// It never judges: what is broken or open, the paths say.
package diagram
