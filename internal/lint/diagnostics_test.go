package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

func TestPerCallNamesTheCallAndNotItsInstances(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		`module.net is not installed`:                                  "module.net is not installed",
		`module.net["a"] is not installed`:                             "module.net is not installed",
		`module.a["x].module.y \" "].module.b[0].module.net[12] is no`: "module.net is no",
		`module.a-b.module.c (x) is`:                                   "module.c (x) is",
		`resource module.a.aws_vpc.x is`:                               `resource module.a.aws_vpc.x is`,
		`module.a["x"].aws_vpc.main is`:                                `module.a["x"].aws_vpc.main is`,
	} {
		got := perCall(source.Diagnostics{{Message: message}})
		if diff := cmp.Diff(want, got[0].Message); diff != "" {
			t.Errorf("%s (-want +got):\n%s", message, diff)
		}
	}
}
