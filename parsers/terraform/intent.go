package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var intentTypes = map[string]func(*lowering, *resource.Resource){
	"aws_ssm_patch_baseline":                  (*lowering).patchBaseline,
	"aws_ssm_patch_group":                     intentOf(graph.Patching),
	"aws_ssm_default_patch_baseline":          intentOf(graph.Patching),
	"aws_ssm_maintenance_window":              intentOf(graph.Patching),
	"aws_ssm_maintenance_window_task":         (*lowering).documentIntent,
	"aws_ssm_association":                     (*lowering).documentIntent,
	"aws_ssmquicksetup_configuration_manager": (*lowering).quickSetup,
	"aws_ssm_document":                        (*lowering).sessionDocument,
	"aws_ssm_service_setting":                 (*lowering).serviceSetting,
}

func intentOf(kind graph.IntentKind) func(*lowering, *resource.Resource) {
	return func(l *lowering, r *resource.Resource) {
		l.builder.Add(&graph.Intent{Origin: l.origin(r), IntentKind: kind})
	}
}

// orWindows is the system that a patch baseline is for: Windows where none is stated
// (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreatePatchBaseline.html).
func orWindows(system value.Value) value.Value {
	if isStated(system) {
		return system
	}
	return value.OfString("WINDOWS", system.Range)
}

func (l *lowering) patchBaseline(r *resource.Resource) {
	sources, more, _ := blocks(r.Attributes.Get("source"))
	l.builder.Add(&graph.Intent{
		Origin: l.origin(r), IntentKind: graph.Patching, OwnSources: len(sources) > 0 || more != nil,
		OperatingSystem: value.TextOf(orWindows(r.Attributes.Get("operating_system"))),
	})
}

// documentIntent shows patching where the document that is run patches.
func (l *lowering) documentIntent(r *resource.Resource) {
	name := firstStated(r.Attributes, "name", "task_arn")
	for _, choice := range value.Flatten(name) {
		if strings.Contains(choice.Value.Text.String(), "AWS-RunPatchBaseline") || strings.Contains(choice.Value.Text.String(), "AWS-PatchInstance") {
			intentOf(graph.Patching)(l, r)
			return
		}
	}
}

func (l *lowering) quickSetup(r *resource.Resource) {
	for _, one := range everyBlock(r.Attributes.Get("configuration_definition")) {
		if strings.Contains(one.value.Get("type").Text.String(), "PatchPolicy") {
			intentOf(graph.Patching)(l, r)
			return
		}
	}
}

func (l *lowering) sessionDocument(r *resource.Resource) {
	if literal(r.Attributes.Get("document_type")) == "Session" {
		l.builder.Add(&graph.Intent{Origin: l.origin(r), IntentKind: graph.SessionManager, Content: r.Attributes.Get("content")})
	}
}

// serviceSetting reads the one setting that gives instances a role.
func (l *lowering) serviceSetting(r *resource.Resource) {
	if strings.Contains(r.Attributes.Get("setting_id").Text.String(), "managed-instance/default-ec2-instance-management-role") {
		setting := r.Attributes.Get("setting_value")
		l.builder.Add(&graph.HostManagement{Origin: l.origin(r), Role: value.TextOf(setting)})
		// What is no name of a role gives none.
		if !strings.HasPrefix(literal(setting), "$") {
			l.builder.Add(&graph.Intent{Origin: l.part(r, "intent", value.Guard{}, value.Value{}), IntentKind: graph.SessionManager})
		}
	}
}
