package cli

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// secretNames ends the names of what providers treat as sensitive, in any
// dialect's spelling: master_password, MasterUserPassword, DB_PASSWORD.
var secretNames = lazyregexp.New(`(?:^|_)(?:password|passwd|passphrase|secret|token|private_key|secret_key|secret_access_key|api_key|pre_?shared_key)$|^secret_(?:string|binary)$`)

// secretAttributes are sensitive by type although their names tell nothing.
var secretAttributes = map[string]string{"aws_ssm_parameter": "value"}

// secretByName says why what stands under a name is not printed, or "".
func secretByName(name string) string {
	if secretNames.Get().MatchString(spacedOut(name)) {
		return "its name is " + name
	}
	return ""
}

// spacedOut is a name in lower case with _ between its words.
func spacedOut(name string) string {
	var b strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		switch {
		case r == '-' || r == '.':
			r = '_'
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(letters[i-1]) || unicode.IsUpper(letters[i-1]) && i+1 < len(letters) && unicode.IsLower(letters[i+1])):
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// secretMember says why a member of a map is not printed, or "": because of its
// name, or of the name that stands beside it.
func secretMember(members value.Value, name string) string {
	if why := secretByName(name); why != "" || !strings.EqualFold(name, "value") {
		return why
	}
	for _, entry := range members.Entries {
		if !strings.EqualFold(entry.Key, "name") && !strings.EqualFold(entry.Key, "key") {
			continue
		}
		if beside, ok := entry.Value.Text.Literal(); ok {
			if why := secretByName(beside); why != "" {
				return why
			}
		}
	}
	return ""
}

// redacted marks the texts and numbers of v as secret. References, and what is
// not known, hold nothing to print, and a flag tells no secret.
func redacted(v value.Value, why string) value.Value {
	switch v.Kind {
	case value.String, value.Number:
		literal, ok := v.Text.Literal()
		_, isHole := v.Text.Hole()
		if v.Secret == "" && !isHole && (!ok || literal != "" && literal != "true" && literal != "false") {
			v.Secret = why
		}
	case value.List:
		v.Items = slices.Clone(v.Items)
		for i, item := range v.Items {
			v.Items[i] = redacted(item, why)
		}
	case value.Map:
		v.Entries = slices.Clone(v.Entries)
		for i, entry := range v.Entries {
			v.Entries[i].Value = redacted(entry.Value, why)
		}
	case value.Choice:
		v.Choices = slices.Clone(v.Choices)
		for i, choice := range v.Choices {
			v.Choices[i].Value = redacted(choice.Value, why)
		}
	case value.Absent, value.Bool, value.NotKnown:
	}
	return v
}

// printed is what is printed of a resource's attributes: without those that are
// secret by its type.
func printed(r *resource.Resource) value.Value {
	attributes, name := r.Attributes, secretAttributes[r.Type]
	if name == "" {
		return attributes
	}
	attributes.Entries = slices.Clone(attributes.Entries)
	for i, entry := range attributes.Entries {
		if entry.Key == name {
			attributes.Entries[i].Value = redacted(entry.Value, "the provider treats it as sensitive")
		}
	}
	return attributes
}

// secretWithin says why a structure that became one text is not printed, or "".
func secretWithin(v value.Value) string {
	if v.Secret != "" {
		return v.Secret
	}
	for _, item := range v.Items {
		if why := secretWithin(item); why != "" {
			return why
		}
	}
	for _, entry := range v.Entries {
		member := entry.Value
		if why := secretMember(v, entry.Key); why != "" {
			member = redacted(member, why)
		}
		if why := secretWithin(member); why != "" {
			return why
		}
	}
	for _, choice := range v.Choices {
		if why := secretWithin(choice.Value); why != "" {
			return why
		}
	}
	return ""
}

// repeated is how long a secret is, in bytes, that is looked for in other texts.
const repeated = 6

// secrets are the literal texts that are secret by name or as user data, each
// with the reason: references carry them to other attributes.
func secrets(components []lint.Component) map[string]string {
	found := map[string]string{}
	for _, component := range components {
		for i := range component.Resources {
			collect(component.Resources[i].Attributes, "", found)
		}
	}
	return found
}

func collect(v value.Value, why string, into map[string]string) {
	if v.Secret == "user data" {
		why = v.Secret
	}
	if literal, ok := v.Text.Literal(); ok && why != "" && len(literal) >= repeated {
		into[literal] = why
	}
	for _, item := range v.Items {
		collect(item, why, into)
	}
	for _, entry := range v.Entries {
		collect(entry.Value, cmp.Or(secretMember(v, entry.Key), why), into)
	}
	for _, choice := range v.Choices {
		collect(choice.Value, why, into)
	}
}

// repeats says why a text that holds one of the secrets is not printed, or "".
// Of several reasons it is always the same one.
func repeats(text value.Text, secrets map[string]string) string {
	found := ""
	for _, piece := range text.Pieces() {
		if piece.Hole != nil {
			continue
		}
		for secret, why := range secrets {
			if strings.Contains(piece.Literal, secret) && (found == "" || why < found) {
				found = why
			}
		}
	}
	if found == "" {
		return ""
	}
	return "it repeats a secret: " + found
}
