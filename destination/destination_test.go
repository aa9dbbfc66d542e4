package destination

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func TestEmbeddedDestinationsMatchTheirSchema(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	text, err := os.ReadFile("destinations.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("destinations.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("destinations.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(embedded))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(instance); err != nil {
		t.Error(err)
	}
	wrong, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"destinations": [{"id": "x", "service": "s3", "needs": [], "ports": [{"number": 443, "required": true}], "signing": "anonymous", "bucket": []}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(wrong) == nil {
		t.Error("the schema lets an unknown key pass")
	}
}

func TestFirstSetOfDestinations(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, d := range All() {
		ids = append(ids, d.ID)
	}
	want := []string{
		"al2023_repos", "al2_repos", "al1_repos", "ssm_agent_updates", "ssm_documents", "patch_payload", "patch_snapshot",
		"ecr_layers", "ssm", "ssmmessages", "ec2messages", "kms", "logs", "cloudwatch_agent", "windows_downloads", "emr",
		"distributor", "session_manager_plugin", "codedeploy_agent", "elastic_beanstalk", "image_builder",
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Error(diff)
	}
	ids = nil
	for _, d := range Default() {
		ids = append(ids, d.ID)
	}
	if diff := cmp.Diff(want[:13], ids); diff != "" {
		t.Error(diff)
	}
}

func TestNeed(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, destination string
		situation         Situation
		want              Need
	}{
		{"an AL2023 instance expects its repositories", "al2023_repos", Situation{OS: "al2023", Host: "instance"}, Expected},
		{"a patched AL2023 instance requires them", "al2023_repos", Situation{OS: "al2023", Host: "instance", Intents: []Intent{Patching}}, Required},
		{"an AL2023 instance that installs packages requires them", "al2023_repos", Situation{OS: "al2023", Host: "instance", Intents: []Intent{Packages}}, Required},
		{"a node of EKS may do without", "al2023_repos", Situation{OS: "al2023", Host: "eks_node_group", Intents: []Intent{Patching}}, Optional},
		{"a node of EKS that installs packages requires them", "al2023_repos", Situation{OS: "al2023", Host: "eks_node_group", Intents: []Intent{Packages}}, Required},
		{"an AL2 instance always requires them", "al2_repos", Situation{OS: "al2", Host: "instance"}, Required},
		{"an AL2 node of ECS may do without", "al2_repos", Situation{OS: "al2", Host: "ecs_instance"}, Optional},
		{"an AL1 instance always requires them", "al1_repos", Situation{OS: "al1", Host: "auto_scaling_group"}, Required},
		{"an AL2 instance has no need of AL2023's", "al2023_repos", Situation{OS: "al2", Host: "instance"}, NoNeed},
		{"Windows has no need of any", "al2_repos", Situation{OS: "windows", Host: "instance", Intents: []Intent{Patching}}, NoNeed},
		{"container nodes require layers", "ecr_layers", Situation{OS: "bottlerocket", Host: "batch_environment"}, Required},
		{"an instance does not", "ecr_layers", Situation{OS: "al2", Host: "instance"}, NoNeed},
		{"patching requires the payload", "patch_payload", Situation{OS: "ubuntu", Host: "instance", Intents: []Intent{Patching}}, Required},
		{"management alone does not", "patch_payload", Situation{OS: "ubuntu", Host: "instance", Intents: []Intent{SystemsManager}}, NoNeed},
		{"management requires the service", "ssm", Situation{OS: "unknown", Host: "instance", Intents: []Intent{SystemsManager}}, Required},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, ok := Find(c.destination)
			if !ok {
				t.Fatalf("no destination %q", c.destination)
			}
			if got, _ := d.Need(c.situation); got != c.want {
				t.Errorf("need is %v, want %v", got, c.want)
			}
		})
	}
}

