package terraform

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/zclconf/go-cty/cty"
)

// schemaText lists arguments and attributes of the AWS provider's types that say
// something about the graph's nouns: a head per type, then one line a name with
// its type and flags (r required, o optional, c computed), nested blocks as
// `name {} mode` with their lines indented further, and a c behind it where the
// provider may make the block.
//
//go:embed schema.txt
var schemaText string

// schema is the shape of one type or nested block.
type schema struct {
	attributes map[string]attributeSchema
	// names are those of the attributes, in order: the order in which unknowns are
	// made is seen in sets of them.
	names  []string
	blocks map[string]*schema
	// isSet says of a nested block that the order and repetitions of it mean nothing,
	// computed that the provider may make it where it is not written.
	isSet, computed bool
}

type attributeSchema struct {
	ty       cty.Type
	computed bool
}

var schemas = struct {
	once   sync.Once
	starts map[string]string
	mu     sync.Mutex
	parsed map[string]*schema
}{}

// schemaOf returns the schema of a resource type ("data." in front of a data
// source's), or nil when none is on record.
func schemaOf(typ string) *schema {
	schemas.once.Do(indexSchemas)
	schemas.mu.Lock()
	defer schemas.mu.Unlock()
	if parsed, ok := schemas.parsed[typ]; ok {
		return parsed
	}
	text, ok := schemas.starts[typ]
	if !ok {
		return nil
	}
	lines := strings.Split(text, "\n")
	parsed, _ := parseSchema(lines, 1)
	schemas.parsed[typ] = parsed
	return parsed
}

func indexSchemas() {
	schemas.starts, schemas.parsed = map[string]string{}, map[string]*schema{}
	for rest := schemaText; rest != ""; {
		head, body, _ := strings.Cut(rest, "\n")
		end := 0
		for end < len(body) && body[end] == ' ' {
			line, _, _ := strings.Cut(body[end:], "\n")
			end = min(end+len(line)+1, len(body))
		}
		mode, name, _ := strings.Cut(head, " ")
		if mode == "data" {
			name = "data." + name
		}
		schemas.starts[name], rest = body[:end], body[end:]
	}
}

// parseSchema reads the lines indented by depth, and returns the lines after them.
func parseSchema(lines []string, depth int) (*schema, []string) {
	s := &schema{attributes: map[string]attributeSchema{}, blocks: map[string]*schema{}}
	for len(lines) > 0 {
		line := lines[0]
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if line == "" || indent < depth {
			break
		}
		lines = lines[1:]
		fields := strings.Fields(line)
		if len(fields) > 1 && fields[1] == "{}" {
			s.blocks[fields[0]], lines = parseSchema(lines, depth+1)
			s.blocks[fields[0]].isSet = len(fields) > 2 && fields[2] == "set"
			s.blocks[fields[0]].computed = len(fields) > 3 && fields[3] == "c"
			continue
		}
		ty, _ := parseType(fields[1])
		s.attributes[fields[0]] = attributeSchema{ty: ty, computed: strings.Contains(fields[2], "c")}
	}
	s.names = sortedKeys(s.attributes)
	return s, lines
}

// nested is the schema of a nested block, or of a list or set of objects that may be
// written as nested blocks; nil when none is on record.
func (s *schema) nested(name string) *schema {
	if s == nil || s.blocks[name] != nil {
		return s.block(name)
	}
	ty := s.attributes[name].ty
	if ty == cty.NilType || !ty.IsListType() && !ty.IsSetType() || !ty.ElementType().IsObjectType() {
		return nil
	}
	made := &schema{attributes: map[string]attributeSchema{}, isSet: ty.IsSetType()}
	for member, memberType := range ty.ElementType().AttributeTypes() {
		made.attributes[member] = attributeSchema{ty: memberType}
	}
	made.names = sortedKeys(made.attributes)
	return made
}

// parseType reads `set(object{a=string,b=list(string)})` and returns what follows it.
func parseType(text string) (cty.Type, string) {
	end := strings.IndexAny(text, "({,})")
	if end < 0 {
		end = len(text)
	}
	name, rest := text[:end], text[end:]
	switch name {
	case "string":
		return cty.String, rest
	case "number":
		return cty.Number, rest
	case "bool":
		return cty.Bool, rest
	case "object":
		fields := map[string]cty.Type{}
		for rest = rest[1:]; !strings.HasPrefix(rest, "}") && rest != ""; {
			field, after, _ := strings.Cut(strings.TrimPrefix(rest, ","), "=")
			fields[field], rest = parseType(after)
		}
		return cty.Object(fields), strings.TrimPrefix(rest, "}")
	case "list", "set", "map":
		element, after := parseType(rest[1:])
		of := map[string]func(cty.Type) cty.Type{"list": cty.List, "set": cty.Set, "map": cty.Map}[name]
		return of(element), strings.TrimPrefix(after, ")")
	}
	return cty.DynamicPseudoType, ""
}
