package terraform

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// launch reads the arguments that start a machine. Instances, launch templates
// and launch configurations name some of them differently.
func (l *lowering) launch(a value.Value) graph.Launch {
	image := firstStated(a, "ami", "image_id", "custom_ami_id")
	made := graph.Launch{
		Image: value.TextOf(image), ImageHints: l.imageHints(image), Platform: value.TextOf(firstStated(a, "ami_type")),
		UserData: l.userData(a), Groups: l.launchGroups(a),
		PublicIP: value.BoolOf(a.Get("associate_public_ip_address")), Profile: l.profile(a),
		MetadataDisabled: is(inBlock(a.Get("metadata_options"), "http_endpoint"), "disabled"),
	}
	l.addInterfaces(a, &made)
	return made
}

func (l *lowering) launchGroups(a value.Value) graph.Refs[graph.SecurityGroup] {
	groups := a.Get("vpc_security_group_ids")
	if !isStated(groups) {
		// An instance's security_groups are names of groups in the default VPC;
		// a launch configuration's are ids.
		groups = firstStated(a, "security_groups", "security_group_ids", "security_group_names")
	}
	return graph.RefsFrom[graph.SecurityGroup](groups, l.resolve)
}

// imageHints are the texts that tell an image's operating system: the parameter's
// path, the name filters, the name of the variable.
func (l *lowering) imageHints(image value.Value) value.ListOf[value.Text] {
	var hints value.ListOf[value.Text]
	add := func(guard value.Guard, v value.Value) {
		list := value.ListFrom(guardedValue(guard, v), value.TextOf)
		hints.Items = append(hints.Items, list.Items...)
		hints.More = append(hints.More, list.More...)
	}
	for _, choice := range value.Flatten(image) {
		if text := literal(choice.Value); text != "" {
			add(choice.Guard, choice.Value)
		}
		if choice.Value.Kind == value.NotKnown {
			l.addKeyHints(choice.Value.Reason.Key, choice.Guard, choice.Value, add)
		}
		for _, piece := range choice.Value.Text.Pieces() {
			switch {
			case piece.Hole == nil:
			case piece.Hole.Ref != nil:
				l.addKeyHints(piece.Hole.Ref.Node, choice.Guard, choice.Value, add)
			case piece.Hole.Reason != nil:
				l.addKeyHints(piece.Hole.Reason.Key, choice.Guard, choice.Value, add)
			}
		}
	}
	if len(hints.Items) == 0 && len(hints.More) == 0 {
		hints.Unstated = value.Guard{}
	} else {
		hints.Unstated = value.Never()
	}
	return hints
}

// addKeyHints finds hints behind the identity of an unknown image: the data
// sources it names, or the variable's own name.
func (l *lowering) addKeyHints(key string, guard value.Guard, at value.Value, add func(value.Guard, value.Value)) {
	_, local, ok := strings.Cut(key, "#")
	if !ok {
		return
	}
	found := false
	for _, address := range l.addresses {
		if l.isImageSource(address) && mentions(local, address) {
			found = true
			l.addSourceHints(l.resources[address], guard, add)
		}
	}
	if !found {
		add(guard, value.OfString(local, at.Range))
	}
}

func (l *lowering) isImageSource(address string) bool {
	switch l.resources[address].Type {
	case "data.aws_ssm_parameter", "aws_ssm_parameter", "data.aws_ami":
		return true
	}
	return false
}

func (l *lowering) addSourceHints(r *resource.Resource, guard value.Guard, add func(value.Guard, value.Value)) {
	if r.Type != "data.aws_ami" {
		add(guard, r.Attributes.Get("name"))
		return
	}
	add(guard, r.Attributes.Get("name_regex"))
	for _, filter := range everyBlock(r.Attributes.Get("filter")) {
		if literal(filter.value.Get("name")) == "name" {
			add(guard.And(filter.guard), filter.value.Get("values"))
		}
	}
}

// modulePath is the part of an address that names the module instance.
var modulePath = lazyregexp.New(`^(module\.[^.\[]+(\["([^"\\]|\\.)*"\]|\[[^\]]*\])?\.)*`)

