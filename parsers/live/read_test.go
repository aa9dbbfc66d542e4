package live_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/live"
	"github.com/repolint/repolint/parsers/live/ec2fake"
)

const region = "eu-west-1"

func TestEveryPageIsRead(t *testing.T) {
	whole := readAll(t, &ec2fake.Server{Model: ec2fake.Example()}, region).Snapshot()
	fake := &ec2fake.Server{Model: ec2fake.Example(), PageSize: 1}
	if diff := cmp.Diff(string(whole), string(readAll(t, fake, region).Snapshot())); diff != "" {
		t.Errorf("pages of one differ (-whole +pages):\n%s", diff)
	}
	if asked := fake.Asked("DescribeSecurityGroups"); asked != 2 {
		t.Errorf("two groups were asked for %d times", asked)
	}
}

func TestWhatIsThrottledIsAskedAgain(t *testing.T) {
	fake := &ec2fake.Server{Model: ec2fake.Example(), Throttle: map[string]int{"DescribeVpcs": 1, "DescribeSubnets": 2}}
	network := readAll(t, fake, region)
	if network.Count(live.DescribeSubnets) != 1 || fake.Asked("DescribeSubnets") != 3 {
		t.Errorf("%d subnets after %d questions", network.Count(live.DescribeSubnets), fake.Asked("DescribeSubnets"))
	}
}

// two is the example with a second VPC beside it.
func two() ec2fake.Model {
	model := ec2fake.Example()
	other := model.VPCs[0]
	other.ID, other.Tags = "vpc-0a1b2c3d4e5f60002", ec2fake.Named("other")
	model.VPCs = append(model.VPCs, other)
	subnet := model.Subnets[0]
	subnet.ID, subnet.VPC = "subnet-0a1b2c3d4e5f60002", other.ID
	model.Subnets = append(model.Subnets, subnet)
	group := model.SecurityGroups[0]
	group.ID, group.VPC = "sg-0a1b2c3d4e5f60002", other.ID
	model.SecurityGroups = append(model.SecurityGroups, group)
	model.SecurityGroupRules = append(model.SecurityGroupRules, ec2fake.SecurityGroupRule{ID: "sgr-0a1b2c3d4e5f60002", Group: group.ID, Protocol: "-1"})
	return model
}

func TestOnlyTheVPCsThatAreNamedAreRead(t *testing.T) {
	network := readAll(t, &ec2fake.Server{Model: two()}, region, "vpc-0a1b2c3d4e5f60001")
	for _, call := range []live.Call{live.DescribeVpcs, live.DescribeSubnets, live.DescribeInstances, live.DescribeSecurityGroupRules} {
		if network.Count(call) != 1 {
			t.Errorf("%s: %d things", call, network.Count(call))
		}
	}
	if snapshot := string(network.Snapshot()); strings.Contains(snapshot, "0002\"") || !strings.Contains(snapshot, "\"vpcs\": [\n    \"vpc-0a1b2c3d4e5f60001\"\n  ]") {
		t.Errorf("the snapshot of one VPC is\n%s", snapshot)
	}
	if missing := readAll(t, &ec2fake.Server{Model: two()}, region, "vpc-1", "vpc-0a1b2c3d4e5f60002").Missing(); len(missing) != 1 || missing[0] != "vpc-1" {
		t.Errorf("missing: %v", missing)
	}
}

func TestNobodyAnswersIsAnErrorAndNotAnEmptyNetwork(t *testing.T) {
	for name, test := range map[string]struct {
		fake *ec2fake.Server
		want string
	}{
		"a page of a proxy":   {&ec2fake.Server{Page: "<html></html>"}, "is not EC2"},
		"an answer cut short": {&ec2fake.Server{Page: `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet>`}, "DescribeVpcs: "},
		"the wrong partition": {&ec2fake.Server{Errors: map[string]string{"DescribeVpcs": "OptInRequired"}}, "does not accept the credentials"},
		"an unknown error":    {&ec2fake.Server{Errors: map[string]string{"DescribeVpcs": "Strange"}}, "answers Strange: the test wants it so"},
	} {
		_, err := live.Read(context.Background(), connect(t, test.fake, region), region, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadingStopsWhenItsTimeIsOver(t *testing.T) {
	fake := &ec2fake.Server{Throttle: map[string]int{"DescribeVpcs": 1000}}
	ctx, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	_, err := live.Read(ctx, connect(t, fake, region), region, nil)
	if err == nil || !strings.Contains(err.Error(), "--timeout") {
		t.Errorf("the error is %v", err)
	}
}

// One of several questions fails while others are asked: the error is its own, and
// not that the others were stopped.
func TestTheFirstErrorIsTheOneThatIsTold(t *testing.T) {
	fake := &ec2fake.Server{Model: ec2fake.Example(), Errors: map[string]string{"DescribeNetworkInterfaces": "Strange"}}
	_, err := live.Read(context.Background(), connect(t, fake, region), region, nil)
	if err == nil || !strings.Contains(err.Error(), "DescribeNetworkInterfaces") {
		t.Errorf("the error is %v", err)
	}
}

func TestWhatIsRefusedLeavesTheOtherQuestionsOpen(t *testing.T) {
	for _, call := range live.Calls() {
		fake := &ec2fake.Server{Model: ec2fake.Example(), Errors: map[string]string{call.String(): "UnauthorizedOperation"}}
		network, err := live.Read(context.Background(), connect(t, fake, region), region, nil)
		if call == live.DescribeVpcs {
			if refused := (*live.Refusal)(nil); !errors.As(err, &refused) || refused.Call != call {
				t.Errorf("%s: %v", call, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		asked := fake.Asked(call.String()) > 0
		if warned := strings.Contains(strings.Join(messages(network), "\n"), call.Permission()+" is not allowed"); warned != asked {
			t.Errorf("%s was asked: %t, and its permission is told to be missing: %t", call, asked, warned)
		}
		if refused := strings.Contains(string(network.Snapshot()), `"`+call.String()+`": "UnauthorizedOperation"`); refused != asked {
			t.Errorf("%s was asked: %t, and the snapshot says that it was refused: %t", call, asked, refused)
		}
	}
}

func messages(network *live.Network) []string {
	var list []string
	for _, d := range network.Component().Parse(context.Background()).Diagnostics {
		list = append(list, d.Message)
	}
	return list
}

func TestBlockPublicAccessMayBeUnknownToARegion(t *testing.T) {
	fake := &ec2fake.Server{Model: ec2fake.Example(), Errors: map[string]string{
		"DescribeVpcBlockPublicAccessOptions": "InvalidAction", "DescribeVpcBlockPublicAccessExclusions": "InvalidAction",
	}}
	if list := messages(readAll(t, fake, region)); len(list) > 0 {
		t.Errorf("diagnostics %q", list)
	}
}