func TestObjects(t *testing.T) {
	t.Parallel()
	tokyo := Symbols{value.Region: value.Literal("ap-northeast-1")}
	cases := []struct {
		name, destination string
		fixed             Symbols
		want              []string
	}{
		{"an open region stays a symbol", "al2023_repos", nil, []string{
			"arn:${partition}:s3:::al2023-repos-${region}-de612dc2/core/mirrors/latest/x86_64/mirror.list",
			"arn:${partition}:s3:::al2023-repos-${region}-de612dc2/core/guids/9cf1057036ef7d615de550a658447fad88617805da0cfc9b854ba0fb8a668466/x86_64/repodata/repomd.xml",
			"arn:${partition}:s3:::al2023-repos-${region}-de612dc2/blobstore/a3b4d2c35c2300518fe10381a05b3bd7936ff5cdd3d351143a11bf84073d9e00/sample-1.0-1.amzn2023.noarch.rpm",
		}},
		{"a fixed region fixes its partition", "al1_repos", tokyo, []string{
			"arn:aws:s3:::repo.ap-northeast-1.amazonaws.com/latest/main/mirror.list",
			"arn:aws:s3:::repo.ap-northeast-1.amazonaws.com/latest/updates/mirror.list",
		}},
		{"China is its own partition", "al1_repos", Symbols{value.Region: value.Literal("cn-north-1")}, []string{
			"arn:aws-cn:s3:::repo.cn-north-1.amazonaws.com/latest/main/mirror.list",
			"arn:aws-cn:s3:::repo.cn-north-1.amazonaws.com/latest/updates/mirror.list",
		}},
		{"a fixed partition is taken as it is", "al1_repos", Symbols{value.Partition: value.Literal("aws-us-gov")}, []string{
			"arn:aws-us-gov:s3:::repo.${region}.amazonaws.com/latest/main/mirror.list",
			"arn:aws-us-gov:s3:::repo.${region}.amazonaws.com/latest/updates/mirror.list",
		}},
		{"a table gives the suffix", "patch_payload", tokyo, []string{
			"arn:aws:s3:::aws-patch-manager-ap-northeast-1-4849fa78f/patchbaselineoperations/linux/payloads/patch-baseline-operations-1.83.tar.gz",
		}},
		{"an empty suffix is one too", "patch_snapshot", tokyo, []string{
			"arn:aws:s3:::patch-baseline-snapshot-ap-northeast-1/sample/object",
		}},
		{"without a region the suffix is not known", "patch_payload", nil, []string{
			"arn:${partition}:s3:::aws-patch-manager-${region}-${unknown}/patchbaselineoperations/linux/payloads/patch-baseline-operations-1.83.tar.gz",
		}},
		{"a region without a published suffix neither", "patch_payload", Symbols{value.Region: value.Literal("mx-central-1")}, []string{
			"arn:aws:s3:::aws-patch-manager-mx-central-1-${unknown}/patchbaselineoperations/linux/payloads/patch-baseline-operations-1.83.tar.gz",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, _ := Find(c.destination)
			var got []string
			for _, object := range d.Buckets[0].Objects(c.fixed) {
				got = append(got, object.String())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBucketIsRestrictedToItsPartitions(t *testing.T) {
	t.Parallel()
	bucket := Bucket{Name: "b", Keys: []string{"k"}, Partitions: []string{"aws"}}
	unknown := value.HoleText(value.Hole{Reason: &value.Reason{Text: "not set"}, Range: source.Range{}})
	for text, want := range map[string]value.Truth{"us-east-1": value.True, "cn-north-1": value.False} {
		if got := bucket.In(Symbols{value.Region: value.Literal(text)}); got != want {
			t.Errorf("in %s: %v, want %v", text, got, want)
		}
	}
	if got := bucket.In(Symbols{value.Region: unknown}); got != value.Unknown {
		t.Errorf("in an unknown region: %v, want unknown", got)
	}
	everywhere := Bucket{Name: "b", Keys: []string{"k"}}
	if got := everywhere.In(nil); got != value.True {
		t.Errorf("without restriction: %v, want true", got)
	}
}

func TestRequiredPort(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]int{"al1_repos": 80, "al2_repos": 443, "al2023_repos": 443, "ssm": 443} {
		d, _ := Find(id)
		if got := d.RequiredPort(); got != want {
			t.Errorf("%s needs port %d, want %d", id, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const head = `{"destinations": [{"id": "mirror", "service": "s3", "needs": [{"need": "required"}], "signing": "anonymous", "ports": [{"number": 443, "required": true}], `
	cases := []struct{ name, text, want string }{
		{"an unknown key", head + `"bucket": []}]}`, `unknown field "bucket"`},
		{"an unknown hole", head + `"buckets": [{"name": "m-${zone}", "keys": ["k"]}]}]}`, `unknown ${zone}`},
		{"an open hole", head + `"buckets": [{"name": "m-${region", "keys": ["k"]}]}]}`, `without }`},
		{"S3 without buckets", head + `"title": "t"}]}`, "needs buckets"},
		{"a bucket without keys", head + `"buckets": [{"name": "m"}]}]}`, "sample keys"},
		{"a suffix without a table", head + `"buckets": [{"name": "m-${suffix}", "keys": ["k"]}]}]}`, "no suffixes"},
		{"an unknown need", `{"destinations": [{"id": "m", "needs": [{"need": "badly"}]}]}`, `need "badly" is unknown, use one of optional, expected, required`},
		{"an unknown signing", `{"destinations": [{"id": "m", "signing": "none"}]}`, `signing "none" is unknown`},
		{"a service with buckets", `{"destinations": [{"id": "m", "service": "ssm", "needs": [], "signing": "anonymous", "ports": [], "buckets": [{"name": "m", "keys": ["k"]}]}]}`, "only an S3 destination"},
		{"a wrong id", `{"destinations": [{"id": "My Mirror"}]}`, "lower case"},
		{"a second document", `{"destinations": []} {}`, "after the end"},
		{"the same id twice", `{"destinations": [` + ssmText + `, ` + ssmText + `]}`, "listed twice"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
}

const ssmText = `{"id": "ssm", "service": "ssm", "needs": [], "signing": "instance_role", "ports": [{"number": 443, "required": true}]}`

func TestParseReadsAnOwnMirror(t *testing.T) {
	t.Parallel()
	got, err := Parse([]byte(`{"destinations": [{
		"id": "mirror", "service": "s3", "repository": true, "signing": "anonymous",
		"needs": [{"os": ["al2023"], "need": "required"}],
		"ports": [{"number": 443, "scheme": "https", "required": true}],
		"buckets": [{"name": "mirror-${region}", "keys": ["x"]}]
	}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Destination{{
		ID: "mirror", Service: "s3", Repository: true, Signing: Anonymous,
		Needs:   []Requirement{{OS: []string{"al2023"}, Need: Required}},
		Ports:   []Port{{Number: 443, Scheme: "https", Required: true}},
		Buckets: []Bucket{{Name: "mirror-${region}", Keys: []string{"x"}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamesThatRequestsGoTo(t *testing.T) {
	t.Parallel()
	ireland := Symbols{value.Region: value.Literal("eu-west-1"), value.DNSSuffix: value.Literal("amazonaws.com")}
	want := map[string][]string{
		"al2023_repos":      {"al2023-repos-eu-west-1-de612dc2.s3.dualstack.eu-west-1.amazonaws.com"},
		"al1_repos":         {"repo.eu-west-1.amazonaws.com", "packages.eu-west-1.amazonaws.com"},
		"ssm_agent_updates": {"s3.eu-west-1.amazonaws.com"},
		"windows_downloads": {
			"aws-windows-downloads-eu-west-1.s3.eu-west-1.amazonaws.com", "aws-windows-downloads-eu-west-1.s3.dualstack.eu-west-1.amazonaws.com",
		},
		"ssm": {"ssm.eu-west-1.amazonaws.com"},
	}
	for _, d := range All() {
		var got []string
		for _, name := range d.Names(ireland) {
			got = append(got, name.String())
		}
		if diff := cmp.Diff(want[d.ID], got); want[d.ID] != nil && diff != "" {
			t.Errorf("%s: %s", d.ID, diff)
		}
	}
	if got := All()[0].Names(nil)[0].String(); got != "al2023-repos-${region}-de612dc2.s3.dualstack.${region}.${dns_suffix}" {
		t.Errorf("without a region: %s", got)
	}
}

func TestWhereNamesAreNotPublished(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]bool{
		"eu-west-1": false, "ca-west-1": false, "ap-southeast-7": true, "mx-central-1": true, "us-gov-west-1": true, "cn-north-1": true,
	} {
		fixed := Symbols{value.Region: value.Literal(region)}
		for _, id := range []string{"patch_payload", "patch_snapshot"} {
			if d, _ := Find(id); d.Unpublished(fixed) != want {
				t.Errorf("%s in %s: %t", id, region, !want)
			}
		}
		if d, _ := Find("ssm_documents"); d.Unpublished(fixed) || d.Unpublished(nil) {
			t.Errorf("the name of ssm_documents needs no table in %s", region)
		}
	}
}

func TestNeedsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	stated := HostNeed{Address: "aws_instance.build*", Tags: map[string]string{"Role": "build"}, Destinations: []string{"emr"}, Need: Required}
	for address, tags := range map[string]map[string]string{
		"aws_instance.build[0]": {"Role": "build"}, "aws_instance.web": {"Role": "build"}, "aws_instance.build": {"Role": "web"},
	} {
		want := address == "aws_instance.build[0]"
		if got := stated.Fits(address, tags); got != want {
			t.Errorf("%s with %v: %t", address, tags, got)
		}
	}
	var ids []string
	own := []Destination{{ID: "al1_repos", Title: "ours"}, {ID: "mirror"}}
	for _, d := range Selected([]string{"logs"}, []HostNeed{stated}, own) {
		ids = append(ids, d.ID)
	}
	for id, want := range map[string]bool{"logs": true, "emr": true, "windows_downloads": false, "mirror": true, "al2023_repos": true} {
		if slices.Contains(ids, id) != want {
			t.Errorf("%s is in %v", id, ids)
		}
	}
	if n := len(slices.DeleteFunc(ids, func(id string) bool { return id != "al1_repos" })); n != 1 {
		t.Errorf("an own destination stands beside the built-in one it replaces")
	}
}
