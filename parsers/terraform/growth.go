package terraform

import (
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/repolint/repolint/internal/lazyregexp"
)

// growing are the functions whose result may be much larger than their arguments,
// with how many elements or bytes it has at most; the arguments are known.
var growing = map[string]func(arguments []cty.Value, w weight) (elements, bytes int){
	"setproduct": func(a []cty.Value, _ weight) (int, int) {
		product := 1
		for _, v := range a {
			product = times(product, length(v))
		}
		return product, 0
	},
	"split":    func(a []cty.Value, _ weight) (int, int) { return pieces(a, 0, 1), 0 },
	"regexall": func(a []cty.Value, _ weight) (int, int) { return len(textOf(a, 1)), 0 },
	"csvdecode": func(a []cty.Value, _ weight) (int, int) {
		return strings.Count(textOf(a, 0), ",") + strings.Count(textOf(a, 0), "\n"), 0
	},
	"jsondecode": func(a []cty.Value, _ weight) (int, int) {
		return strings.Count(textOf(a, 0), ",") + strings.Count(textOf(a, 0), "["), 0
	},
	"yamldecode": func(a []cty.Value, _ weight) (int, int) { return decodedSize(textOf(a, 0)), 0 },
	"matchkeys": func(a []cty.Value, _ weight) (int, int) {
		if len(a) != 3 {
			return 0, 0
		}
		return times(length(a[1]), length(a[2])), 0
	},
	"join": func(a []cty.Value, w weight) (int, int) { return 0, w.bytes + times(len(textOf(a, 0)), w.elements) },
	"replace": func(a []cty.Value, _ weight) (int, int) {
		text, search, with := textOf(a, 0), textOf(a, 1), textOf(a, 2)
		found := strings.Count(text, search)
		if isBetweenSlashes(search) {
			found = len(text)
			if pattern, err := regexp.Compile(search[1 : len(search)-1]); err == nil && times(found, len(with)) > maxText {
				found = len(pattern.FindAllStringIndex(text, usualLimits.elements))
			}
		}
		return 0, len(text) + times(found, len(with))
	},
	"indent": func(a []cty.Value, w weight) (int, int) {
		return 0, w.bytes + times(number(a, 0), strings.Count(textOf(a, 1), "\n"))
	},
	"format": func(a []cty.Value, w weight) (int, int) { return 0, w.bytes + width(textOf(a, 0)) },
	"formatlist": func(a []cty.Value, w weight) (int, int) {
		longest, fixed := 1, len(textOf(a, 0))+width(textOf(a, 0))
		for _, v := range a {
			if v.Type() == cty.String {
				fixed += len(v.AsString())
			} else {
				longest = max(longest, length(v))
			}
		}
		return longest, w.bytes + times(longest, fixed)
	},
	"jsonencode": func(_ []cty.Value, w weight) (int, int) { return 0, w.bytes },
	"yamlencode": func(_ []cty.Value, w weight) (int, int) { return 0, w.bytes },
}

// times multiplies sizes that are not negative.
func times(a, b int) int {
	if b > 0 && a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}

func length(v cty.Value) int {
	if v.CanIterateElements() {
		return v.LengthInt()
	}
	return 0
}

func textOf(a []cty.Value, i int) string {
	if i >= len(a) || a[i].Type() != cty.String {
		return ""
	}
	return a[i].AsString()
}

// number is a whole argument that is not negative.
func number(a []cty.Value, i int) int {
	if i >= len(a) {
		return 0
	}
	v, err := convert.Convert(a[i], cty.Number)
	if err != nil || !v.IsKnown() || v.IsNull() {
		return 0
	}
	whole, _ := v.AsBigFloat().Int64()
	return int(max(0, min(whole, math.MaxInt32)))
}

func pieces(a []cty.Value, separator, text int) int {
	return strings.Count(textOf(a, text), textOf(a, separator)) + 1
}

var widths = lazyregexp.New(`%[-+ #0]*(\d*)(?:\.(\d*))?`)

// width is how much longer than its arguments a format may make a text.
func width(format string) int {
	sum := len(format)
	for _, verb := range widths.Get().FindAllStringSubmatch(format, -1) {
		for _, digits := range verb[1:] {
			n, err := strconv.Atoi(digits)
			if err != nil && digits != "" {
				return math.MaxInt32
			}
			sum = min(math.MaxInt32, sum+n)
		}
	}
	return sum
}

// working are the functions that do more than go through their arguments, with the
// steps it takes them.
var working = map[string]func(arguments []cty.Value) int{
	"regex":    func(a []cty.Value) int { return matching(textOf(a, 0), textOf(a, 1)) },
	"regexall": func(a []cty.Value) int { return matching(textOf(a, 0), textOf(a, 1)) },
	"replace": func(a []cty.Value) int {
		if search := textOf(a, 1); isBetweenSlashes(search) {
			return matching(search[1:len(search)-1], textOf(a, 0))
		}
		return 0
	},
	"trim": func(a []cty.Value) int { return times(len(textOf(a, 0)), len(textOf(a, 1))) / bytesPerStep },
}

// statesPerStep is how many states of a pattern's machine are visited in a step.
const statesPerStep = 128

// matching is what a search for a pattern costs: each byte may visit each state.
func matching(pattern, text string) int {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	machine, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0
	}
	return times(len(machine.Inst), len(text)+bytesPerStep) / statesPerStep
}

// isBetweenSlashes reports whether replace takes what it searches for as a pattern.
func isBetweenSlashes(search string) bool {
	return len(search) > 1 && strings.HasPrefix(search, "/") && strings.HasSuffix(search, "/")
}

// decodedSize is how many values a YAML text makes, aliases included; it stops
// where they are beyond the limit.
func decodedSize(text string) int {
	ty, err := ctyyaml.Standard.ImpliedType([]byte(text))
	if err != nil {
		return 0
	}
	count := 0
	countTypes(ty, &count)
	return min(count, usualLimits.elements+1)
}

func countTypes(ty cty.Type, count *int) {
	if *count++; *count > usualLimits.elements {
		return
	}
	switch {
	case ty.IsObjectType():
		for _, member := range ty.AttributeTypes() {
			countTypes(member, count)
		}
	case ty.IsTupleType():
		for _, member := range ty.TupleElementTypes() {
			countTypes(member, count)
		}
	}
}
