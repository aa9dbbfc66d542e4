package live

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"github.com/repolint/repolint/source/json"
)

// The SDK's own back-off between attempts, bounded.
const (
	attempts       = 8
	longestBackoff = 20 * time.Second
	longestCall    = 30 * time.Second
)

// Access says which region of which account is read. Region and Profile "" mean
// what the environment and the shared configuration of the AWS tools say.
type Access struct{ Region, Profile string }

// ErrNoRegion is the error of [Connect] where nothing says which region is meant.
var ErrNoRegion = errors.New("no region: pass --region, or set AWS_REGION")

// Connect prepares to ask EC2. It finds out at once whether there are a region
// and credentials, and says so in words where there are none.
func Connect(ctx context.Context, access Access) (api API, region string, err error) {
	settings, err := config.LoadDefaultConfig(ctx,
		config.WithRegion(access.Region), config.WithSharedConfigProfile(access.Profile), config.WithLogger(logging.Nop{}))
	switch {
	case err != nil && access.Profile != "":
		return nil, "", fmt.Errorf("reading the AWS profile %q: %w", access.Profile, err)
	case err != nil:
		return nil, "", fmt.Errorf("reading the AWS configuration: %w", err)
	case settings.Region == "":
		return nil, "", ErrNoRegion
	}
	if _, err := settings.Credentials.Retrieve(ctx); err != nil {
		return nil, "", noCredentials(err)
	}
	settings.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff = attempts, longestBackoff
			// Calls that are throttled at once must not use up each other's attempts.
			o.RateLimiter = ratelimit.None
		})
	}
	settings.HTTPClient = guarded{patient(settings.HTTPClient)}
	return &client{ec2.NewFromConfig(settings), settings.Region}, settings.Region, nil
}

func noCredentials(err error) error {
	if expired(err) {
		return fmt.Errorf("the AWS credentials have expired: sign in again (%s)", lastOf(err))
	}
	return fmt.Errorf("no AWS credentials: sign in, pass --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID (%s)", lastOf(err))
}

// lastOf is the innermost reason of an error, on one line.
func lastOf(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// client is EC2 itself. It holds the operations through [questions] only: a
// client inside of an interface would keep every operation in the binary.
type client struct {
	ec2    *ec2.Client
	region string
}

// Ask implements [API].
func (c *client) Ask(ctx context.Context, call Call, about ...string) ([]*json.Node, error) {
	var found []*json.Node
	for first := true; first || len(about) > 0; first = false {
		part := about[:min(len(about), mostValues)]
		about = about[len(part):]
		items, err := questions[call](ctx, c.ec2, part)
		if err != nil {
			return nil, c.explained(call, err)
		}
		found = append(found, items...)
	}
	return found, nil
}

// mostValues is how many values a filter takes
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html).
const mostValues = 200

// tolerated are the codes that leave a question open, or mean that the region
// does not know what is asked for.
var (
	refusals    = []string{"UnauthorizedOperation", "AccessDenied", "AccessDeniedException"}
	unsupported = []string{"InvalidAction", "UnsupportedOperation"}
	unsigned    = []string{
		"AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "MissingAuthenticationToken",
		"IncompleteSignature", "OptInRequired", "Blocked", "PendingVerification",
	}
)

// explained says what an error means for the person who asked.
func (c *client) explained(call Call, err error) error {
	if answer := smithy.APIError(nil); errors.As(err, &answer) {
		code := answer.ErrorCode()
		switch {
		case slices.Contains(refusals, code):
			return &Refusal{call, code}
		case slices.Contains(unsupported, code) && mayBeUnsupported(call):
			return nil
		case expired(err):
			return fmt.Errorf("%s: the AWS credentials have expired: sign in again (%s)", call, code)
		case slices.Contains(unsigned, code):
			return fmt.Errorf("%s: EC2 in %s does not accept the credentials: check the profile, the region (it may have to be enabled for the account) and the machine's clock (%s: %s)",
				call, c.region, code, answer.ErrorMessage())
		case isThrottle(code):
			return fmt.Errorf("%s: EC2 in %s went on throttling after %d attempts: try again later, or read fewer VPCs with --vpc (%s)", call, c.region, attempts, code)
		}
		return fmt.Errorf("%s: EC2 in %s answers %s: %s", call, c.region, code, answer.ErrorMessage())
	}
	if nobody := (*net.DNSError)(nil); errors.As(err, &nobody) {
		return fmt.Errorf("%s: no EC2 answers at %s: check the region %q and the network", call, nobody.Name, c.region)
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: EC2 in %s did not answer in time: allow more with --timeout, or read fewer VPCs with --vpc", call, c.region)
	}
	return fmt.Errorf("%s: asking EC2 in %s: %s", call, c.region, lastOf(err))
}

// mayBeUnsupported: Block Public Access is younger than some partitions' EC2.
func mayBeUnsupported(call Call) bool {
	return call == DescribeVpcBlockPublicAccessOptions || call == DescribeVpcBlockPublicAccessExclusions
}

func isThrottle(code string) bool {
	_, known := retry.DefaultThrottleErrorCodes[code]
	return known
}

func expired(err error) bool {
	text := err.Error()
	return strings.Contains(text, "ExpiredToken") || strings.Contains(text, "RequestExpired") || strings.Contains(text, "token has expired")
}

// patient is the configured way to send requests, bounded in time.
func patient(configured aws.HTTPClient) aws.HTTPClient {
	switch client := configured.(type) {
	case nil:
		return awshttp.NewBuildableClient().WithTimeout(longestCall)
	case *awshttp.BuildableClient:
		return client.WithTimeout(longestCall)
	}
	return configured
}

// guarded refuses what looks like an answer and is none: a portal or a proxy
// sends a page, which would be read as an empty network.
type guarded struct{ next aws.HTTPClient }

// markOfEC2 is in the first line of every answer
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/making-api-requests.html).
var markOfEC2 = []byte("ec2.amazonaws.com/doc/")

// Do sends a request.
func (g guarded) Do(request *http.Request) (*http.Response, error) {
	response, err := g.next.Do(request)
	if nobody := (*net.DNSError)(nil); errors.As(err, &nobody) && nobody.IsNotFound {
		return nil, noSuchHost{err}
	}
	if err != nil || response.StatusCode != http.StatusOK {
		return response, err
	}
	body := bufio.NewReaderSize(response.Body, 512)
	head, _ := body.Peek(512)
	if !bytes.Contains(head, markOfEC2) {
		_ = response.Body.Close()
		return nil, notEC2(request.URL.Host)
	}
	response.Body = peeked{body, response.Body}
	return response, nil
}

// noSuchHost is a name that does not resolve: the region is misspelt. To ask again
// helps nothing.
type noSuchHost struct{ error }

func (e noSuchHost) Unwrap() error { return e.error }

// RetryableError tells the SDK whether to try again.
func (noSuchHost) RetryableError() bool { return false }

// notEC2 is the host of an answer that is none. To ask again helps nothing.
type notEC2 string

func (host notEC2) Error() string {
	return fmt.Sprintf("what answers at %s is not EC2: is there a proxy or a sign-in page in between?", string(host))
}

// RetryableError tells the SDK whether to try again.
func (notEC2) RetryableError() bool { return false }

// peeked is a body whose beginning was looked at.
type peeked struct {
	io.Reader
	io.Closer
}
