package main

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/repolint/repolint/parsers/live/ec2fake"
)

var update = flag.Bool("update", false, "rewrite the expected output in the transcripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"repolint": main})
}

// accounts are protocol fakes of EC2, by the variable under which a transcript finds
// the address.
func accounts(t *testing.T) map[string]string {
	t.Helper()
	addresses := map[string]string{}
	for name, fake := range map[string]*ec2fake.Server{
		"EC2":         {Model: ec2fake.Example(), PageSize: 1},
		"EC2_EMPTY":   {},
		"EC2_DENIED":  {Model: ec2fake.Example(), Errors: map[string]string{"DescribeVpcEndpoints": "UnauthorizedOperation"}},
		"EC2_CLOSED":  {Errors: map[string]string{"DescribeVpcs": "UnauthorizedOperation"}},
		"EC2_EXPIRED": {Errors: map[string]string{"DescribeVpcs": "RequestExpired"}},
		"EC2_FOREIGN": {Errors: map[string]string{"DescribeVpcs": "AuthFailure"}},
		"EC2_PORTAL":  {Page: "<html><body>Please sign in to the guest network.</body></html>"},
	} {
		server := httptest.NewServer(fake)
		t.Cleanup(server.Close)
		addresses[name] = server.URL
	}
	return addresses
}

func TestScript(t *testing.T) {
	t.Parallel()
	fakes := accounts(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// What the machine sets must not show in a transcript.
			env.Setenv("NO_COLOR", "")
			env.Setenv("CLICOLOR_FORCE", "")
			for name, address := range fakes {
				env.Setenv(name, address)
			}
			for name, value := range map[string]string{
				"AWS_ENDPOINT_URL_EC2": fakes["EC2"], "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
				"AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "",
				"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "",
			} {
				env.Setenv(name, value)
			}
			modules, err := filepath.Abs("../../testdata/modules")
			if err != nil {
				return err
			}
			env.Setenv("MODULES", modules)
			return os.Mkdir(env.WorkDir+"/.git", 0o755)
		},
	})
}
