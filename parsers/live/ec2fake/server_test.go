package ec2fake_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/repolint/repolint/parsers/live/ec2fake"
)

func ask(t *testing.T, server *ec2fake.Server, signed bool, form url.Values) (status int, body string) {
	t.Helper()
	form.Set("Version", "2016-11-15")
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if signed {
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x")
	}
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	content, err := io.ReadAll(recorder.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return recorder.Code, string(content)
}

// The fake must refuse what EC2 refuses, or a question that EC2 does not know
// would pass for one that it answers.
func TestTheFakeRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		form url.Values
		want string
	}{
		"an action":             {url.Values{"Action": {"CreateVpc"}}, "InvalidAction"},
		"a parameter":           {url.Values{"Action": {"DescribeVpcs"}, "Color": {"red"}}, "UnknownParameter"},
		"a filter":              {url.Values{"Action": {"DescribeVpcs"}, "Filter.1.Name": {"color"}, "Filter.1.Value.1": {"red"}}, "InvalidParameterValue"},
		"too large a page":      {url.Values{"Action": {"DescribeRouteTables"}, "MaxResults": {"1000"}}, "InvalidParameterValue"},
		"pages where are none":  {url.Values{"Action": {"DescribeVpnGateways"}, "MaxResults": {"10"}}, "UnknownParameter"},
		"a token of its own":    {url.Values{"Action": {"DescribeVpcs"}, "NextToken": {"x"}}, "InvalidNextToken"},
		"what would change it":  {url.Values{"Action": {"DeleteVpc"}, "VpcId": {"vpc-1"}}, "InvalidAction"},
		"a call that is closed": {url.Values{"Action": {"DescribeSubnets"}}, "UnauthorizedOperation"},
	} {
		server := &ec2fake.Server{Model: ec2fake.Example(), Errors: map[string]string{"DescribeSubnets": "UnauthorizedOperation"}}
		if status, body := ask(t, server, true, test.form); status < 400 || !strings.Contains(body, "<Code>"+test.want+"</Code>") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if status, body := ask(t, &ec2fake.Server{}, false, url.Values{"Action": {"DescribeVpcs"}}); status != 401 || !strings.Contains(body, "MissingAuthenticationToken") {
		t.Errorf("unsigned: %d %s", status, body)
	}
}

func TestTheFakeAnswersByTheModelOfTheMoment(t *testing.T) {
	t.Parallel()
	server := &ec2fake.Server{Model: ec2fake.Example()}
	form := url.Values{"Action": {"DescribeVpcs"}, "Filter.1.Name": {"vpc-id"}, "Filter.1.Value.1": {"vpc-0a1b2c3d4e5f60001"}}
	if _, body := ask(t, server, true, form); !strings.Contains(body, "<vpcId>vpc-0a1b2c3d4e5f60001</vpcId>") {
		t.Errorf("the answer is %s", body)
	}
	server.Model.VPCs = nil
	if _, body := ask(t, server, true, form); strings.Contains(body, "vpcId") {
		t.Errorf("after it is gone the answer is %s", body)
	}
}
