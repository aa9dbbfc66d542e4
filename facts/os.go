package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// osFamily is the operating system of a host, as far as it decides where
// packages come from. The zero family is invalid.
type osFamily int

const (
	_ osFamily = iota
	osUnknown
	osAL2023
	osAL2
	osAL1
	osBottlerocket
	osWindows
	osUbuntu
	osDebian
	osRHEL
	osSUSE
	osOther
)

// String is the family's name in facts.
func (f osFamily) String() string {
	names := [...]string{"invalid", "unknown", "al2023", "al2", "al1", "bottlerocket", "windows", "ubuntu", "debian", "rhel", "suse", "other"}
	if f < 0 || int(f) >= len(names) {
		return names[0]
	}
	return names[f]
}

// osOf tells a host's family in one world. A stated platform counts before the
// image, the image before user data; evidence that contradicts itself is unknown.
func osOf(g *graph.Graph, host *graph.Host, world value.World) osFamily {
	for _, read := range []func(*graph.Launch, value.World) osEvidence{osFromPlatform, osFromImage, osFromUserData} {
		if found := osEvidenceOf(g, host, world, read); found.stated && len(found.families) > 0 {
			return found.family()
		}
	}
	return osUnknown
}

// osEvidence is what one argument of a launch says. stated is true where the
// argument is written, even when it tells nothing: it then hides the template's.
type osEvidence struct {
	stated   bool
	families []osFamily
}

func (e osEvidence) family() osFamily {
	families := slices.Clone(e.families)
	slices.Sort(families)
	if families = slices.Compact(families); len(families) == 1 {
		return families[0]
	}
	return osUnknown
}

// osEvidenceOf reads an argument from the host itself or else from its
// templates, all of which a fleet may use.
func osEvidenceOf(g *graph.Graph, host *graph.Host, world value.World, read func(*graph.Launch, value.World) osEvidence) osEvidence {
	if own := read(&host.Launch, world); own.stated {
		return own
	}
	var merged osEvidence
	templates, _ := host.Templates.In(world)
	for _, fact := range templates {
		template := g.LaunchTemplates[fact.Value]
		if fact.State != value.Known || template == nil {
			continue
		}
		found := read(&template.Launch, world)
		merged.stated = merged.stated || found.stated
		merged.families = append(merged.families, found.families...)
	}
	return merged
}

func osFromPlatform(launch *graph.Launch, world value.World) osEvidence {
	fact := launch.Platform.In(world)
	if fact.State != value.Known {
		return osEvidence{}
	}
	families := matchAll(platformPatterns, literalParts(fact.Value))
	// CUSTOM and its like leave it to the image.
	return osEvidence{stated: len(families) > 0, families: families}
}

func osFromImage(launch *graph.Launch, world value.World) osEvidence {
	var found osEvidence
	image := launch.Image.In(world)
	hints, _ := launch.ImageHints.In(world)
	// An argument that the lowering never set has no alternatives at all.
	found.stated = len(hints) > 0 || image.State == value.Known ||
		image.State == value.Undetermined && len(launch.Image.Alternatives()) > 0
	for _, fact := range append(hints, image) {
		if fact.State == value.Known {
			found.families = append(found.families, matchAll(imagePatterns, literalParts(fact.Value))...)
		}
	}
	return found
}

func osFromUserData(launch *graph.Launch, world value.World) osEvidence {
	fact := launch.UserData.In(world)
	if fact.State != value.Known {
		return osEvidence{stated: fact.State == value.Undetermined && len(launch.UserData.Alternatives()) > 0}
	}
	script := withoutComments(literalParts(fact.Value))
	families := matchAll(scriptPatterns, script)
	switch {
	case !aptCommand.matches(script):
	case ubuntuName.Get().MatchString(script):
		families = append(families, osUbuntu)
	default:
		families = append(families, osDebian)
	}
	// dnf alone is Amazon Linux 2023's; RHEL has it too, and says so otherwise.
	if dnfCommand.matches(script) && !slices.Contains(families, osRHEL) {
		families = append(families, osAL2023)
	}
	return osEvidence{stated: true, families: families}
}

// textPattern is what a lower-case text is searched for, and the family that it
// tells of. A text with none of the words cannot match, which costs far less to see.
type textPattern struct {
	family  osFamily
	words   string
	pattern *lazyregexp.Regexp
}

func (p textPattern) matches(text string) bool {
	for word := range strings.FieldsSeq(p.words) {
		if strings.Contains(text, word) {
			return p.pattern.Get().MatchString(text)
		}
	}
	return false
}

func matchAll(patterns []textPattern, text string) []osFamily {
	var families []osFamily
	for _, p := range patterns {
		if p.matches(text) {
			families = append(families, p.family)
		}
	}
	return families
}

// blank stands for an unknown part of a text that patterns look at; no pattern
// names it, and it is no wildcard.
const blank = "\x00"

// literalParts is the lower-case text with every hole blanked: the name of a
// variable must never be read as the name of an image.
func literalParts(text value.Text) string {
	var b strings.Builder
	for _, piece := range text.Pieces() {
		if piece.Hole != nil {
			b.WriteString(blank)
			continue
		}
		b.WriteString(strings.ToLower(piece.Literal))
	}
	return b.String()
}

// withoutComments drops comment lines, which talk about other systems; the
// headers of cloud-init and the interpreter are no comments.
func withoutComments(script string) string {
	lines := strings.Split(script, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		line = strings.TrimSpace(line)
		return strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "#!") && !strings.HasPrefix(line, "#cloud-config")
	}), "\n")
}
