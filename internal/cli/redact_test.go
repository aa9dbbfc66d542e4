package cli

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func TestNamesThatTellASecret(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"password": true, "master_password": true, "master_user_password": true, "admin_password": true,
		"auth_token": true, "secret_string": true, "secret_binary": true, "private_key": true, "token": true,
		"secret": true, "client_secret": true, "connection_password": true, "DB_PASSWORD": true,
		"tunnel1_preshared_key": true, "tunnel1-password": true,
		"MasterUserPassword": true, "Password": true, "SecretString": true, "AuthToken": true,
		"ClientSecret": true, "OAuthToken": true, "PreSharedKey": true, "SecretAccessKey": true,
		"secret_arn": false, "SecretId": false, "SecretArn": false, "password_length": false, "http_tokens": false,
		"HttpTokens": false, "GenerateSecretString": false, "compassword": false, "key": false, "vpc_id": false,
	} {
		if got := secretByName(name) != ""; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestResourcesHideWhatProvidersTreatAsSensitive(t *testing.T) {
	t.Parallel()
	none := source.Range{}
	text := func(s string) value.Value { return value.OfString(s, none) }
	object := func(pairs ...any) value.Value {
		v := value.Value{Kind: value.Map}
		for i := 0; i < len(pairs); i += 2 {
			v.Entries = append(v.Entries, value.Entry{Key: pairs[i].(string), Value: pairs[i+1].(value.Value)})
		}
		return v
	}
	variable := object("name", text("API_TOKEN"), "value", text("hunter4"))
	document := text(`{"name":"API_TOKEN","value":"hunter4"}`)
	document.Document = &variable
	attributes := object(
		"password", text("plainsecret"),
		"Password", value.OfNumber("12345", none),
		"client_secret", value.OfRef(value.Ref{Node: "a#x.y", Attribute: "id"}, none),
		"manage_master_user_password", value.OfBool(true, none),
		"ManageMasterUserPassword", text("true"),
		"nested", value.Value{Kind: value.List, Items: []value.Value{object("auth_token", text("hunter2"), "name", text("b"))}},
		"secret", object("inner", text("hunter3"), "flag", value.OfBool(true, none)),
		"variable", variable,
		"tag", object("Key", text("Name"), "Value", text("shown")),
		"document", document,
		"secret_arn", text("shown"),
		"made_of_it", text("x-plainsecret-y"),
	)
	parameter := object("name", text("/x"), "value", text("hunter5"))
	components := []lint.Component{{Resources: []resource.Resource{
		{Root: "a", Address: "x.a", Type: "x", Attributes: attributes},
		{Root: "a", Address: "x.b", Type: "aws_ssm_parameter", Attributes: parameter},
	}}}
	var out bytes.Buffer
	writeResources(&out, components)
	want := `x.a  x  
  password                     {"$redacted":"its name is password"}
  Password                     {"$redacted":"its name is Password"}
  client_secret                {"$ref":"x.y.id"}
  manage_master_user_password  true
  ManageMasterUserPassword     "true"
  nested                       [{"auth_token":{"$redacted":"its name is auth_token"},"name":"b"}]
  secret                       {"flag":true,"inner":{"$redacted":"its name is secret"}}
  variable                     {"name":"API_TOKEN","value":{"$redacted":"its name is API_TOKEN"}}
  tag                          {"Key":"Name","Value":"shown"}
  document                     {"$redacted":"its name is API_TOKEN"}
  secret_arn                   "shown"
  made_of_it                   {"$redacted":"it repeats a secret: its name is password"}

x.b  aws_ssm_parameter  
  name   "/x"
  value  {"$redacted":"the provider treats it as sensitive"}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	out.Reset()
	if err := writeResourcesJSON(&out, components); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"plainsecret", "12345", "hunter"} {
		if bytes.Contains(out.Bytes(), []byte(secret)) {
			t.Errorf("JSON holds %s:\n%s", secret, out.String())
		}
	}
}
