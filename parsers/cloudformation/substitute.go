package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// substitute is Fn::Sub: a text, or a list of a text and a map of variables.
func (s *stack) substitute(argument *node, at source.Range) value.Value {
	template, variables := argument, (*node)(nil)
	if argument != nil && argument.kind == listNode && len(argument.items) > 0 {
		template = argument.items[0]
		if len(argument.items) > 1 {
			variables = argument.items[1]
		}
	}
	pattern, ok := template.scalar()
	if !ok {
		return malformed("Fn::Sub", at)
	}
	parts := make([]value.Value, 0, 1+2*strings.Count(pattern, "${"))
	own := map[string]value.Value{}
	spell := func(written string) {
		if written != "" {
			parts = append(parts, value.OfText(s.resolveHoles(written, template.at), template.at))
		}
	}
	for pattern != "" {
		before, rest, found := strings.Cut(pattern, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			break
		}
		spell(before)
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			parts = append(parts, value.OfString("${"+literal+"}", template.at))
		} else {
			name = strings.TrimSpace(name)
			v, known := own[name]
			if !known {
				v = s.variable(name, variables, template.at)
				own[name] = v
			}
			parts = append(parts, v)
		}
		pattern = after
	}
	spell(pattern)
	return distribute(at, parts, func(values []value.Value) value.Value {
		joined := s.concat(at, "", values)
		if template.at != at {
			joined.Via = append(joined.Via, template.at)
		}
		return joined
	})
}

func (s *stack) variable(name string, variables *node, at source.Range) value.Value {
	if own := variables.get(name); own != nil {
		return s.evaluate(own)
	}
	if constant, ok := strings.CutPrefix(name, rainPrefix); ok {
		return s.rainConstant(constant, at)
	}
	if logicalID, attribute, ok := strings.Cut(name, "."); ok {
		return s.attribute(logicalID, attribute, at)
	}
	v := s.ref(name, at)
	if v.Kind == value.List {
		return concat(at, ",", v.Items)
	}
	return v
}

func (s *stack) callRef(argument *node, at source.Range) value.Value {
	name, ok := argument.scalar()
	if !ok {
		// AWS::LanguageExtensions allow functions that a Ref's name is made with.
		if name, ok = text(s.evaluate(argument)).Literal(); !ok {
			return malformed("Ref", at)
		}
	}
	return s.ref(name, at)
}

// ref is what Ref gives: a pseudo parameter, a parameter, or a resource's own id.
func (s *stack) ref(name string, at source.Range) value.Value {
	if v, ok := s.pseudo(name, at); ok {
		return v
	}
	if declared := s.template.section("Parameters").get(name); declared != nil {
		return through(s.parameter(name, declared), at)
	}
	if d := s.byID[name]; d != nil {
		return s.reference(d, "Ref", at)
	}
	return s.dangling(name, at)
}

// reference is a hole for an attribute of a resource that exists in some world.
func (s *stack) reference(d *declaration, attribute string, at source.Range) value.Value {
	if d.guardOf().IsNever() {
		return value.OfReason(value.Reason{Text: "the condition of " + s.prefix + d.id + " is false, so that it does not exist"}, at)
	}
	return value.OfRef(value.Ref{Node: s.nodeID(d.id), Attribute: attribute}, at)
}

func (s *stack) dangling(name string, at source.Range) value.Value {
	if s.hasTransform() {
		return value.OfReason(value.Reason{Text: name + " is made by a transform", Key: s.nodeID(name)}, at)
	}
	for _, d := range s.declarations {
		if (strings.HasSuffix(d.kind(), "::MODULE") || d.kind() == rainPrefix+"Module") && strings.HasPrefix(name, d.id) {
			return value.OfReason(value.Reason{Text: name + " is made by the module " + d.id, Key: s.nodeID(name)}, at)
		}
	}
	s.run.report(source.Warning, at, "%s is declared nowhere in %s; declare it or correct the name", quoteEmpty(name), s.template.file.Path)
	return value.OfReason(value.Reason{Text: quoteEmpty(name) + " is declared nowhere in the template"}, at)
}

// passed are attributes that repeat what a property says, by type.
var passed = map[string]map[string]string{
	"AWS::EC2::VPC":              {"CidrBlock": "CidrBlock"},
	"AWS::EC2::Subnet":           {"AvailabilityZone": "AvailabilityZone", "VpcId": "VpcId", "CidrBlock": "CidrBlock", "Ipv6CidrBlock": "Ipv6CidrBlock"},
	"AWS::EC2::SecurityGroup":    {"VpcId": "VpcId"},
	"AWS::EC2::Instance":         {"AvailabilityZone": "AvailabilityZone", "SubnetId": "SubnetId"},
	"AWS::EC2::NatGateway":       {"SubnetId": "SubnetId"},
	"AWS::EC2::NetworkInterface": {"SubnetId": "SubnetId"},
}

func (s *stack) getAtt(argument *node, at source.Range) value.Value {
	var parts []string
	for _, item := range argument.list() {
		part, ok := item.scalar()
		if !ok {
			if part, ok = text(s.evaluate(item)).Literal(); !ok {
				return malformed("Fn::GetAtt", at)
			}
		}
		parts = append(parts, part)
	}
	logicalID, attribute, ok := strings.Cut(strings.Join(parts, "."), ".")
	if !ok {
		return malformed("Fn::GetAtt", at)
	}
	return s.attribute(logicalID, attribute, at)
}

func (s *stack) attribute(logicalID, name string, at source.Range) value.Value {
	d := s.byID[logicalID]
	if d == nil {
		return s.dangling(logicalID, at)
	}
	if d.guardOf().IsNever() {
		return s.reference(d, name, at)
	}
	if output, ok := strings.CutPrefix(name, "Outputs."); ok && isStackType(d.kind()) {
		return through(s.childOutput(d, output, at), at)
	}
	if property := passed[d.kind()][name]; property != "" {
		if stated := d.properties().get(property); stated != nil {
			v := s.memo("attribute:"+logicalID+"."+name, func() value.Value { return s.evaluate(stated) })
			return through(v, at)
		}
	}
	return s.reference(d, name, at)
}
