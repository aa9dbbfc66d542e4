package graph

import (
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// ID names a node, unique in its component. A declared node has
// "<root>#<address>"; implicit ones hang behind it ([MainRouteTableID] and its
// like); a thing that is used but not declared has "external:<key>".
type ID string

// NodeID is the ID of the node declared at address in root.
func NodeID(root, address string) ID { return ID(root + "#" + address) }

// ExternalID is the ID of a thing that is used but not declared in view. key is
// the literal id ("vpc-0ab1"), or the key of the unknown ("<root>#var.vpc_id"):
// two references with one key mean one thing.
func ExternalID(key string) ID { return ID("external:" + key) }

// MainRouteTableID is the table AWS makes with every VPC.
func MainRouteTableID(vpc ID) ID { return vpc + ":main_route_table" }

// DefaultSecurityGroupID is the group AWS makes with every VPC.
func DefaultSecurityGroupID(vpc ID) ID { return vpc + ":default_security_group" }

// DefaultNetworkACLID is the network ACL AWS makes with every VPC.
func DefaultNetworkACLID(vpc ID) ID { return vpc + ":default_network_acl" }

// Call is the call of a module whose code nobody edits.
type Call struct {
	// Address is `module.net`, with the modules around it.
	Address string
	// Outputs are what stands beside the call to read an attribute of the node: "id"
	// is `module.net.vpc_id`.
	Outputs map[string]string
}

// Origin says where a node comes from, and in which worlds and how surely it
// exists. Every node embeds one.
type Origin struct {
	ID ID
	// Root is the root module's folder, the root template, or the assembly's
	// stack template, relative to the scan root.
	Root string
	// Address is what the author calls the node: `module.net.aws_subnet.a[0]`,
	// `EC2Stack/Instance2`.
	Address string
	Dialect source.Dialect
	// Type is the resource type as written: "aws_subnet", "AWS::EC2::Subnet".
	Type string
	// Name is the Name tag when it is known, else the path of the construct that
	// made the node in an app, else "".
	Name string
	// Range is the declaration's header: the resource block's first line, the
	// logical id. Zero for implicit nodes.
	Range source.Range
	// Arguments are the ranges of the written arguments by the dialect's own
	// name ("policy", "RouteTableIds"), for findings that point inside the node.
	Arguments map[string]source.Range
	// Construct is the CDK construct path, Source the line of the CDK app.
	Construct string
	Source    source.Range
	// Assigned are the lines of the CDK app that set single properties, by the
	// template's name for them.
	Assigned map[string]source.Range
	// Call is the call of an installed module that makes the node; nil for what
	// stands in files that a person edits.
	Call *Call
	// Guard says in which worlds the node exists.
	Guard value.Guard
	// Symbolic, when set, says that the node stands for an unknown number of
	// instances, none included: what it does is possible, never certain.
	Symbolic *value.Reason
	// Open, when set, says that the node is declared elsewhere (a variable, a
	// data source, an import): what is attached to it out of view is not known.
	Open *value.Reason
	// Escapes, when set, says that the node is handed to something unreadable
	// that may attach more to it.
	Escapes *value.Reason
	// Exported, when true, says that a root output or export names the node.
	Exported bool
	// ExportDoubt, when set, says why it is not certain whether Exported is right.
	ExportDoubt *value.Reason
	// Implicit marks what AWS makes by itself: nobody declared it.
	Implicit bool
	// Region is where the node lives; the zero Of means "the component's region".
	Region value.Of[value.Text]
	// Ignores are the rules switched off in the resource's own metadata.
	Ignores []Ignore
}

// Ignore is an inline `repolint: ignore` of a resource's metadata.
type Ignore struct {
	Rule, Reason, Until string
	Range               source.Range
}

// Incomplete says why more may be attached to the node than is in view; nil
// means that everything which could attach to it is in view (closed world).
func (o *Origin) Incomplete() *value.Reason {
	if o.Open != nil {
		return o.Open
	}
	return o.Escapes
}

// Label is what messages call the node: the name when known, else the address.
func (o *Origin) Label() string {
	if o.Name != "" {
		return o.Name
	}
	return o.Address
}

// Origin gives access to the embedded Origin through the [Node] interface.
func (o *Origin) Head() *Origin { return o }

// Node is any node of the graph. The set of node types is closed.
type Node interface {
	Head() *Origin
	Kind() Kind
	guards() []value.Guard
}

// Ref is a reference to a node of type T: which ID, in which world. The type
// parameter keeps a Ref[RouteTable] from ever naming a subnet.
type Ref[T any] struct{ value.Of[ID] }

// To is a reference to a certain node.
func To[T any](id ID, at source.Range) Ref[T] { return Ref[T]{value.KnownOf(id, at)} }

// Nowhere is a reference that is not written.
func Nowhere[T any]() Ref[T] { return Ref[T]{value.AbsentOf[ID](source.Range{})} }

// Refs is a list of references.
type Refs[T any] struct{ value.ListOf[ID] }
