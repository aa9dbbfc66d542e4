package live

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// sender is a way to send requests that only fails.
type sender struct{ err error }

func (s sender) Do(*http.Request) (*http.Response, error) { return nil, s.err }

func TestARegionThatDoesNotExistIsAskedOnce(t *testing.T) {
	t.Parallel()
	request := httptest.NewRequest(http.MethodPost, "https://ec2.eu-nowhere-1.amazonaws.com", nil)
	for name, test := range map[string]struct {
		err   error
		again bool
	}{
		"no such host":         {&net.DNSError{Name: "ec2.eu-nowhere-1.amazonaws.com", IsNotFound: true}, false},
		"no connection":        {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		"no answer for a name": {&net.DNSError{Name: "ec2.eu-west-1.amazonaws.com", IsTemporary: true, IsTimeout: true}, true},
	} {
		_, err := guarded{sender{test.err}}.Do(request)
		if again := retry.NewStandard().IsErrorRetryable(fmt.Errorf("sending: %w", err)); again != test.again {
			t.Errorf("%s: asked again: %t", name, again)
		}
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	c := &client{region: "eu-west-1"}
	for _, test := range []struct {
		err  error
		want string
	}{
		{&smithy.GenericAPIError{Code: "RequestLimitExceeded"}, "DescribeSubnets: EC2 in eu-west-1 went on throttling after 8 attempts: try again later, or read fewer VPCs with --vpc (RequestLimitExceeded)"},
		{&smithy.GenericAPIError{Code: "UnauthorizedOperation"}, "ec2:DescribeSubnets is not allowed (UnauthorizedOperation)"},
		{&smithy.GenericAPIError{Code: "ExpiredToken"}, "DescribeSubnets: the AWS credentials have expired: sign in again (ExpiredToken)"},
		{&net.DNSError{Name: "ec2.eu-west-1.amazonaws.com", Err: "no such host"}, `DescribeSubnets: no EC2 answers at ec2.eu-west-1.amazonaws.com: check the region "eu-west-1" and the network`},
		{fmt.Errorf("waiting: %w", context.DeadlineExceeded), "DescribeSubnets: EC2 in eu-west-1 did not answer in time: allow more with --timeout, or read fewer VPCs with --vpc"},
		{errors.New("a line\nand another"), "DescribeSubnets: asking EC2 in eu-west-1: a line and another"},
	} {
		if got := c.explained(DescribeSubnets, test.err).Error(); got != test.want {
			t.Errorf("%v\n got %s\nwant %s", test.err, strings.ReplaceAll(got, "\n", "⏎"), test.want)
		}
	}
}
