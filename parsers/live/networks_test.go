package live_test

import (
	"context"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/live"
	"github.com/repolint/repolint/parsers/live/ec2fake"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

var update = flag.Bool("update", false, "write the snapshots of the reference networks again")

const networks = "../../testdata/networks"

// noSnapshot are the reference networks that have no form as a snapshot, and why.
var noSnapshot = map[string]string{
	"central-endpoints":                     "EC2 shows no private hosted zones",
	"central-endpoints-closed-group":        "EC2 shows no private hosted zones",
	"central-endpoints-zone-not-associated": "EC2 shows no private hosted zones",
	"central-endpoints-profile":             "EC2 shows no Route 53 profiles",
	"names":                                 "EC2 shows no zones, profiles, rules and DNS firewalls",
	"default-vpc":                           "a deployed instance is in a subnet",
	"shared-subnets":                        "a snapshot is one account's, and the network is that of two",
	"shared-subnets-no-s3-route":            "a snapshot is one account's, and the network is that of two",
	"hybrid-article-004":                    "it has no VPC",
	"hybrid-article-004-corrected":          "it has no VPC",
	"cdk-app":                               "it is no network",
}

// connect serves a fake to the SDK's real client. The SDK is configured by the
// environment, so that no two tests may do so at once.
func connect(t *testing.T, fake *ec2fake.Server, region string) live.API {
	t.Helper()
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL_EC2": server.URL, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "",
		"AWS_REGION": "", "AWS_DEFAULT_REGION": "",
	} {
		t.Setenv(name, value)
	}
	api, _, err := live.Connect(context.Background(), live.Access{Region: region})
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func readAll(t *testing.T, fake *ec2fake.Server, region string, vpcs ...string) *live.Network {
	t.Helper()
	network, err := live.Read(context.Background(), connect(t, fake, region), region, vpcs)
	if err != nil {
		t.Fatal(err)
	}
	return network
}

// graphOf is the network of a Terraform configuration.
func graphOf(t *testing.T, folder string) *graph.Graph {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	set, _ := source.Discover(scope, source.DiscoverOptions{})
	components, _ := terraform.Components(set, terraform.Options{})
	if len(components) != 1 {
		t.Fatalf("%s has %d roots", folder, len(components))
	}
	return components[0].Parse(context.Background()).Graph
}

// The snapshots are what the real client reads from a fake in which the Terraform
// form of the network is deployed. internal/lint judges them.
func TestSnapshotsOfTheReferenceNetworks(t *testing.T) {
	folders, err := filepath.Glob(networks + "/*")
	if err != nil || len(folders) < 30 {
		t.Fatalf("found %d networks (%v)", len(folders), err)
	}
	for _, folder := range folders {
		name := filepath.Base(folder)
		if noSnapshot[name] != "" || strings.HasSuffix(name, ".md") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			model, region := deploy(t, graphOf(t, filepath.Join(folder, "terraform")))
			network := readAll(t, &ec2fake.Server{Model: model, PageSize: 5}, region)
			file, got := filepath.Join(folder, "live", "vpc.json"), network.Snapshot()
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheDocumentedPolicyAllowsWhatIsAsked(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/live.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, call := range live.Calls() {
		want = append(want, call.Permission())
	}
	got := regexp.MustCompile(`(?m)^        "(ec2:\w+)",?$`).FindAllStringSubmatch(string(page), -1)
	var allowed []string
	for _, match := range got {
		allowed = append(allowed, match[1])
	}
	if diff := cmp.Diff(want, allowed); diff != "" {
		t.Errorf("(-asked +documented):\n%s", diff)
	}
}

// The graph of the example, which shows how each answer is lowered.
func TestTheExampleGivesTheGraph(t *testing.T) {
	content := readAll(t, &ec2fake.Server{Model: ec2fake.Example()}, region).Snapshot()
	got := []byte(graph.Dump(parse(t, string(content)).Graph))
	const file = "testdata/example.graph"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
