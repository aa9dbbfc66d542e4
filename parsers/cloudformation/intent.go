package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// intent adds a node for a resource that shows what hosts are meant for.
func (l *lowering) intent(r *resource.Resource) {
	kind := intentOf(r)
	if kind == 0 {
		return
	}
	node := &graph.Intent{Origin: l.origin(r), IntentKind: kind}
	switch r.Type {
	case "AWS::SSM::Document":
		node.Content = r.Attributes.Get("Content")
	case "AWS::SSM::PatchBaseline":
		node.OperatingSystem = value.TextOf(r.Attributes.Get("OperatingSystem"))
		if r.Attributes.Get("OperatingSystem").Kind == value.Absent {
			// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreatePatchBaseline.html
			node.OperatingSystem = value.KnownOf(value.Literal("WINDOWS"), r.Range)
		}
		node.OwnSources = len(present(r.Attributes.Get("Sources").Items)) > 0 || r.Attributes.Get("Sources").Kind == value.NotKnown
	}
	l.builder.Add(node)
}

func intentOf(r *resource.Resource) graph.IntentKind {
	switch r.Type {
	case "AWS::SSM::MaintenanceWindow", "AWS::SSM::PatchBaseline":
		return graph.Patching
	case "AWS::SSM::MaintenanceWindowTask":
		if patches(r.Attributes.Get("TaskArn")) {
			return graph.Patching
		}
	case "AWS::SSM::Association":
		if patches(r.Attributes.Get("Name")) {
			return graph.Patching
		}
	case "AWS::SSMQuickSetup::ConfigurationManager":
		if literally(r.Attributes.Get("ConfigurationDefinitions"), "Patch") {
			return graph.Patching
		}
	case "AWS::SSM::Document":
		if literally(r.Attributes.Get("DocumentType"), "Session") {
			return graph.SessionManager
		}
	}
	return 0
}

// patches reports whether a document's name is one of those that install updates.
func patches(name value.Value) bool {
	return literally(name, "AWS-RunPatchBaseline") || literally(name, "AWS-PatchInstance")
}

// literally reports whether word stands in the literal parts of any text in v.
func literally(v value.Value, word string) bool {
	for part := range v.All() {
		for _, piece := range part.Text.Pieces() {
			if strings.Contains(piece.Literal, word) {
				return true
			}
		}
	}
	return false
}
