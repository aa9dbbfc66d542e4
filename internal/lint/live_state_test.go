package lint_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/parsers"
)

// What EC2 says of a network when something in it is in another state. replace are
// texts of the snapshot and what stands in their place; the path is the one from
// the host to the destination.
func TestWhatIsDeployedIsJudgedByTheStateItIsIn(t *testing.T) {
	t.Parallel()
	const none = "no path"
	for name, test := range map[string]struct {
		network           string
		replace           []string
		destination, want string
		because           string
	}{
		"an endpoint without private DNS may be found by a hosted zone": {
			"article-002", []string{`"PrivateDnsEnabled": true`, `"PrivateDnsEnabled": false`},
			"ssm", "undetermined", "EC2 shows no hosted zones, and a private one for ssm.ap-northeast-1.amazonaws.com may lead to the endpoint",
		},
		"a host without a profile may have Default Host Management": {
			"article-002", []string{`"IamInstanceProfile"`, `"Nothing"`},
			"ssm", "undetermined", "whether Default Host Management gives it a role is not known",
		},
		"a route into a black hole leads nowhere": {
			"regional-nat", []string{`"NatGatewayId": "nat-00000000000000001",` + "\n            " + `"State": "active"`, `"NatGatewayId": "nat-00000000000000001", "State": "blackhole"`},
			"al2023_repos", "blocked", "leads nowhere",
		},
		"a NAT gateway that is gone carries nothing": {
			"regional-nat", []string{`"AvailabilityMode": "regional",` + "\n        " + `"State": "available"`, `"AvailabilityMode": "regional", "State": "deleted"`},
			"al2023_repos", "blocked", "leads to a NAT gateway that does not exist",
		},
		"a NAT gateway that is being made may carry": {
			"regional-nat", []string{`"AvailabilityMode": "regional",` + "\n        " + `"State": "available"`, `"AvailabilityMode": "regional", "State": "pending"`},
			"al2023_repos", "undetermined", "it is still being made",
		},
		"a gateway endpoint that is being deleted is gone": {
			"article-001-four-rules", []string{`"ServiceName": "com.amazonaws.ap-northeast-1.s3",` + "\n        " + `"State": "available"`, `"ServiceName": "com.amazonaws.ap-northeast-1.s3", "State": "Deleting"`},
			"al2_repos", "blocked", "has no S3 gateway endpoint",
		},
		"a VPC of another account shows its endpoints there": {
			"article-001-no-endpoint", []string{`"OwnerId": "111122223333"`, `"OwnerId": "444455556666"`},
			"al2_repos", "undetermined", "belongs to account 444455556666, which shares it",
		},
		"Block Public Access stops NAT gateways too": {
			"regional-nat", []string{`"InternetGatewayBlockMode": "off"`, `"InternetGatewayBlockMode": "block-bidirectional"`},
			"al2023_repos", "blocked", "blocks all public access",
		},
		"Windows reads no repository": {
			"article-001-no-endpoint", []string{`"PlatformDetails": "Linux/UNIX",` + "\n        " + `"VpcId"`, `"PlatformDetails": "Windows", "VpcId"`},
			"al2_repos", none, "",
		},
		"an instance that is terminated is no host": {
			"article-001-no-endpoint", []string{`"Name": "running"`, `"Name": "terminated"`},
			"ssm", none, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(filepath.Join(networks, test.network, "live", "vpc.json"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(content), test.replace[0]) {
				t.Fatalf("the snapshot has no %s", test.replace[0])
			}
			dir := t.TempDir()
			changed := strings.NewReplacer(test.replace...).Replace(string(content))
			if err := os.WriteFile(filepath.Join(dir, "vpc.json"), []byte(changed), 0o644); err != nil {
				t.Fatal(err)
			}
			rows := judgeFolder(t, dir, parsers.Options{}).paths
			at := slices.IndexFunc(rows, func(row finding.PathRow) bool {
				return strings.HasPrefix(row.Address, "i-") && row.Destination == test.destination
			})
			switch {
			case at < 0 && test.want != none:
				t.Fatalf("there is no path to %s", test.destination)
			case at >= 0 && (rows[at].Verdict != test.want || !strings.Contains(rows[at].Reason, test.because)):
				t.Errorf("%s: %s", rows[at].Verdict, rows[at].Reason)
			}
		})
	}
}
