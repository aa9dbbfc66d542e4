package terraform

import (
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// addCloudInit gives the user data that a cloud-init configuration renders, as
// the contents of its parts one after the other: how they are wrapped and
// compressed says nothing about what they do
// (https://registry.terraform.io/providers/hashicorp/cloudinit/latest/docs/data-sources/config).
func (in *instance) addCloudInit(d *declaration, node string, members map[string]cty.Value) {
	if d.typ != "cloudinit_config" && d.typ != "template_cloudinit_config" {
		return
	}
	in.run.mark(func(f *frame) { f.assumed = true })
	unread := in.run.tokens.value(value.Hole{Reason: &value.Reason{Text: "not all parts of " + in.prefix + d.key + " are known", Key: node + ".rendered"}})
	parts, ok := members["part"]
	if !ok || !isSequence(parts) {
		members["rendered"] = unread
		return
	}
	var pieces []any
	for it := parts.ElementIterator(); it.Next(); {
		_, part := it.Element()
		content := unread
		if isMapping(part) && part.Type().IsObjectType() && part.Type().HasAttribute("content") {
			if written := part.GetAttr("content"); written.IsKnown() && !written.IsNull() && written.Type() == cty.String {
				content = written
			}
		}
		pieces = append(pieces, content, "\n")
	}
	members["rendered"] = in.run.joined(pieces...)
}