// mentions reports whether local, an address or an expression of a module
// instance, holds the whole address of a thing of that instance.
func mentions(local, address string) bool {
	where := modulePath.Get().FindString(address)
	if modulePath.Get().FindString(local) != where {
		return false
	}
	rest, name := local[len(where):], address[len(where):]
	for from := 0; ; {
		at := strings.Index(rest[from:], name)
		if at < 0 {
			return false
		}
		start := from + at
		end := start + len(name)
		if (start == 0 || !inName(rest[start-1])) && (end == len(rest) || rest[end] == '.' || rest[end] != '[' && !inName(rest[end])) {
			return true
		}
		from = start + 1
	}
}

// inName reports whether c can stand inside a name or lead on from one.
func inName(c byte) bool {
	return c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// userData is the user data as text, decoded where it is written encoded.
func (l *lowering) userData(a value.Value) value.Of[value.Text] {
	plain := firstStated(a, "user_data", "user_data_base64")
	if !isStated(plain) {
		return value.AbsentOf[value.Text](a.Range)
	}
	return value.Convert(plain, func(v value.Value) (value.Text, *value.Reason) {
		if v.Kind != value.String {
			return value.Text{}, &value.Reason{Text: "the user data is no text"}
		}
		if hole, ok := v.Text.Hole(); ok && hole.Reason != nil && strings.HasPrefix(hole.Reason.Key, encodedKey) {
			if text, ok := l.made.texts[hole.Reason.Key]; ok {
				return text, nil
			}
		}
		if text, ok := v.Text.Literal(); ok {
			if decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil && utf8.Valid(decoded) && text != "" {
				return value.Literal(string(decoded)), nil
			}
		}
		return v.Text, nil
	})
}

// profile is the instance profile of a launch: a name, or a block with one.
func (l *lowering) profile(a value.Value) graph.Ref[graph.InstanceProfile] {
	v := firstStated(a, "iam_instance_profile", "instance_profile_name", "instance_profile")
	if found, _, _ := blocks(v); len(found) > 0 || v.Kind == value.List {
		v = inBlock(v, "name", "arn")
	}
	return graph.RefFrom[graph.InstanceProfile](l.byName(v, "aws_iam_instance_profile", "name"), l.resolve)
}

// byName replaces a name by a reference to the resource that bears it: a literal
// one, or one that is written alike of the same unknown parts. Names are chosen
// before anything is made, so that one that is not known may be any resource's.
func (l *lowering) byName(v value.Value, typ, argument string) value.Value {
	name := nameOf(v)
	if name == "" {
		return v
	}
	for _, r := range l.byType[typ] {
		if nameOf(r.Attributes.Get(argument)) == name {
			return value.OfRef(value.Ref{Node: l.made.root + "#" + r.Address, Attribute: "id"}, v.Range)
		}
	}
	reason, unknown := v.Text.FirstUnknown()
	if v.Kind == value.NotKnown {
		reason, unknown = v.Reason, true
	}
	if !unknown {
		return v
	}
	reason.Key, reason.InView = name, len(l.byType[typ]) > 0
	return value.OfReason(reason, v.Range)
}

// nameOf identifies a name, "" where nothing tells what it is.
func nameOf(v value.Value) string {
	switch {
	case v.Kind == value.NotKnown:
		return v.Reason.Key
	case v.Kind != value.String && v.Kind != value.Number:
		return ""
	}
	for _, piece := range v.Text.Pieces() {
		if piece.Hole != nil && piece.Hole.Reason != nil && piece.Hole.Reason.Key == "" {
			return ""
		}
	}
	return v.Text.Identity()
}

// templates are the launch templates that blocks of these names choose.
func (l *lowering) templates(found []guardedBlock, template func(value.Value) value.Value) []value.ListOf[graph.ID] {
	var lists []value.ListOf[graph.ID]
	for _, one := range found {
		v := template(one.value)
		chosen := firstStated(v, "id", "launch_template_id")
		if !isStated(chosen) {
			chosen = l.byName(firstStated(v, "name", "launch_template_name"), "aws_launch_template", "name")
		}
		if isStated(chosen) {
			lists = append(lists, graph.RefsFrom[graph.LaunchTemplate](one.single(chosen), l.resolve).ListOf)
		}
	}
	return lists
}

func itself(v value.Value) value.Value { return v }

func specification(v value.Value) value.Value { return first(v, "launch_template_specification") }

func refsOf(lists []value.ListOf[graph.ID]) graph.Refs[graph.LaunchTemplate] {
	return graph.Refs[graph.LaunchTemplate]{ListOf: allItems(lists...)}
}
