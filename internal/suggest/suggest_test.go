package suggest_test

import (
	"testing"

	"github.com/repolint/repolint/internal/suggest"
)

func TestDidYouMeanNamesTheNearestName(t *testing.T) {
	t.Parallel()
	known := []string{"egress_http_missing", "egress_https_missing", "s3_gateway_route_missing", "vpc_dns_disabled"}
	for name, want := range map[string]string{
		"egress_http_mising":       `: did you mean "egress_http_missing"?`,
		"egress_https_missin":      `: did you mean "egress_https_missing"?`,
		"s3-gateway-route-missing": `: did you mean "s3_gateway_route_missing"?`,
		"dns_disabled":             `: did you mean "vpc_dns_disabled"?`,
		"route":                    `: did you mean "s3_gateway_route_missing"?`,
		"egress":                   "",
		"zzz":                      "",
		"":                         "",
	} {
		if got := suggest.DidYouMean(name, known); got != want {
			t.Errorf("DidYouMean(%q) = %q, want %q", name, got, want)
		}
	}
}
